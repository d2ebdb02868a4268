import { t } from "../../../app/i18n";
import { DeskCaseRecordMoveDocument, type DwellingStatus } from "../../../gql/graphql";
import { SelectField, TextField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { word } from "../../../staff/words";
import { useDesk, useStep, Wrong } from "../desk";
import { backToStep } from "../step";
import { Between, type BetweenDraft, betweenDraft, betweenInput, betweenWrong, withKey } from "./between";
import { type DwellingDraft, Dwellings, dwellingDraft, dwellingInput, dwellingsWrong, STATUSES } from "./Dwellings";
import { Save } from "./request";

interface MoveDraft extends BetweenDraft {
	status: DwellingStatus;
	landlord: string;
	landlordAddress: string;
	owner: string;
	others: DwellingDraft[];
}

/** What is typed about the move of the case, in this step or taken over from elsewhere. */
export function useMoveDraft() {
	const { file, me } = useDesk();
	const ags = me?.authority ?? "";
	const { move } = file;
	const [draft, type, forget] = useDraft<MoveDraft>(`${file.id}/move`, () => ({
		...betweenDraft(file, ags),
		status: move?.status ?? "SOLE",
		landlord: move?.landlord?.name ?? "",
		landlordAddress: move?.landlord?.address ?? "",
		owner: move?.landlord?.owner ?? "",
		others: move?.others.map(dwellingDraft) ?? [],
	}));
	return [withKey(draft, ags), type, forget] as const;
}

export function Move() {
	const record = useStep(DeskCaseRecordMoveDocument);
	const [draft, type, forget] = useMoveDraft();
	const send = async () => {
		const others = draft.others.map(dwellingInput);
		const move = {
			...betweenInput(draft),
			status: draft.status,
			landlord: draft.landlord.trim()
				? { name: draft.landlord.trim(), address: draft.landlordAddress.trim(), owner: draft.owner.trim() || null }
				: null,
			others: others.length > 0 ? others : null,
		};
		if (await record.run({ move }, t("desk.data.recorded"))) {
			forget();
			backToStep("data");
		}
	};
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					...betweenWrong("move", draft),
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
						<Between name="move" of={draft} onValue={type} wrong={wrong} />
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
