import { t } from "../../../app/i18n";
import type { Delivery } from "../../../gql/graphql";
import { CheckField, RadioField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { word } from "../../../staff/words";
import { useDesk, Wrong } from "../desk";
import { type DwellingDraft, Dwellings, dwellingDraft, dwellingInput, dwellingsWrong } from "./Dwellings";
import { furtherInput } from "./further";
import { Save, useRequest } from "./request";

export function Certificate() {
	const { file, me } = useDesk();
	const old = file.request?.__typename === "CertificateRequest" ? file.request : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/certificate`, () => ({
		delivery: (old?.delivery ?? "ELECTRONIC") as Delivery,
		extended: old?.extended ?? false,
		dwellings: old?.dwellings?.map(dwellingDraft) ?? ([] as DwellingDraft[]),
	}));
	const { record, send } = useRequest(forget);
	const further = old?.further ?? [];
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => dwellingsWrong("dwelling", draft.dwellings)}
				onSend={() =>
					send({
						certificate: {
							delivery: draft.delivery,
							extended: draft.extended,
							register:
								draft.dwellings.length > 0
									? {
											dwellings: draft.dwellings.map(dwellingInput),
											// Is not asked for here, and stays as it is on record.
											further: draft.extended ? furtherInput(further) : [],
										}
									: null,
						},
					})
				}
			>
				{(wrong) => (
					<>
						<RadioField
							name="certificate-delivery"
							label={t("desk.certificate.delivery")}
							value={draft.delivery}
							onValue={(delivery) => type({ delivery: delivery as Delivery })}
							options={(["ELECTRONIC", "PAPER"] as const).map((one) => ({
								value: one,
								label: word("desk.delivery", one),
							}))}
						/>
						<CheckField
							name="certificate-extended"
							label={t("desk.certificate.extended.label")}
							checked={draft.extended}
							onChecked={(extended) => type({ extended })}
						/>
						<p class="muted">{t("desk.certificate.register")}</p>
						<Dwellings
							name="dwelling"
							legend={(n) => t("desk.certificate.dwelling", { n })}
							add={t("desk.certificate.dwelling.add")}
							fresh="SOLE"
							of={draft.dwellings}
							onValue={(dwellings) => type({ dwellings })}
							wrong={wrong}
							here={me?.authority ?? ""}
						/>
						{draft.extended && furtherInput(further).length < further.length && (
							<p class="bad">{t("desk.certificate.further")}</p>
						)}
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}
