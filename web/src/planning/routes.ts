import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({
	path,
	areas: ["staff", "planning"],
	side: "staff",
	load,
});

export const routes: Route[] = [
	page("/dienst/planung", () => import("./Hours")),
	page("/dienst/planung/tage", () => import("./Days")),
	page("/dienst/planung/konflikte", () => import("./Conflicts")),
	page("/dienst/planung/warteliste", () => import("./Waiting")),
	page("/dienst/leitung", () => import("./Lead")),
];

export const nav: NavItem[] = [
	{ href: "/dienst/planung", label: "common.nav.planning", roles: ["PLANNER"] },
	{ href: "/dienst/leitung", label: "common.nav.lead", roles: ["TEAM_LEAD"] },
];
