import { session } from "../app/session";
import { store } from "../app/store";
import type { BookingPartsFragment, ServiceCode } from "../gql/graphql";

/** What somebody needs to take part. They are told to the office as words, so that whoever prepares reads them. */
export const NEEDS = ["signs", "captions", "interpreter", "plain", "time", "companion"] as const;
export type Need = (typeof NEEDS)[number];

/** What somebody has chosen and typed on the way to an appointment. It lives in memory and nowhere else. */
export interface Draft {
	/** How many of each errand. */
	lines: Partial<Record<ServiceCode, number>>;
	scope: string | undefined;
	/** The time that is kept for them, as the server last said it. */
	held: BookingPartsFragment | undefined;
	name: string;
	mail: string;
	phone: string;
	needs: Need[];
	note: string;
	/** They have been on the page for contacts, and may check their answers. */
	contactGiven: boolean;
}

const empty = (): Draft => ({
	lines: {},
	scope: undefined,
	held: undefined,
	name: "",
	mail: "",
	phone: "",
	needs: [],
	note: "",
	contactGiven: false,
});

export const draft = store<Draft>(empty());

export function change(part: Partial<Draft>): void {
	draft.set((now) => ({ ...now, ...part }));
}

/** The appointment is made, or given up, or whoever typed it leaves: nothing of it stays. A session that runs out takes nothing with it. */
export function forget(): void {
	draft.set(empty());
}

let last = session.get();
session.subscribe((now) => {
	if (!now || now.kind === "none") return;
	// Whoever opens a link, or sits down for the office, is somebody else than who typed here. Who opens the same link again is not.
	const other = now.kind !== last?.kind || now.booking !== last.booking;
	if (other && now.kind !== "visitor") forget();
	last = now;
});

/** The errands as the API takes them. */
export function linesOf(lines: Draft["lines"]): { service: ServiceCode; quantity: number }[] {
	return (Object.entries(lines) as [ServiceCode, number][])
		.filter(([, quantity]) => quantity > 0)
		.map(([service, quantity]) => ({ service, quantity }))
		.sort((a, b) => (a.service < b.service ? -1 : 1));
}

/** How many errands that is, counted with the persons. */
export function countOf(lines: Draft["lines"]): number {
	return linesOf(lines).reduce((sum, line) => sum + line.quantity, 0);
}

/** The errands of an appointment that the server knows. */
export function linesFrom(booking: BookingPartsFragment): Draft["lines"] {
	return Object.fromEntries(booking.lines.map((line) => [line.service, line.quantity]));
}
