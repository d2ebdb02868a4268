import type { DeskAddressFragment } from "../../../gql/graphql";
import type { Born } from "../../../staff/words";

interface Known {
	familyName: string;
	givenNames: string;
	born: Born;
}

const plain = (text: string): string => text.trim().replace(/\s+/g, " ").toLocaleLowerCase("de");

/** Whether two entries are of the same person: as far as a name and a date of birth can tell. */
export const samePerson = (one: Known, other: Known): boolean =>
	plain(one.familyName) === plain(other.familyName) &&
	plain(one.givenNames) === plain(other.givenNames) &&
	one.born.year === other.born.year &&
	(one.born.month ?? 0) === (other.born.month ?? 0) &&
	(one.born.day ?? 0) === (other.born.day ?? 0);

/** Whether two entries are of the same dwelling. */
export const sameAddress = (one: DeskAddressFragment, other: DeskAddressFragment): boolean =>
	(["street", "houseNumber", "addition", "postalCode", "town", "municipality"] as const).every(
		(part) => plain(one[part] ?? "") === plain(other[part] ?? ""),
	);
