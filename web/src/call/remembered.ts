import { keep, kept } from "../app/tab";

/** What somebody has decided about the talk, for a page that is loaded anew. Nothing about a person or an appointment. */
const FLAGS = ["call-left", "call-camera-off", "call-microphone-off"] as const;
export type Flag = (typeof FLAGS)[number];

export const isRemembered = (flag: Flag): boolean => kept(flag) === "yes";

export const remember = (flag: Flag, on: boolean): void => keep(flag, on ? "yes" : undefined);

/** The talk is over: the next one begins as if there had been none. */
export function forgetAll(): void {
	for (const flag of FLAGS) remember(flag, false);
}
