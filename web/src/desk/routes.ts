import type { NavItem } from "../app/places";
import type { Route } from "../app/router";

export const routes: Route[] = [];

export const nav: NavItem[] = [];
