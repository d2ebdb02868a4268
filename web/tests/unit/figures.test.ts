import { expect, test } from "vitest";
import { csvOf } from "../../src/figures/csv";
import { coursesOf, together } from "../../src/figures/sums";

test("a table is written as programs for calculating read it", () => {
	expect(
		csvOf(
			["Woche", "Gebucht"],
			[
				["2026-11-02", 61.5],
				["2026-11-09", null],
			],
		),
	).toBe("Woche;Gebucht\r\n2026-11-02;61,5\r\n2026-11-09;\r\n");
});

test("what begins like a formula is text, and what separates is quoted", () => {
	expect(csvOf(["a"], [["=1+1"], ["x;y"], ['he said "no"'], ["two\nlines"]])).toBe(
		'a\r\n\'=1+1\r\n"x;y"\r\n"he said ""no"""\r\n"two\nlines"\r\n',
	);
});

test("places are added before anything is divided", () => {
	const row = (start: string, planned: number, booked: number) => ({
		scope: start + planned,
		start,
		plannedPublic: planned,
		plannedInternal: 10,
		bookedPublic: booked,
		bookedInternal: 5,
		kept: booked,
		productiveSecs: 0,
		conflicts: 0,
	});
	expect(together([row("2026-11-09", 90, 20), row("2026-11-02", 190, 95), row("2026-11-09", 290, 70)])).toEqual([
		{ start: "2026-11-02", planned: 200, booked: 100, kept: 95 },
		{ start: "2026-11-09", planned: 400, booked: 100, kept: 90 },
	]);
});

test("what is hidden is not counted, and what nobody asked for is none", () => {
	const of = (service: "TAX_ID" | "MOVE_IN", count: number | null) => ({
		service,
		share: null,
		trend: null,
		trendOfYear: null,
		delivered: { count, suppressed: count === null },
		completed: { count, suppressed: count === null },
	});
	const period = (start: string, services: ReturnType<typeof of>[]) => ({ start, shown: 0, rising: [], services });
	expect(
		coursesOf([period("2026-10-01", [of("TAX_ID", 9), of("MOVE_IN", null)]), period("2026-11-01", [of("TAX_ID", 7)])]),
	).toEqual([
		{ service: "TAX_ID", counts: [9, 7], told: 16, hidden: false },
		{ service: "MOVE_IN", counts: [undefined, 0], told: 0, hidden: true },
	]);
});
