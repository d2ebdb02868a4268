import type { FurtherEntryInput } from "../../../gql/graphql";

/** What the register says besides, of which each says one thing; and of which each says several. */
const ONE = {
	former_names: "formerNames",
	other_names: "otherNames",
	birth_place: "birthPlace",
	sex: "sex",
	tax_id: "taxId",
	legal_representative: "legalRepresentative",
	religious_society: "religiousSociety",
	moved_in: "movedIn",
	marital_status: "maritalStatus",
	spouse: "spouse",
	identity_document: "identityDocument",
} as const satisfies Record<string, keyof FurtherEntryInput>;
const SEVERAL = { nationalities: "nationalities", children: "children" } as const satisfies Record<
	string,
	keyof FurtherEntryInput
>;

/** What is on record besides, as it is recorded again. Earlier addresses are told as lines only, and cannot be. */
export function furtherInput(of: readonly { kind: string; lines: readonly string[] }[]): FurtherEntryInput[] {
	return of.flatMap(({ kind, lines }) => {
		if (kind === "no_date_of_death") return [{ noDateOfDeath: true } as FurtherEntryInput];
		if (kind in SEVERAL)
			return [{ [SEVERAL[kind as keyof typeof SEVERAL]]: [...lines] } as unknown as FurtherEntryInput];
		if (kind in ONE) return [{ [ONE[kind as keyof typeof ONE]]: lines[0] } as FurtherEntryInput];
		return [];
	});
}
