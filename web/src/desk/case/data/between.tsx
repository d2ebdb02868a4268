import { t } from "../../../app/i18n";
import type { MoveInput, PreviousDwellingInput } from "../../../gql/graphql";
import { RadioField, TextField } from "../../../parts/Field";
import type { Wrong } from "../../../parts/Form";
import { type AddressDraft, AddressFields, addressDraft, addressInput, addressWrong, noAddress } from "../Address";
import type { File } from "../desk";

/** When somebody moved, and between which dwellings. */
export interface BetweenDraft {
	movedIn: string;
	kind: "here" | "elsewhere" | "abroad";
	from: AddressDraft;
	state: string;
	abroad: string;
	/** Is not asked for, and stays as it is on record. */
	lastDomestic: AddressDraft | undefined;
	to: AddressDraft;
}

const KINDS = { DwellingHere: "here", DwellingElsewhere: "elsewhere", DwellingAbroad: "abroad" } as const;

/** Whether the service is for those who were registered here before. */
export const withinHere = (file: File): boolean => file.service === "CHANGE_OF_RESIDENCE";

/** What is on record. */
export function betweenDraft(file: File, ags: string): BetweenDraft {
	const from = file.move?.from;
	const here = withinHere(file);
	const abroad = from?.__typename === "DwellingAbroad" ? from : undefined;
	return {
		movedIn: file.move?.movedIn ?? "",
		kind: here ? "here" : from?.__typename ? KINDS[from.__typename] : "elsewhere",
		from: from && from.__typename !== "DwellingAbroad" ? addressDraft(from.address) : noAddress(here ? ags : ""),
		state: abroad?.state ?? "",
		abroad: abroad?.foreignAddress ?? "",
		lastDomestic: abroad?.lastDomestic ? addressDraft(abroad.lastDomestic) : undefined,
		to: file.move ? addressDraft(file.move.to) : noAddress(ags),
	};
}

/** An address here, once the authority's own key is known: that is a moment after the page is there. */
export const keyed = (of: AddressDraft, ags: string): AddressDraft =>
	of.municipality ? of : { ...of, municipality: ags };

/** The same of what is on record. */
export function withKey<D extends BetweenDraft>(draft: D, ags: string): D {
	return { ...draft, from: draft.kind === "here" ? keyed(draft.from, ags) : draft.from, to: keyed(draft.to, ags) };
}

export function betweenInput(of: BetweenDraft): Pick<MoveInput, "movedIn" | "from" | "to"> {
	const before: Record<BetweenDraft["kind"], () => PreviousDwellingInput> = {
		here: () => ({ here: addressInput(of.from) }),
		elsewhere: () => ({ elsewhere: addressInput(of.from) }),
		abroad: () => ({
			abroad: {
				state: of.state.trim().toUpperCase(),
				address: of.abroad.trim() || null,
				lastDomestic: of.lastDomestic ? addressInput(of.lastDomestic) : null,
			},
		}),
	};
	return { movedIn: of.movedIn, from: before[of.kind](), to: addressInput(of.to) };
}

export const betweenWrong = (name: string, of: BetweenDraft): Wrong => ({
	[`${name}-in`]: of.movedIn ? undefined : t("desk.move.in.missing"),
	...(of.kind === "abroad"
		? { [`${name}-state`]: /^[A-Za-z]{2}$/.test(of.state.trim()) ? undefined : t("desk.state.wrong") }
		: addressWrong(`${name}-from`, of.from)),
	...addressWrong(`${name}-to`, of.to),
});

interface Props {
	name: string;
	of: BetweenDraft;
	onValue: (next: Partial<BetweenDraft>) => void;
	wrong: Wrong;
}

/** When somebody moved, and between which dwellings: as it is asked for. */
export function Between({ name, of, onValue, wrong }: Props) {
	return (
		<>
			<TextField
				name={`${name}-in`}
				label={t("desk.move.in")}
				type="date"
				value={of.movedIn}
				onValue={(movedIn) => onValue({ movedIn })}
				error={wrong[`${name}-in`]}
			/>
			{of.kind !== "here" && (
				<RadioField
					name={`${name}-kind`}
					label={t("desk.move.kind")}
					value={of.kind}
					onValue={(kind) => onValue({ kind: kind as BetweenDraft["kind"] })}
					options={(["elsewhere", "abroad"] as const).map((one) => ({
						value: one,
						label: t(`desk.move.kind.${one}`),
					}))}
				/>
			)}
			{of.kind === "abroad" ? (
				<div class="pair">
					<TextField
						name={`${name}-state`}
						label={t("desk.state")}
						hint={t("desk.state.hint")}
						maxLength={2}
						value={of.state}
						onValue={(state) => onValue({ state })}
						error={wrong[`${name}-state`]}
					/>
					<TextField
						name={`${name}-abroad`}
						label={t("desk.departure.address")}
						optional
						value={of.abroad}
						onValue={(abroad) => onValue({ abroad })}
					/>
				</div>
			) : (
				<AddressFields
					name={`${name}-from`}
					legend={t("desk.move.from")}
					of={of.from}
					onValue={(from) => onValue({ from })}
					wrong={wrong}
					here={of.kind === "here"}
				/>
			)}
			<AddressFields
				name={`${name}-to`}
				legend={t("desk.move.to")}
				of={of.to}
				onValue={(to) => onValue({ to })}
				wrong={wrong}
				here
			/>
		</>
	);
}
