import { t } from "../../../app/i18n";
import {
	DeskCaseRecordMoveDocument,
	type DwellingStatus,
	type MoveInput,
	type PreviousDwellingInput,
} from "../../../gql/graphql";
import { RadioField, SelectField, TextField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { word } from "../../../staff/words";
import { type AddressDraft, AddressFields, addressDraft, addressInput, addressWrong, noAddress } from "../Address";
import { backToStep, useDesk, useStep, Wrong } from "../desk";
import { type DwellingDraft, Dwellings, dwellingDraft, dwellingInput, dwellingsWrong, STATUSES } from "./Dwellings";
import { Save } from "./request";

interface MoveDraft {
	movedIn: string;
	kind: "here" | "elsewhere" | "abroad";
	from: AddressDraft;
	state: string;
	abroad: string;
	to: AddressDraft;
	status: DwellingStatus;
	landlord: string;
	landlordAddress: string;
	owner: string;
	others: DwellingDraft[];
}

export function Move() {
	const { file, me } = useDesk();
	const record = useStep(DeskCaseRecordMoveDocument);
	const ags = me?.authority ?? "";
	const here = file.service === "CHANGE_OF_RESIDENCE";
	const { move } = file;
	const lastDomestic = move?.from.__typename === "DwellingAbroad" ? move.from.lastDomestic : undefined;
	const [draft, type, forget] = useDraft<MoveDraft>(`${file.id}/move`, () => ({
		movedIn: move?.movedIn ?? "",
		kind: move
			? ({ DwellingHere: "here", DwellingElsewhere: "elsewhere", DwellingAbroad: "abroad" } as const)[
					move.from.__typename ?? "DwellingHere"
				]
			: here
				? "here"
				: "elsewhere",
		from:
			move && move.from.__typename !== "DwellingAbroad" ? addressDraft(move.from.address) : noAddress(here ? ags : ""),
		state: move?.from.__typename === "DwellingAbroad" ? move.from.state : "",
		abroad: move?.from.__typename === "DwellingAbroad" ? (move.from.foreignAddress ?? "") : "",
		to: move ? addressDraft(move.to) : noAddress(ags),
		status: move?.status ?? "SOLE",
		landlord: move?.landlord?.name ?? "",
		landlordAddress: move?.landlord?.address ?? "",
		owner: move?.landlord?.owner ?? "",
		others: move?.others.map(dwellingDraft) ?? [],
	}));
	const kind = here ? "here" : draft.kind;
	// The authority's own key is known only a moment after the page is.
	const to = draft.to.municipality ? draft.to : { ...draft.to, municipality: ags };
	const from = draft.from.municipality || kind !== "here" ? draft.from : { ...draft.from, municipality: ags };
	const send = async () => {
		const before: PreviousDwellingInput =
			kind === "abroad"
				? {
						abroad: {
							state: draft.state.trim().toUpperCase(),
							address: draft.abroad.trim() || null,
							// Is not asked for here, and stays as it is on record.
							lastDomestic: lastDomestic ? addressInput(addressDraft(lastDomestic)) : null,
						},
					}
				: kind === "here"
					? { here: addressInput(from) }
					: { elsewhere: addressInput(from) };
		const others = draft.others.map(dwellingInput);
		const input: MoveInput = {
			movedIn: draft.movedIn,
			from: before,
			to: addressInput(to),
			status: draft.status,
			landlord: draft.landlord.trim()
				? { name: draft.landlord.trim(), address: draft.landlordAddress.trim(), owner: draft.owner.trim() || null }
				: null,
			others: others.length > 0 ? others : null,
		};
		if (await record.run({ move: input }, t("desk.data.recorded"))) {
			forget();
			backToStep("data");
		}
	};
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					"move-in": draft.movedIn ? undefined : t("desk.move.in.missing"),
					...(kind === "abroad"
						? { "move-state": /^[A-Za-z]{2}$/.test(draft.state.trim()) ? undefined : t("desk.state.wrong") }
						: addressWrong("from", from)),
					...addressWrong("to", to),
					"move-landlord-address":
						draft.landlord.trim() && !draft.landlordAddress.trim()
							? t("desk.move.landlord.address.missing")
							: undefined,
					...dwellingsWrong("other", draft.others),
				})}
				onSend={send}
			>
				{(wrong) => (
					<>
						<TextField
							name="move-in"
							label={t("desk.move.in")}
							type="date"
							value={draft.movedIn}
							onValue={(movedIn) => type({ movedIn })}
							error={wrong["move-in"]}
						/>
						{!here && (
							<RadioField
								name="move-kind"
								label={t("desk.move.kind")}
								value={kind}
								onValue={(next) => type({ kind: next as MoveDraft["kind"] })}
								options={(["elsewhere", "abroad"] as const).map((one) => ({
									value: one,
									label: t(`desk.move.kind.${one}`),
								}))}
							/>
						)}
						{kind === "abroad" ? (
							<div class="pair">
								<TextField
									name="move-state"
									label={t("desk.state")}
									hint={t("desk.state.hint")}
									maxLength={2}
									value={draft.state}
									onValue={(state) => type({ state })}
									error={wrong["move-state"]}
								/>
								<TextField
									name="move-abroad"
									label={t("desk.departure.address")}
									optional
									value={draft.abroad}
									onValue={(abroad) => type({ abroad })}
								/>
							</div>
						) : (
							<AddressFields
								name="from"
								legend={t("desk.move.from")}
								of={from}
								onValue={(next) => type({ from: next })}
								wrong={wrong}
								here={kind === "here"}
							/>
						)}
						<AddressFields
							name="to"
							legend={t("desk.move.to")}
							of={to}
							onValue={(next) => type({ to: next })}
							wrong={wrong}
							here
						/>
						<SelectField
							name="move-status"
							label={t("desk.move.status")}
							value={draft.status}
							onValue={(status) => type({ status: status as DwellingStatus })}
							options={STATUSES.map((one) => ({ value: one, label: word("desk.status", one) }))}
						/>
						<Dwellings
							name="other"
							legend={(n) => t("desk.move.other.n", { n })}
							add={t("desk.move.other.add")}
							fresh="SECONDARY"
							of={draft.others}
							onValue={(others) => type({ others })}
							wrong={wrong}
						/>
						<fieldset class="field group">
							<legend>{t("desk.move.landlord")}</legend>
							<TextField
								name="move-landlord"
								label={t("desk.move.landlord.name")}
								optional
								value={draft.landlord}
								onValue={(landlord) => type({ landlord })}
							/>
							<TextField
								name="move-landlord-address"
								label={t("desk.move.landlord.address")}
								optional={!draft.landlord.trim()}
								value={draft.landlordAddress}
								onValue={(landlordAddress) => type({ landlordAddress })}
								error={wrong["move-landlord-address"]}
							/>
							<TextField
								name="move-owner"
								label={t("desk.move.owner")}
								optional
								value={draft.owner}
								onValue={(owner) => type({ owner })}
							/>
						</fieldset>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}
