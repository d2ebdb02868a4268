import { store } from "../app/store";

/** The talk that this page takes part in; small, because every page knows of it. The rest is fetched once there is one. */
export interface Talking {
	booking: string;
	part: "CITIZEN" | "CLERK";
	/** The cases of the appointment, to which what is to be done belongs. */
	cases: readonly string[];
}

/** Somebody who comes by an invitation, and knows of no appointment. */
export interface Visiting {
	part: "GUEST";
	invitation: string;
}

export const talking = store<Talking | undefined>(undefined);

/** Whether the talk goes on over this page: whoever left it would hang up. */
export const inTalk = store(false);

/** Begins to take part, or learns of a case more. */
export function takePart(next: Talking): void {
	talking.set((now) => {
		if (now?.booking !== next.booking || now.part !== next.part) return next;
		const cases = [...new Set([...now.cases, ...next.cases])];
		return cases.length === now.cases.length ? now : { ...next, cases };
	});
}

/** The appointment is over, or is not talked about over video: there is nothing to take part in. */
export function takeNoPart(booking: string): void {
	talking.set((now) => (now?.booking === booking ? undefined : now));
}

/** From the moment that somebody has said that they are there. */
const WITH_A_ROOM: readonly string[] = ["WAITING", "CALLED", "IN_SERVICE"];
export const hasRoom = (booking: { state: string }): boolean => WITH_A_ROOM.includes(booking.state);

/** Takes a citizen's page into the waiting room of their appointment, or out of it. */
export function takeCitizen(booking: { id: string; state: string }, video: boolean, cases: readonly string[]): void {
	if (video && hasRoom(booking)) takePart({ booking: booking.id, part: "CITIZEN", cases });
	else takeNoPart(booking.id);
}
