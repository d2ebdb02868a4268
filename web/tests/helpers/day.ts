import { dateOf, plusDays } from "../../src/app/format";

/** The day that is so many days ahead, where the office is. */
export const day = (ahead: number): string => plusDays(dateOf(new Date()), ahead);

/** Longer than any of the files takes, on a busy machine too. */
const LONGEST_FILE_SECS = 1_200;

/** How many milliseconds it is until the day ends where the office is, if a file that begins at `now` could last that long. */
export function untilMidnight(now: Date): number {
	const today = dateOf(now);
	for (let secs = 0; secs < LONGEST_FILE_SECS; secs += 1)
		if (dateOf(new Date(now.getTime() + secs * 1_000)) !== today) return secs * 1_000;
	return 0;
}
