import { expect, test } from "vitest";
import { untilMidnight } from "../helpers/day";

test("a file of the browsers that begins shortly before midnight in Berlin waits for it, in winter and in summer", () => {
	for (const [now, secs] of [
		["2026-11-26T22:39:59Z", 0],
		["2026-11-26T22:40:01Z", 1_199],
		["2026-11-26T22:59:59Z", 1],
		["2026-11-26T23:00:00Z", 0],
		["2026-11-26T23:55:00Z", 0],
		["2026-07-01T21:55:00Z", 300],
	] as const)
		expect(untilMidnight(new Date(now)), now).toBe(secs * 1_000);
});
