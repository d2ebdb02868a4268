import type { Quality } from "./frames";

/** Pictures bear no more than this: so many packets of a thousand lost, and so long on their way there and back. */
const LOST_MOST = 120;
const RTT_MOST_MILLIS = 1_500;
/** So many samples in a row, each of ten seconds, say that a line is weak, and so many that it is good again. */
const BAD_ENOUGH = 2;
const GOOD_ENOUGH = 3;

/** What is known of a line: whether it is weak, and how many samples in a row have said otherwise. */
export interface Judged {
	weak: boolean;
	otherwise: number;
}

export const STRONG: Judged = { weak: false, otherwise: 0 };

/** One more sample. A single bad one is a bump, and a single good one a lull. */
export function judge(
	before: Judged,
	{ lostIn, lostOut, rttMs }: Pick<Quality, "lostIn" | "lostOut" | "rttMs">,
): Judged {
	const bad = Math.max(lostIn, lostOut) > LOST_MOST || (rttMs ?? 0) > RTT_MOST_MILLIS;
	if (bad === before.weak) return { ...before, otherwise: 0 };
	const otherwise = before.otherwise + 1;
	return otherwise >= (bad ? BAD_ENOUGH : GOOD_ENOUGH) ? { weak: bad, otherwise: 0 } : { ...before, otherwise };
}
