import { store } from "../app/store";

/** The talk that this page takes part in; small, because every page knows of it. The rest is fetched once there is one. */
export interface Talking {
	booking: string;
	part: "CITIZEN" | "CLERK";
	/** The cases of the appointment, to which what is to be done belongs. */
	cases: readonly string[];
}

export const talking = store<Talking | undefined>(undefined);

/** Begins to take part, or learns of a case more. */
export function takePart(next: Talking): void {
	talking.set((now) =>
		now?.booking === next.booking && now.part === next.part && now.cases.join() === next.cases.join() ? now : next,
	);
}

/** The appointment is over: there is nothing to take part in. */
export function takeNoPart(booking: string): void {
	talking.set((now) => (now?.booking === booking ? undefined : now));
}
