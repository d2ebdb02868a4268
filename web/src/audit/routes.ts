import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["staff", "audit"], side: "staff", load });

export const routes: Route[] = [
	page("/dienst/pruefung", () => import("./Find")),
	page("/dienst/pruefung/:id", () => import("./Replay")),
];

export const nav: NavItem[] = [{ href: "/dienst/pruefung", label: "common.nav.audit", roles: ["AUDITOR"] }];
