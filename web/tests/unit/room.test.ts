import { expect, test } from "vitest";
import type { CallState } from "../../src/call/call";
import type { Room, Seat } from "../../src/call/frames";
import { partners, remembered } from "../../src/call/room";
import { type Standing, standingOf } from "../../src/call/words";

const seat = (name: string, more: Partial<Seat> = {}): Seat => ({
	seat: name,
	part: name === "host" ? "CLERK" : "CITIZEN",
	session: 1,
	here: "HERE",
	admitted: true,
	media: { microphone: true, camera: true, screen: false },
	...more,
});
const room = (state: Room["state"], seats: Seat[], more: Partial<Room> = {}): Room => ({
	state,
	hold: false,
	seats,
	meets: [],
	focus: null,
	...more,
});
const names = (seats: readonly Seat[]) => seats.map((one) => one.seat);

test("a connection is made with whom the room names, be it one for all, and with nobody else", () => {
	const three = [seat("host"), seat("holder"), seat("guest")];
	expect(names(partners(room("live", three, { meets: ["holder", "guest"] })))).toEqual(["holder", "guest"]);
	expect(names(partners(room("live", [...three, seat("media")], { meets: ["media"] })))).toEqual(["media"]);
	expect(partners(room("live", three, { meets: ["nobody"] }))).toEqual([]);
	expect(partners(room("waiting", three))).toEqual([]);
	expect(partners(undefined)).toEqual([]);
});

test("after a restart whoever has not come back yet is away, and stays in their place", () => {
	const before = room("live", [seat("host"), seat("holder"), seat("guest")], { meets: ["host", "guest"] });
	const told = room("live", [seat("guest"), seat("holder")], { meets: ["guest"] });
	const found = remembered(told, before, new Set(["host", "guest"]));
	expect(names(partners(found))).toEqual(["host", "guest"]);
	expect(found.seats.map((one) => [one.seat, one.here])).toEqual([
		["host", "AWAY"],
		["holder", "HERE"],
		["guest", "HERE"],
	]);
});

test("a server that does not know yet how far the talk is does not end it", () => {
	const before = room("live", [seat("host"), seat("holder")], { meets: ["holder"] });
	const told = room("waiting", [seat("host"), seat("holder", { admitted: false }), seat("new", { admitted: false })]);
	const found = remembered(told, before, new Set(["holder"]));
	expect(found.state).toBe("live");
	expect(found.seats.map((one) => one.admitted)).toEqual([true, true, false]);
	expect(names(partners(found))).toEqual(["holder"]);
});

test("that it is over counts at once; so does a session anew, and a seat without a connection", () => {
	const before = room("live", [seat("host"), seat("holder")]);
	const over = room("over", []);
	expect(remembered(over, before, new Set(["holder"]))).toBe(over);
	const anew = remembered(room("live", [seat("host"), seat("holder", { session: 2 })]), before, new Set(["holder"]));
	expect(anew.seats[1]?.session).toBe(2);
	expect(names(remembered(room("live", [seat("host")]), before, new Set()).seats)).toEqual(["host"]);
	expect(remembered(before, undefined, new Set())).toBe(before);
});

const state = (more: Partial<CallState>): CallState => ({
	line: "on",
	why: undefined,
	goneAt: undefined,
	seat: "holder",
	room: room("live", [seat("host"), seat("holder")]),
	ice: [],
	views: {},
	up: {},
	chat: [],
	typing: {},
	weak: false,
	silent: false,
	following: true,
	...more,
});

test.each<[Partial<CallState>, Standing]>([
	[{ line: "joining", room: undefined }, "joining"],
	[{ line: "elsewhere" }, "elsewhere"],
	[{ line: "refused", room: undefined }, "refused"],
	[{ room: room("waiting", [seat("holder", { admitted: false })]) }, "waiting"],
	[{ room: room("live", [seat("host"), seat("holder", { admitted: false })]) }, "waiting"],
	[{ room: room("live", [seat("host"), seat("holder")], { hold: true }), up: { host: true } }, "hold"],
	[{}, "connecting"],
	[{ up: { host: true } }, "talking"],
	// The line to the office is gone, and the one to the clerk stands.
	[{ line: "back", up: { host: true } }, "talking"],
	[{ room: room("live", [seat("host", { here: "AWAY" }), seat("holder")]), up: { host: true } }, "talking"],
	[{ room: room("live", [seat("host", { here: "AWAY" }), seat("holder")]) }, "broken"],
	[{ up: { host: false } }, "broken"],
	[{ room: room("interrupted", [seat("host"), seat("holder")]) }, "broken"],
	[{ room: room("live", [seat("holder")]) }, "gone"],
	[{ room: room("over", [seat("holder")]) }, "over"],
	[{ seat: "host", up: { holder: true } }, "talking"],
])("how a talk stands: %o", (more, standing) => {
	expect(standingOf(state(more))).toBe(standing);
});
