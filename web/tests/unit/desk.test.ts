import { expect, test } from "vitest";
import { underAge } from "../../src/desk/case/age";
import { betweenInput } from "../../src/desk/case/data/between";
import { furtherInput } from "../../src/desk/case/data/further";
import { sameAddress, samePerson } from "../../src/desk/case/form/same";

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

const cologne = {
	street: "Domplatz",
	houseNumber: "1",
	addition: "",
	postalCode: "50667",
	town: "Köln",
	municipality: "05315000",
};

test("who comes back from abroad keeps the last dwelling here that is on record", () => {
	const { from } = betweenInput({
		movedIn: "2026-11-02",
		kind: "abroad",
		from: { ...cologne, street: "typed before, and not meant" },
		state: " fr ",
		abroad: "",
		lastDomestic: cologne,
		to: cologne,
	});
	expect(from).toEqual({ abroad: { state: "FR", address: null, lastDomestic: { ...cologne, addition: null } } });
});

test("a person of the register is found in the case by name and date of birth, however it is written", () => {
	const max = { familyName: "Muster", givenNames: "Max Emil", born: { year: 1990, month: 5, day: 17 } };
	expect(samePerson(max, { ...max, familyName: "MUSTER", givenNames: " Max  Emil" })).toBe(true);
	expect(samePerson(max, { ...max, givenNames: "Max" })).toBe(false);
	expect(samePerson(max, { ...max, born: { year: 1990 } })).toBe(false);
	expect(samePerson({ ...max, born: { year: 1990 } }, { ...max, born: { year: 1990, month: null, day: null } })).toBe(
		true,
	);
});

test("two entries of one dwelling are the same whether or not an addition is left out", () => {
	expect(sameAddress({ ...cologne, addition: null }, { ...cologne, street: "DOMPLATZ " })).toBe(true);
	expect(sameAddress(cologne, { ...cologne, municipality: "05315999" })).toBe(false);
});
