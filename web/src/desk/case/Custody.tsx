import { dateOf } from "../../app/format";
import { t } from "../../app/i18n";
import { serverNow } from "../../app/net";
import { type CustodyBasis, DeskCaseRecordCustodyDocument } from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { SelectField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { word } from "../../staff/words";
import { Along } from "./Along";
import { underAge } from "./age";
import { type Party, useDesk, useStep, Wrong } from "./desk";
import { nameOf } from "./party";
import { backToStep } from "./step";

const BASES: readonly CustodyBasis[] = ["BOTH_MOVE", "SOLE", "ALREADY_THERE", "LEAVES_COMMON_DWELLING"];

/** Who has the care of a child; and whether all moved alike. */
export function Custody() {
	const { file } = useDesk();
	const today = dateOf(new Date(serverNow()));
	const children = file.parties.filter(
		(one) => one.part !== "REPRESENTATIVE" && one.person && underAge(one.person.born, today),
	);
	const along = file.parties.filter((one) => one.part === "MOVES_ALONG");
	return (
		<div class="stack stack--tight">
			{children.length === 0 && <p class="muted">{t("desk.custody.nochild")}</p>}
			{children.map((child) => (
				<Child key={child.id} child={child} />
			))}
			{along.map((party) => (
				<Along key={party.id} party={party} />
			))}
		</div>
	);
}

/** Who has the care of one child. */
function Child({ child }: { child: Party }) {
	const { file, refused } = useDesk();
	const record = useStep(DeskCaseRecordCustodyDocument);
	const found = file.custody.find((one) => one.child === child.id);
	const [draft, type, forget] = useDraft<{ basis: CustodyBasis | "" }>(`${file.id}/custody/${child.id}`, () => ({
		basis: found?.basis ?? "",
	}));
	const name = `custody-${child.id}`;
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({ [name]: draft.basis ? undefined : t("desk.custody.missing") })}
				onSend={async () => {
					if (!draft.basis) return;
					if (await record.run({ child: child.id, basis: draft.basis }, t("desk.data.recorded"))) {
						forget();
						backToStep("custody");
					}
				}}
			>
				{(wrong) => (
					<>
						<SelectField
							name={name}
							label={t("desk.custody.who", { name: nameOf(child) })}
							value={draft.basis}
							onValue={(basis) => type({ basis: basis as CustodyBasis | "" })}
							error={wrong[name]}
							options={[
								{ value: "", label: t("desk.custody.choose") },
								...BASES.map((one) => ({ value: one, label: word("desk.custody", one) })),
							]}
						/>
						<div class="actions">
							<Button
								look="primary"
								type="submit"
								writes
								busy={record.busy}
								whyNot={refused("CASE_RECORD_CUSTODY")?.message}
							>
								{t("desk.custody.save")}
								<span class="kern-sr-only"> {nameOf(child)}</span>
							</Button>
						</div>
					</>
				)}
			</Form>
			{found?.consentRequired && (
				<p class={found.consentObtained ? "good" : "bad"}>
					{t(found.consentObtained ? "desk.custody.consent" : "desk.custody.noconsent")}
				</p>
			)}
		</div>
	);
}
