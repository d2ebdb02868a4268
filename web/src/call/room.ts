import type { Room, Seat } from "./frames";

/** Those with whom there is to be a connection, as the room says. */
export const partners = (room: Room | undefined): Seat[] =>
	room?.seats.filter((one) => room.meets.includes(one.seat)) ?? [];

/**
 * How a room stands of which a restarted server knows only who has come back already, and perhaps not yet how far the
 * talk is. Until the others had their time to come back too, what was known of them counts: sound and picture need
 * no server. `linked` are those to whom there is a connection.
 */
export function remembered(told: Room, before: Room | undefined, linked: ReadonlySet<string>): Room {
	if (!before || told.state === "over") return told;
	const gone = before.seats.filter(
		(one) => linked.has(one.seat) && !told.seats.some((there) => there.seat === one.seat),
	);
	const behind = told.state === "waiting" && before.state !== "waiting";
	const wasAdmitted = (seat: string) => before.seats.some((one) => one.seat === seat && one.admitted);
	// In the order in which they sat, because it decides who gives way; whoever is new comes last.
	const at = ({ seat }: Seat) => {
		const found = before.seats.findIndex((one) => one.seat === seat);
		return found < 0 ? before.seats.length : found;
	};
	const left = gone.map((one) => one.seat);
	return {
		...told,
		meets: behind ? before.meets : [...told.meets, ...before.meets.filter((seat) => left.includes(seat))],
		// Who had put it on hold has not said so yet.
		hold: told.hold || (before.hold && gone.some((one) => one.seat === "host")),
		state: behind ? before.state : told.state,
		seats: [
			...told.seats.map((one) => (behind && wasAdmitted(one.seat) ? { ...one, admitted: true } : one)),
			...gone.map((one) => ({ ...one, here: "AWAY" as const })),
		].sort((a, b) => at(a) - at(b)),
	};
}
