import { t } from "../../../app/i18n";
import { TextField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { AddressFields, addressDraft, addressInput, addressWrong, noAddress } from "../Address";
import { useDesk, Wrong } from "../desk";
import { keyed } from "./between";
import { dwellingDraft, dwellingInput } from "./Dwellings";
import { Save, useRequest } from "./request";

export function Departure() {
	const { file, me } = useDesk();
	const ags = me?.authority ?? "";
	const old = file.request?.__typename === "DepartureRequest" ? file.request.departure : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/departure`, () => ({
		movedOut: old?.movedOut ?? "",
		from: old ? addressDraft(old.from) : noAddress(ags),
		state: old?.state ?? "",
		address: old?.foreignAddress ?? "",
	}));
	const { record, send } = useRequest(forget);
	const from = keyed(draft.from, ags);
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					"departure-out": draft.movedOut ? undefined : t("desk.departure.out.missing"),
					...addressWrong("from", from),
					"departure-state": /^[A-Za-z]{2}$/.test(draft.state.trim()) ? undefined : t("desk.state.wrong"),
				})}
				onSend={() =>
					send({
						departure: {
							movedOut: draft.movedOut,
							from: addressInput(from),
							state: draft.state.trim().toUpperCase(),
							foreignAddress: draft.address.trim() || null,
							// Is not asked for here, and stays as it is on record.
							keeps: old && old.keeps.length > 0 ? old.keeps.map(dwellingDraft).map(dwellingInput) : null,
						},
					})
				}
			>
				{(wrong) => (
					<>
						<p class="muted">{t("desk.departure.hint")}</p>
						<TextField
							name="departure-out"
							label={t("desk.departure.out")}
							type="date"
							value={draft.movedOut}
							onValue={(movedOut) => type({ movedOut })}
							error={wrong["departure-out"]}
						/>
						<AddressFields
							name="from"
							legend={t("desk.move.from")}
							of={from}
							onValue={(next) => type({ from: next })}
							wrong={wrong}
							here
						/>
						<div class="pair">
							<TextField
								name="departure-state"
								label={t("desk.departure.state")}
								hint={t("desk.state.hint")}
								maxLength={2}
								value={draft.state}
								onValue={(state) => type({ state })}
								error={wrong["departure-state"]}
							/>
							<TextField
								name="departure-address"
								label={t("desk.departure.address")}
								optional
								value={draft.address}
								onValue={(address) => type({ address })}
							/>
						</div>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}
