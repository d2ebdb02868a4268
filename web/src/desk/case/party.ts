import { t } from "../../app/i18n";
import { bornOf, word } from "../../staff/words";
import type { File, Party } from "./desk";

export function nameOf(party: Party | undefined): string {
	if (!party) return t("staff.nobody");
	if (party.erased) return t("staff.forgotten");
	if (party.organisation) return party.organisation.name;
	return party.person ? `${party.person.givenNames} ${party.person.familyName}` : t("staff.nobody");
}

export function partyLine(party: Party): string {
	const born = party.person ? `, ${t("desk.born", { day: bornOf(party.person.born) })}` : "";
	return `${nameOf(party)}${born}`;
}

export const partWord = (party: Party): string => word("desk.part", party.part);

/** What is missing with one of these codes, in the words of the API. */
export function lacksOf(file: File, ...codes: string[]): string[] {
	return (file.missing ?? [])
		.filter((one) => codes.includes(one.code))
		.map((one) => {
			const party = one.party ? file.parties.find((who) => who.id === one.party) : undefined;
			return party ? `${one.message} (${nameOf(party)})` : one.message;
		});
}

/** Whoever acts in the case: who represents, or whom it is about. */
export function actingOf(file: File): Party | undefined {
	const principal = file.parties.find((one) => one.part === "PRINCIPAL");
	return file.parties.find((one) => one.actsFor.some((of) => of.party === principal?.id)) ?? principal;
}
