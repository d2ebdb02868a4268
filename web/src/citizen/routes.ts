import type { Route } from "../app/router";
import Errands from "./Errands";
import Start from "./Start";

const page = (path: string, load: Route["load"]): Route => ({ path, areas: ["citizen"], side: "citizen", load });

export const routes: Route[] = [
	// Where most people come in. What these pages need is there with the first file: nothing is asked for one after another.
	page("/", async () => ({ default: Start })),
	page("/buchen/anliegen", async () => ({ default: Errands })),
	page("/buchen/zeit", () => import("./Times")),
	page("/buchen/kontakt", () => import("./Contact")),
	page("/buchen/pruefen", () => import("./Check")),
	page("/buchen/fertig/:id", () => import("./Done")),
	page("/buchen/warteliste", () => import("./JoinWaiting")),
	page("/termin", () => import("./Mine")),
	page("/termin/:id", () => import("./Appointment")),
	page("/termin/:id/verschieben", () => import("./Move")),
	{ path: "/termin/:id/test", areas: ["citizen", "call"], side: "citizen", load: () => import("../call/Test") },
	{ path: "/gast", areas: ["call"], side: "citizen", load: () => import("../call/GuestPage") },
	page("/vorgang/:id", () => import("./Case")),
	page("/vorgang/:id/unterlagen", () => import("./Papers")),
	page("/vorgang/:id/unterschreiben", () => import("./Sign")),
	page("/vorgang/:id/bezahlen", () => import("./Pay")),
	page("/vorgang/:id/ergebnis", () => import("./Result")),
	page("/vorgang/:id/verlauf", () => import("./History")),
	page("/barrierefreiheit", () => import("./Legal")),
	page("/barriere-melden", () => import("./Legal")),
	page("/leichte-sprache", () => import("./Legal")),
	page("/gebaerdensprache", () => import("./Legal")),
	page("/impressum", () => import("./Legal")),
	page("/datenschutz", () => import("./Legal")),
];
