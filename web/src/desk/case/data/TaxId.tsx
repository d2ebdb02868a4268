import { t } from "../../../app/i18n";
import type { Handover, TaxIdGround } from "../../../gql/graphql";
import { RadioField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { word } from "../../../staff/words";
import { useDesk, Wrong } from "../desk";
import { Save, useRequest } from "./request";

const GROUNDS: readonly TaxIdGround[] = ["LOST", "OWN_CHILD", "NEVER_ASSIGNED"];

export function TaxId() {
	const { file, rule } = useDesk();
	const old = file.request?.__typename === "TaxIdRequest" ? file.request : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/tax`, () => ({
		ground: (old?.ground ?? "LOST") as TaxIdGround,
		handover: (old?.handover ?? "IN_SESSION") as Handover,
	}));
	const { record, send } = useRequest(forget);
	const never = draft.ground === "NEVER_ASSIGNED";
	const handover: Handover = never ? "BY_POST" : draft.handover;
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form check={() => ({})} onSend={() => send({ taxId: { ground: draft.ground, handover } })}>
				{() => (
					<>
						<RadioField
							name="tax-ground"
							label={t("desk.tax.ground")}
							value={draft.ground}
							onValue={(ground) => type({ ground: ground as TaxIdGround })}
							options={GROUNDS.map((one) => ({ value: one, label: word("desk.taxground", one) }))}
						/>
						{never ? (
							<p class="muted">{rule("CASE_NOTHING_TO_HAND_OVER")}</p>
						) : (
							<RadioField
								name="tax-handover"
								label={t("desk.tax.handover")}
								value={handover}
								onValue={(next) => type({ handover: next as Handover })}
								options={(["IN_SESSION", "BY_POST"] as const).map((one) => ({
									value: one,
									label: word("desk.handover", one),
								}))}
							/>
						)}
						<p class="muted">{t("desk.tax.hint")}</p>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}
