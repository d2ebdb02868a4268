import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["staff", "desk"], side: "staff", load });

export const routes: Route[] = [
	page("/dienst/tag", () => import("./Day")),
	page("/dienst/vorgaenge", () => import("./Cases")),
	page("/dienst/vorgang/:id", () => import("./Case")),
	page("/dienst/aufgaben", () => import("./Tasks")),
];

export const nav: NavItem[] = [
	{ href: "/dienst/tag", label: "common.nav.day", roles: ["CLERK", "TEAM_LEAD"] },
	{ href: "/dienst/vorgaenge", label: "common.nav.cases", roles: ["CLERK", "TEAM_LEAD"] },
	{ href: "/dienst/aufgaben", label: "common.nav.tasks", roles: ["CLERK", "TEAM_LEAD"] },
];
