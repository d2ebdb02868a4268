/** What somebody has decided about the talk, for a page that is loaded anew. Nothing about a person or an appointment. */
const FLAGS = ["call-left", "call-camera-off", "call-microphone-off"] as const;
export type Flag = (typeof FLAGS)[number];

export function isRemembered(flag: Flag): boolean {
	try {
		return sessionStorage.getItem(flag) === "yes";
	} catch {
		return false;
	}
}

export function remember(flag: Flag, on: boolean): void {
	try {
		if (on) sessionStorage.setItem(flag, "yes");
		else sessionStorage.removeItem(flag);
	} catch {
		// A browser that keeps nothing asks again.
	}
}

/** The talk is over: the next one begins as if there had been none. */
export function forgetAll(): void {
	for (const flag of FLAGS) remember(flag, false);
}
