import { store } from "./store";

/** Whether the server can be reached, as far as we know. */
export const online = store(navigator.onLine);
addEventListener("online", () => online.set(true));
addEventListener("offline", () => online.set(false));

/** How much the server's clock is ahead of this device's, in milliseconds. */
let ahead = 0;

/** Learns the server's time from an answer, so that a countdown does not depend on how this device's clock is set. */
export function learnTime(response: Response, sentAt: number): void {
	const date = Date.parse(response.headers.get("date") ?? "");
	// The header has whole seconds: half of one is the best guess.
	if (!Number.isNaN(date)) ahead = date + 500 - (sentAt + Date.now()) / 2;
}

/** The server's time now. */
export const serverNow = (): number => Date.now() + ahead;

export const pause = (millis: number): Promise<void> => new Promise((done) => setTimeout(done, millis));
