import { expect, test } from "vitest";
import { type Judged, judge, STRONG } from "../../src/call/weak";

const good = { lostIn: 80, lostOut: 80, rttMs: 300 };
const after = (before: Judged, ...samples: (typeof good)[]): boolean => samples.reduce(judge, before).weak;

test.each([
	["much is lost on the way here", { ...good, lostIn: 200 }],
	["much is lost on the way there", { ...good, lostOut: 200 }],
	["packets are long on their way", { ...good, rttMs: 2_000 }],
])("a line is weak when %s, twice in a row", (_, bad) => {
	expect(after(STRONG, bad)).toBe(false);
	expect(after(STRONG, bad, good, bad)).toBe(false);
	expect(after(STRONG, bad, bad)).toBe(true);
});

test("a weak line is good again after half a minute, and not by a lull", () => {
	const bad = { ...good, lostIn: 200 };
	const weak: Judged = { weak: true, otherwise: 0 };
	expect(after(weak, good, good)).toBe(true);
	expect(after(weak, good, good, bad, good)).toBe(true);
	expect(after(weak, good, good, good)).toBe(false);
});
