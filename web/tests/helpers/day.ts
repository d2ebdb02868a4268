import { dateOf, plusDays } from "../../src/app/format";

/** The day that is so many days ahead, where the office is. */
export const day = (ahead: number): string => plusDays(dateOf(new Date()), ahead);
