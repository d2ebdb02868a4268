import { useState } from "preact/hooks";
import { momentOf, plainDay } from "../../app/format";
import { t } from "../../app/i18n";
import { isMove } from "../../app/services";
import {
	type AddressUpdate,
	DeskCaseCloseFollowUpDocument,
	DeskCaseCloseLandlordInquiryDocument,
	DeskCaseCompleteDocument,
	DeskCaseSubmitDocument,
	DeskPaperIssueDocument,
	type InquiryOutcome,
	type PaperKind,
	type PaperLanguages,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { SelectField } from "../../parts/Field";
import { word } from "../../staff/words";
import { passed, useDesk, useStep, Wrong } from "./desk";
import { nameOf } from "./party";
import { backToStep, enterStep, Step } from "./step";

/** The case goes out, once nothing is missing any more. */
export function Submit() {
	const desk = useDesk();
	const { file, refused, rule, setOpen } = desk;
	const submit = useStep(DeskCaseSubmitDocument);
	const no = refused("CASE_SUBMIT");
	// What is missing stands at each step.
	const whyNot = passed(desk) ?? (no?.code === "CASE_INCOMPLETE" ? rule(no.code) : no?.message);
	return (
		<Step
			id="submit"
			title={t("desk.step.submit.title")}
			hotkey="s"
			state={file.state === "OPEN" ? "ready" : "done"}
			whyNot={whyNot}
		>
			<div class="stack stack--tight">
				<Wrong of={[submit]} />
				<p>{t("desk.submit.text")}</p>
				<Button
					look="primary"
					writes
					busy={submit.busy}
					onClick={async () => {
						if (await submit.run({}, t("desk.submit.done"))) enterStep("complete", setOpen);
					}}
				>
					{t("desk.submit.button")}
				</Button>
			</div>
		</Step>
	);
}

/** The result is handed over: the papers of the case, and the word that it is over. */
export function Complete() {
	const { file, refused } = useDesk();
	const complete = useStep(DeskCaseCompleteDocument);
	const no = refused("CASE_COMPLETE")?.message;
	// Its papers are written before it is complete, and fetched again afterwards.
	const whyNot = file.state === "SUBMITTED" || file.state === "COMPLETED" ? undefined : no;
	return (
		<Step
			id="complete"
			title={t("desk.step.complete.title")}
			hotkey="f"
			state={file.state === "COMPLETED" ? "done" : "ready"}
			whyNot={whyNot}
		>
			<div class="stack stack--tight">
				<Wrong of={[complete]} />
				{file.state === "SUBMITTED" && (
					<>
						<p>{t(`desk.complete.${file.service}`)}</p>
						<Button
							look="primary"
							writes
							busy={complete.busy}
							whyNot={no}
							onClick={async () => {
								if (await complete.run({}, t("desk.complete.done"))) backToStep("complete");
							}}
						>
							{t("desk.complete.button")}
						</Button>
					</>
				)}
				<Issue />
			</div>
		</Step>
	);
}

/** What the office can write for the case now. */
function Issue() {
	const { file } = useDesk();
	const issue = useStep(DeskPaperIssueDocument);
	const kinds: PaperKind[] = [];
	if (file.state === "COMPLETED" && isMove(file.service)) kinds.push("CONFIRMATION");
	if ((file.state === "SUBMITTED" || file.state === "COMPLETED") && file.service === "REGISTRATION_CERTIFICATE")
		kinds.push("CERTIFICATE");
	if (file.fee?.receipt) kinds.push("RECEIPT");
	kinds.push("HISTORY");
	const [kind, setKind] = useState<PaperKind>();
	const [languages, setLanguages] = useState<PaperLanguages>("GERMAN");
	const chosen = kind && kinds.includes(kind) ? kind : (kinds[0] as PaperKind);
	return (
		<div class="stack stack--tight">
			<Wrong of={[issue]} />
			<div class="stack stack--tight">
				<SelectField
					name="paper-kind"
					label={t("desk.paper.kind")}
					value={chosen}
					onValue={(next) => setKind(next as PaperKind)}
					options={kinds.map((one) => ({ value: one, label: word("desk.paperkind", one) }))}
				/>
				<SelectField
					name="paper-languages"
					label={t("desk.paper.languages")}
					value={languages}
					onValue={(next) => setLanguages(next as PaperLanguages)}
					options={(["GERMAN", "GERMAN_AND_ENGLISH"] as const).map((one) => ({
						value: one,
						label: word("desk.paperlanguages", one),
					}))}
				/>
			</div>
			<Button
				writes
				busy={issue.busy}
				onClick={async () => {
					if (await issue.give({ case: file.id, kind: chosen, languages }, t("desk.paper.issued")))
						backToStep("complete");
				}}
			>
				{t("desk.paper.issue")}
			</Button>
		</div>
	);
}

const OUTCOMES: readonly InquiryOutcome[] = ["CONFIRMED", "CAME_BY_ITSELF", "NOT_LIVING_THERE", "HANDED_OVER"];

/** What is left to do after a case: the address on the card, and the landlord who has not confirmed. */
export function FollowUps() {
	const { file } = useDesk();
	const close = useStep(DeskCaseCloseFollowUpDocument);
	const inquiry = useStep(DeskCaseCloseLandlordInquiryDocument);
	const [how, setHow] = useState<AddressUpdate>("COUNTER");
	const [outcome, setOutcome] = useState<InquiryOutcome>("CONFIRMED");
	if (file.followUps.length === 0 && !file.landlordInquiry) return null;
	return (
		<section aria-labelledby="follow-ups" class="stack stack--tight">
			<h3 id="follow-ups" class="panel__more">
				{t("desk.followups.title")}
			</h3>
			<Wrong of={[close, inquiry]} />
			<ul class="plain lines">
				{file.followUps.map((one) => (
					<li key={one.party} class="stack stack--tight">
						<p>{t("desk.followups.card", { name: nameOf(file.parties.find((who) => who.id === one.party)) })}</p>
						{one.closedAt ? (
							<p class="good">{t("desk.followups.closed", { time: momentOf(one.closedAt) })}</p>
						) : (
							<div class="row">
								<label class="tool">
									<span>{t("desk.followups.how")}</span>
									<select
										name={`how-${one.party}`}
										value={how}
										onChange={(event) => setHow(event.currentTarget.value as AddressUpdate)}
									>
										{(["COUNTER", "STICKER_BY_POST"] as const).map((way) => (
											<option key={way} value={way}>
												{word("desk.update", way)}
											</option>
										))}
									</select>
								</label>
								<Button
									writes
									busy={close.busy}
									onClick={() => close.run({ party: one.party, how }, t("desk.followups.done"))}
								>
									{t("desk.followups.button")}
								</Button>
							</div>
						)}
					</li>
				))}
				{file.landlordInquiry && (
					<li class="stack stack--tight">
						<p>{t("desk.inquiry.text", { day: plainDay(file.landlordInquiry.dueOn) })}</p>
						{file.landlordInquiry.closedAt ? (
							<p class="good">{file.landlordInquiry.outcome && word("desk.outcome", file.landlordInquiry.outcome)}</p>
						) : (
							<div class="row">
								<label class="tool">
									<span>{t("desk.inquiry.outcome")}</span>
									<select
										name="inquiry"
										value={outcome}
										onChange={(event) => setOutcome(event.currentTarget.value as InquiryOutcome)}
									>
										{OUTCOMES.map((one) => (
											<option key={one} value={one}>
												{word("desk.outcome", one)}
											</option>
										))}
									</select>
								</label>
								<Button writes busy={inquiry.busy} onClick={() => inquiry.run({ outcome }, t("desk.followups.done"))}>
									{t("desk.followups.button")}
								</Button>
							</div>
						)}
					</li>
				)}
			</ul>
		</section>
	);
}
