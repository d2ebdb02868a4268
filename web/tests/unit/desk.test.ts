import { expect, test } from "vitest";
import { underAge } from "../../src/desk/case/age";
import { furtherInput } from "../../src/desk/case/data/further";

test("somebody is under age until the day on which they are 18", () => {
	const born = { year: 2008, month: 11, day: 30 };
	expect(underAge(born, "2026-11-29")).toBe(true);
	expect(underAge(born, "2026-11-30")).toBe(false);
	expect(underAge({ year: 2008, month: 2, day: 29 }, "2026-02-28")).toBe(true);
	expect(underAge({ year: 2008, month: 2, day: 29 }, "2026-03-01")).toBe(false);
});

test("whose date of birth is not known as a whole may still be under age", () => {
	expect(underAge({ year: 2008 }, "2026-11-30")).toBe(true);
	expect(underAge({ year: 2008, month: 11 }, "2026-12-01")).toBe(false);
	expect(underAge({ year: 2007 }, "2026-01-01")).toBe(false);
});

test("what the register says besides is recorded again as it was; earlier addresses cannot be", () => {
	expect(
		furtherInput([
			{ kind: "birth_place", lines: ["Trier"] },
			{ kind: "nationalities", lines: ["DE", "FR"] },
			{ kind: "no_date_of_death", lines: [] },
			{ kind: "former_dwellings", lines: ["Hauptstraße 1, 54290 Trier"] },
		]),
	).toEqual([{ birthPlace: "Trier" }, { nationalities: ["DE", "FR"] }, { noDateOfDeath: true }]);
});
