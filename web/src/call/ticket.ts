import type { FaultKind } from "../app/fault";
import { NotLetIn } from "./signalling";

/** Faults that asking again does not mend. */
const FINAL: readonly FaultKind[] = ["denied", "expired", "outdated"];

/** Asks for a ticket. Who is not let in hears so; everything else is worth another try. */
export async function askedFor<Answer>(
	answer: Promise<Answer>,
	kindOf: (error: unknown) => FaultKind,
): Promise<Answer> {
	try {
		return await answer;
	} catch (error) {
		if (FINAL.includes(kindOf(error))) throw new NotLetIn("");
		throw error;
	}
}
