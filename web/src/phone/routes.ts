import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["staff", "phone"], side: "staff", load });

export const routes: Route[] = [
	page("/dienst/telefon", () => import("./Book")),
	page("/dienst/telefon/suchen", () => import("./Find")),
];

export const nav: NavItem[] = [
	{ href: "/dienst/telefon", label: "common.nav.phone", roles: ["SERVICE_CENTRE", "CLERK", "TEAM_LEAD"] },
];
