import type { Born } from "../../staff/words";

const two = (n: number) => String(n).padStart(2, "0");

/** Whether somebody is not 18 yet on a day (`2026-11-30`); or may not be, where not all of the date of birth is known. */
export const underAge = ({ year, month, day }: Born, today: string): boolean =>
	`${year + 18}-${two(month ?? 12)}-${two(day ?? 31)}` > today;
