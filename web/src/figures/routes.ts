import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["staff", "figures"], side: "staff", load });

// The period is part of the address, so that a figure can be shown to somebody else.
export const routes: Route[] = [
	page("/dienst/zahlen", () => import("./Utilisation")),
	page("/dienst/zahlen/auslastung/:from/:to/:by", () => import("./Utilisation")),
	page("/dienst/zahlen/anliegen/:from/:to/:by", () => import("./Requests")),
];

export const nav: NavItem[] = [
	{ href: "/dienst/zahlen", label: "common.nav.figures", roles: ["ANALYST", "PLANNER", "TEAM_LEAD"] },
];
