import * as audit from "../audit/routes";
import * as citizen from "../citizen/routes";
import * as desk from "../desk/routes";
import * as figures from "../figures/routes";
import type { Role } from "../gql/graphql";
import * as phone from "../phone/routes";
import * as planning from "../planning/routes";
import type { Key } from "./i18n";
import type { Route } from "./router";

/** An entry of the staff's navigation, and who sees it. */
export interface NavItem {
	href: string;
	label: Key;
	roles: readonly Role[];
}

const shared: Route[] = [
	{ path: "/dienst", areas: [], side: "staff", load: () => import("../parts/StaffHome") },
	{ path: "/dienst/anmelden", areas: [], side: "staff", load: () => import("../parts/SignIn") },
];

/** Every page there is. */
export const routes: readonly Route[] = [
	...shared,
	...citizen.routes,
	...desk.routes,
	...phone.routes,
	...planning.routes,
	...audit.routes,
	...figures.routes,
];

/** Where an address leads that is none. */
export const lost: Route = { path: "", areas: [], side: "citizen", load: () => import("../parts/Lost") };

/** The staff's navigation, in its order. */
export const nav: readonly NavItem[] = [...desk.nav, ...phone.nav, ...planning.nav, ...figures.nav, ...audit.nav];
