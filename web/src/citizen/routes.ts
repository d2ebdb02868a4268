import type { Route } from "../app/router";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["citizen"], side: "citizen", load });

export const routes: Route[] = [page("/", () => import("./Start"))];
