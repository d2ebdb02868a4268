import { type Key, keyOf } from "../app/i18n";
import type { CallState } from "./call";
import type { Seat } from "./frames";

/** How a talk stands for whoever sits at this page; each has its words. */
export type Standing =
	| "joining"
	| "refused"
	| "elsewhere"
	| "left"
	| "over"
	| "removed"
	| "waiting"
	| "hold"
	| "connecting"
	| "talking"
	| "broken"
	| "gone";

/** The one on the other side of the table. */
export const otherOf = (state: CallState): Seat | undefined => {
	const wanted = state.seat === "host" ? "holder" : "host";
	return state.room?.seats.find((one) => one.seat === wanted);
};

/** What is true of the talk, the most important first. */
export function standingOf(state: CallState): Standing {
	if (state.line !== "joining" && state.line !== "on" && state.line !== "back") return state.line;
	const { room } = state;
	if (!room) return "joining";
	if (room.state === "over") return "over";
	if (room.state === "waiting" || !room.seats.find((one) => one.seat === state.seat)?.admitted) return "waiting";
	if (room.hold) return "hold";
	const other = otherOf(state);
	if (!other) return "gone";
	const up = state.up[other.seat];
	if (up) return "talking";
	if (up === false || other.here === "AWAY" || room.state === "interrupted") return "broken";
	return "connecting";
}

/** The words for the citizen. */
export const forCitizen = (standing: Standing): Key => keyOf("call.now", standing);

const CLERK: Partial<Record<Standing, Key>> = {
	waiting: "call.clerk.waiting",
	hold: "call.clerk.hold",
	connecting: "call.clerk.connecting",
	talking: "call.clerk.talking",
	broken: "call.clerk.broken",
	gone: "call.clerk.gone",
	removed: "call.now.over",
};

/** And for the clerk, where they are others. */
export const forClerk = (standing: Standing): Key => CLERK[standing] ?? forCitizen(standing);
