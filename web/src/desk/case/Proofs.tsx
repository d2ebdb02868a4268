import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import {
	DeskCaseAssessEvidenceDocument,
	DeskCaseAssureEntitlementDocument,
	DeskCaseGiveNoticeDocument,
	type EvidenceAnswer,
	type EvidenceKind,
	type EvidenceSource,
	type Notice,
	type Power,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { CheckField, RadioField, SelectField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { word } from "../../staff/words";
import { useDesk, useStep, Wrong } from "./desk";
import { actingOf, nameOf } from "./party";
import { backToStep } from "./step";

/** What is told to whoever acts, one by one. */
export function Notices() {
	const { file, offer } = useDesk();
	const give = useStep(DeskCaseGiveNoticeDocument);
	const assure = useStep(DeskCaseAssureEntitlementDocument);
	const acting = actingOf(file);
	const lacking = (file.missing ?? []).filter((one) => one.code === "notice");
	const along = file.parties.some((one) => one.part === "MOVES_ALONG");
	const assuring = (file.missing ?? []).some((one) => one.code === "entitlement_assurance");
	const given = (notice: Notice) => file.notices.findLast((one) => one.notice === notice && one.to === acting?.id);
	// What the law asks for in this case stands first; the rest can be told all the same.
	const all = (offer?.notices ?? []).filter((one) => one !== "DATA_OF_OTHERS" || along || given(one));
	return (
		<div class="stack stack--tight">
			<Wrong of={[give, assure]} />
			{acting && <p class="muted">{t("desk.notices.to", { name: nameOf(acting) })}</p>}
			<ul class="plain lines">
				{all.map((notice) => {
					const before = given(notice);
					const law = lacking.find((one) => one.notice === notice)?.law;
					return (
						<li key={notice} class="stack stack--tight">
							<p>
								<strong>{word("desk.notice", notice)}</strong> {law && <span class="muted">{law}</span>}
							</p>
							<p>{word("desk.notice.text", notice)}</p>
							{before ? (
								<p class="good">{t("desk.notices.given", { time: momentOf(before.at) })}</p>
							) : (
								<Button
									writes
									busy={give.busy}
									onClick={async () => {
										if (await give.run({ notice }, t("desk.notices.done"))) backToStep("notices");
									}}
								>
									{t("desk.notices.button")}
									<span class="kern-sr-only"> {word("desk.notice", notice)}</span>
								</Button>
							)}
						</li>
					);
				})}
				{along && (
					<li class="stack stack--tight">
						<p>
							<strong>{t("desk.assure.title")}</strong> <span class="muted">§ 23 (4) BMG</span>
						</p>
						<p>{t("desk.assure.text")}</p>
						{file.entitlementAssuredAt && !assuring ? (
							<p class="good">{t("desk.assure.done", { time: momentOf(file.entitlementAssuredAt) })}</p>
						) : (
							<Button
								writes
								busy={assure.busy}
								onClick={async () => {
									if (await assure.run({}, t("desk.notices.done"))) backToStep("notices");
								}}
							>
								{t("desk.assure.button")}
							</Button>
						)}
					</li>
				)}
			</ul>
		</div>
	);
}

const OF_POWER: Partial<Record<Power, EvidenceKind>> = {
	CUSTODIAN: "CUSTODIAN_CARD",
	PROXY: "POWER_OF_ATTORNEY",
	REGISTERED_PROCURATION: "REGISTERED_PROCURATION",
};
const SOURCES: readonly EvidenceSource[] = ["SHOWN_IN_VIDEO", "AT_COUNTER", "UPLOADED", "REGISTER"];

/** What was seen, from where it comes, and whether it is enough. */
export function Evidence() {
	const { file, offer, talk } = useDesk();
	const assess = useStep(DeskCaseAssessEvidenceDocument);
	const kinds: EvidenceKind[] = [
		...new Set(
			[
				...(file.missing ?? []).map((one) => one.evidence),
				...(offer?.evidence ?? []),
				...file.parties.flatMap((one) => one.actsFor.map((of) => OF_POWER[of.power])),
				...file.documents.map((one) => one.proves),
				...file.evidence.map((one) => one.kind),
				...(file.parties.some((one) => one.organisation) ? (["REGISTER_EXTRACT"] as const) : []),
			].filter((one): one is EvidenceKind => Boolean(one)),
		),
	];
	const usable = file.documents.filter((one) => one.state === "RELEASED");
	const movers = file.parties.filter((one) => one.part !== "REPRESENTATIVE");
	const [draft, type, forget] = useDraft(`${file.id}/evidence`, () => {
		const kind =
			kinds.find((one) => (file.missing ?? []).some((lack) => lack.evidence === one)) ??
			kinds[0] ??
			("LANDLORD_CONFIRMATION" as EvidenceKind);
		const document = usable.find((one) => one.proves === kind)?.id ?? "";
		return {
			kind,
			answer: "ACCEPTED" as EvidenceAnswer,
			source: (document ? "UPLOADED" : talk?.medium === "COUNTER" ? "AT_COUNTER" : "SHOWN_IN_VIDEO") as EvidenceSource,
			document,
			names: undefined as string[] | undefined,
		};
	});
	const missing = draft.answer === "MISSING_REPORTED";
	const named = draft.kind === "LANDLORD_CONFIRMATION" && movers.length > 1;
	const names = movers.map((one) => one.id).filter((id) => draft.names?.includes(id) ?? true);
	const document = draft.source === "UPLOADED" ? draft.document || usable[0]?.id : undefined;
	return (
		<div class="stack stack--tight">
			<Wrong of={[assess]} />
			{file.evidence.length > 0 && (
				<ul class="plain lines">
					{file.evidence.map((one) => (
						<li key={one.kind}>
							{word("desk.evidence", one.kind)}:{" "}
							<span class={one.answer === "REFUSED" ? "bad" : "good"}>{word("desk.answer", one.answer)}</span>
							{one.source && <span class="muted"> ({word("desk.source", one.source)})</span>}
						</li>
					))}
				</ul>
			)}
			<Form
				check={() => ({
					"evidence-source":
						!missing && draft.source === "UPLOADED" && !document ? t("desk.evidence.nodocument") : undefined,
					"evidence-names": named && names.length === 0 ? t("desk.evidence.names.missing") : undefined,
				})}
				onSend={async () => {
					const done = await assess.run(
						{
							kind: draft.kind,
							answer: draft.answer,
							source: missing ? null : draft.source,
							document: missing ? null : (document ?? null),
							names: named ? names : null,
						},
						t("desk.evidence.done"),
					);
					if (done) {
						forget();
						backToStep("evidence");
					}
				}}
			>
				{(wrong) => (
					<>
						<SelectField
							name="evidence-kind"
							label={t("desk.evidence.kind")}
							value={draft.kind}
							onValue={(kind) => type({ kind: kind as EvidenceKind, answer: "ACCEPTED" })}
							options={kinds.map((one) => ({ value: one, label: word("desk.evidence", one) }))}
						/>
						<RadioField
							name="evidence-answer"
							label={t("desk.evidence.answer")}
							value={draft.answer}
							onValue={(answer) => type({ answer: answer as EvidenceAnswer })}
							options={(
								[
									"ACCEPTED",
									"REFUSED",
									...(draft.kind === "LANDLORD_CONFIRMATION" ? (["MISSING_REPORTED"] as const) : []),
								] as EvidenceAnswer[]
							).map((one) => ({
								value: one,
								label: word("desk.answer", one),
							}))}
						/>
						{!missing && (
							<SelectField
								name="evidence-source"
								label={t("desk.evidence.source")}
								value={draft.source}
								onValue={(source) => type({ source: source as EvidenceSource })}
								error={wrong["evidence-source"]}
								options={SOURCES.map((one) => ({ value: one, label: word("desk.source", one) }))}
							/>
						)}
						{!missing && draft.source === "UPLOADED" && usable.length > 0 && (
							<SelectField
								name="evidence-document"
								label={t("desk.evidence.document")}
								value={document ?? ""}
								onValue={(next) => type({ document: next })}
								options={usable.map((one) => ({ value: one.id, label: one.name ?? t("staff.forgotten") }))}
							/>
						)}
						{named && (
							<fieldset class={`field ${wrong["evidence-names"] ? "field--wrong" : ""}`}>
								<legend>{t(missing ? "desk.evidence.names.without" : "desk.evidence.names")}</legend>
								{wrong["evidence-names"] && <p class="field__error">{wrong["evidence-names"]}</p>}
								{movers.map((one, i) => (
									<CheckField
										key={one.id}
										name={i === 0 ? "evidence-names" : `evidence-names-${one.id}`}
										label={nameOf(one)}
										checked={names.includes(one.id)}
										onChecked={(on) => type({ names: on ? [...names, one.id] : names.filter((id) => id !== one.id) })}
									/>
								))}
							</fieldset>
						)}
						<div class="actions">
							<Button look="primary" type="submit" writes busy={assess.busy}>
								{t("desk.evidence.button")}
							</Button>
						</div>
					</>
				)}
			</Form>
		</div>
	);
}
