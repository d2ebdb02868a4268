import { expect, test } from "vitest";
import { differences, gaps, linesOf } from "../../src/audit/differences";

test("a case is a list of places and values, and what is not there has no line", () => {
	expect(linesOf({ state: "OPEN", clerk: null, parties: [{ person: { born: { year: 1990 } } }] })).toEqual([
		{ path: "state", part: "state", value: "OPEN" },
		{ path: "parties[1].person.born.year", part: "parties", value: "1990" },
	]);
});

test("an event is what it changed; its number alone is no change", () => {
	const before = linesOf({ version: 3, state: "OPEN", notices: [{ notice: "DUTY_TO_COOPERATE" }] });
	const after = linesOf({ version: 4, state: "SUBMITTED", notices: [{ notice: "DUTY_TO_COOPERATE" }] });
	expect(differences(before, after)).toEqual([{ path: "state", part: "state", before: "OPEN", after: "SUBMITTED" }]);
	expect(differences(linesOf({ version: 4 }), linesOf({ version: 5 }))).toEqual([]);
});

test("what somebody took out of a history is missed, and what began before the case is not", () => {
	const of = (stream: string, version: number) => ({ stream, version });
	expect(gaps([of("booking", 4), of("case", 1), of("booking", 5), of("case", 2)])).toEqual([]);
	expect(gaps([of("case", 1), of("case", 3)])).toEqual([of("case", 2)]);
});
