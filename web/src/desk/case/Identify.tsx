import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import {
	DeskCaseConfirmIdentificationDocument,
	DeskCaseRecordIdentificationDocument,
	type IdDocument,
	type IdentificationMethod,
	type IdentityCheck,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { CheckField, SelectField, TextField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { Notice } from "../../parts/Notice";
import { useDraft } from "../../staff/draft";
import { word } from "../../staff/words";
import { useDesk, useStep, Wrong } from "./desk";
import { nameOf } from "./party";
import { backToStep } from "./step";

const CHECKS: readonly IdentityCheck[] = [
	"PHOTO_MATCHES",
	"NOT_EXPIRED",
	"SECURITY_FEATURES",
	"DATA_MATCHES_REGISTER",
	"FREE_WILL",
];
const PAPERS: readonly IdDocument[] = ["IDENTITY_CARD", "PASSPORT", "RESIDENCE_PERMIT", "PROVISIONAL_IDENTITY_CARD"];

interface Draft {
	party: string;
	method: IdentificationMethod | "";
	document: IdDocument;
	state: string;
	checks: IdentityCheck[];
}

/** Which ways of identification fit to how we talk. */
function fits(method: IdentificationMethod, medium: string | null | undefined): boolean {
	if (method === "COUNTER_DOCUMENT") return medium === "COUNTER";
	if (method === "VIDEO_DOCUMENT_CHECK") return medium === "VIDEO";
	if (method === "REGISTERED_DOCUMENT_SERIAL") return medium === "VIDEO" || medium === "PHONE";
	return false;
}

/** The checklist of an identification. Only what was seen is ticked, and what is not ticked has failed. */
export function Identify() {
	const { file, offer, talk, rule } = useDesk();
	const record = useStep(DeskCaseRecordIdentificationDocument);
	const confirm = useStep(DeskCaseConfirmIdentificationDocument);
	const missing = (file.missing ?? []).filter((one) => one.code === "identification" && one.party);
	const people = file.parties.filter((one) => one.person);
	// Whoever was identified in this talk, before the line dropped, has only to be the same.
	const again = people.filter((person) => {
		const last = file.identifications.findLast((one) => one.party === person.id && one.succeeded);
		// Once they have parted and talk anew, the document is shown anew.
		const inThisTalk = last?.consultation === talk?.id && Date.parse(last?.at ?? "") >= Date.parse(talk?.begunAt ?? "");
		return last && !last.holds && inThisTalk;
	});
	const ways = (offer?.identification ?? []).filter((one) => fits(one, talk?.medium));
	const first = missing[0]?.party ?? people[0]?.id ?? "";
	const [typed, type, forget] = useDraft<Draft>(`${file.id}/identify`, () => ({
		party: first,
		method: ways[0] ?? "",
		document: "IDENTITY_CARD",
		state: "DE",
		checks: [],
	}));
	// A colleague may have removed them meanwhile.
	const draft = people.some((one) => one.id === typed.party) ? typed : { ...typed, party: first, checks: [] };
	const method = (ways as string[]).includes(draft.method) ? (draft.method as IdentificationMethod) : ways[0];
	const checks =
		method === "REGISTERED_DOCUMENT_SERIAL" ? CHECKS.filter((one) => one === "DATA_MATCHES_REGISTER") : CHECKS;
	if (!method) return <p>{rule("CASE_OTHER_MEDIUM")}</p>;
	const left = checks.filter((one) => !draft.checks.includes(one)).length;
	return (
		<div class="stack stack--tight">
			<Wrong of={[record, confirm]} />
			{again.length > 0 && talk?.state === "LIVE" && (
				<Notice kind="warning" title={t("desk.identify.again")}>
					<p>{t("desk.identify.again.text")}</p>
					<div class="actions">
						{again.map((one) => (
							<Button
								key={one.id}
								writes
								busy={confirm.busy}
								onClick={async () => {
									if (await confirm.run({ party: one.id }, t("desk.identify.again.done", { name: nameOf(one) })))
										backToStep("identify");
								}}
							>
								{t("desk.identify.again.button", { name: nameOf(one) })}
							</Button>
						))}
					</div>
				</Notice>
			)}
			<Form
				check={() => ({
					[`check-${checks[0]}`]: draft.checks.length > 0 ? undefined : t("desk.identify.none"),
				})}
				onSend={async () => {
					const done = await record.run(
						{
							party: draft.party,
							identification: {
								method,
								document: draft.document,
								issuingState: draft.state.trim().toUpperCase(),
								checks: draft.checks.filter((one) => checks.includes(one)),
								consultation: talk?.id ?? "",
							},
						},
						t(left === 0 ? "desk.identify.done" : "desk.identify.failed", {
							name: nameOf(file.parties.find((one) => one.id === draft.party)),
						}),
					);
					if (done) {
						forget();
						backToStep("identify");
					}
				}}
			>
				{(wrong) => (
					<>
						<SelectField
							name="identify-party"
							label={t("desk.identify.who")}
							value={draft.party}
							onValue={(party) => type({ party, checks: [] })}
							options={people.map((one) => ({
								value: one.id,
								label: `${nameOf(one)}${missing.some((lack) => lack.party === one.id) ? ` – ${t("desk.identify.todo")}` : ""}`,
							}))}
						/>
						{ways.length > 1 && (
							<SelectField
								name="identify-method"
								label={t("desk.identify.how")}
								value={method}
								onValue={(next) => type({ method: next as IdentificationMethod, checks: [] })}
								options={ways.map((one) => ({ value: one, label: word("desk.method", one) }))}
							/>
						)}
						{ways.length === 1 && <p class="muted">{word("desk.method", method)}</p>}
						<div class="pair">
							<SelectField
								name="identify-document"
								label={t("desk.identify.document")}
								value={draft.document}
								onValue={(document) => type({ document: document as IdDocument })}
								options={PAPERS.map((one) => ({ value: one, label: word("desk.paper", one) }))}
							/>
							<TextField
								name="identify-state"
								label={t("desk.identify.state")}
								value={draft.state}
								maxLength={2}
								onValue={(state) => type({ state })}
							/>
						</div>
						<fieldset class="field">
							<legend>{t("desk.identify.checks")}</legend>
							{checks.map((one) => (
								<CheckField
									key={one}
									name={`check-${one}`}
									label={word("desk.check", one)}
									error={wrong[`check-${one}`]}
									checked={draft.checks.includes(one)}
									onChecked={(on) =>
										type({
											party: draft.party,
											checks: on ? [...draft.checks, one] : draft.checks.filter((have) => have !== one),
										})
									}
								/>
							))}
						</fieldset>
						<p class="muted">{t("desk.identify.hint")}</p>
						{left > 0 && draft.checks.length > 0 && <p>{t("desk.identify.willfail", { n: left })}</p>}
						<div class="actions">
							<Button look="primary" type="submit" writes busy={record.busy}>
								{t(left === 0 ? "desk.identify.button" : "desk.identify.button.failed")}
							</Button>
						</div>
					</>
				)}
			</Form>
			{file.identifications.length > 0 && (
				<ul class="plain small">
					{file.identifications.map((one) => (
						<li key={`${one.at}${one.party}`}>
							{t(one.succeeded ? "desk.identify.past" : "desk.identify.past.failed", {
								time: momentOf(one.at),
								name: nameOf(file.parties.find((who) => who.id === one.party)),
								what: one.succeeded
									? word("desk.paper", one.document)
									: one.failed.map((lack) => word("desk.check", lack)).join(", "),
							})}
						</li>
					))}
				</ul>
			)}
		</div>
	);
}
