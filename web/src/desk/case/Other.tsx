import { useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { go } from "../../app/router";
import { SERVICES } from "../../app/services";
import { useAnswer, useCommand } from "../../app/use";
import {
	type Channel,
	DeskCaseAddNoteDocument,
	DeskCaseAssignDocument,
	DeskCaseDeclineDocument,
	DeskCaseLetOutDocument,
	DeskCaseOpenDocument,
	DeskCaseRestrictAccessDocument,
	DeskCaseResumeDocument,
	DeskCaseSuspendDocument,
	DeskCaseWithdrawDocument,
	DeskShiftsDocument,
	type RestrictionGround,
	type ServiceCode,
	type SuspensionGround,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { RadioField, SelectField, TextField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { serviceName, word } from "../../staff/words";
import { useColleagues } from "../colleagues";
import { passed, sentence, useDesk, useStep, Wrong } from "./desk";
import { backToStep, Step } from "./step";

/** A remark. Everybody who works on cases may write one. */
export function Note() {
	const { file, refused } = useDesk();
	const add = useStep(DeskCaseAddNoteDocument);
	const [draft, type, forget] = useDraft(`${file.id}/note`, () => ({ text: "" }));
	return (
		<Step id="note" title={t("desk.note.title")} hotkey="b" state="rest" whyNot={refused("CASE_ADD_NOTE")?.message}>
			<div class="stack stack--tight">
				<Wrong of={[add]} />
				<Form
					check={() => ({ "note-text": draft.text.trim() ? undefined : t("desk.note.missing") })}
					onSend={async () => {
						if (await add.run({ text: draft.text.trim() }, t("desk.note.done"))) {
							forget();
							backToStep("note");
						}
					}}
				>
					{(wrong) => (
						<>
							<TextField
								name="note-text"
								label={t("desk.note.label")}
								hint={t("desk.note.hint")}
								rows={3}
								spellcheck
								maxLength={2000}
								value={draft.text}
								onValue={(text) => type({ text })}
								error={wrong["note-text"]}
							/>
							<Button type="submit" look="primary" writes busy={add.busy}>
								{t("desk.note.button")}
							</Button>
						</>
					)}
				</Form>
			</div>
		</Step>
	);
}

/** Another concern of the same person, during the visit. */
export function Another() {
	const { file, booking, talk, refused } = useDesk();
	const open = useStep(DeskCaseOpenDocument);
	const [service, setService] = useState<ServiceCode>("REGISTRATION_CERTIFICATE");
	// To the rules a talk by telephone is one from afar, as a video call is.
	const spoken: Channel | undefined = talk?.medium ? (talk.medium === "COUNTER" ? "COUNTER" : "VIDEO") : undefined;
	const channel = spoken ?? booking?.channel ?? file.channel;
	return (
		<Step id="another" title={t("desk.another.title")} state="rest" whyNot={refused("CASE_OPEN")?.message}>
			<div class="stack stack--tight">
				<Wrong of={[open]} />
				<SelectField
					name="another-service"
					label={t("desk.another.what")}
					value={service}
					onValue={(next) => setService(next as ServiceCode)}
					options={SERVICES.map((one) => ({ value: one, label: serviceName(one) }))}
				/>
				<Button
					writes
					busy={open.busy}
					onClick={async () => {
						const made = (await open.give(
							{ service, channel, during: booking?.id ?? null, quantity: 1 },
							t("desk.another.done"),
						)) as { case?: { id: string } | null } | undefined;
						if (made?.case) go(`/dienst/vorgang/${made.case.id}`);
					}}
				>
					{t("desk.another.button")}
				</Button>
			</div>
		</Step>
	);
}

/** Who takes care of the case: ours to give away, and a team lead's to give to anybody. */
export function Assign() {
	const { file, me, lead, refused, booking } = useDesk();
	const assign = useStep(DeskCaseAssignDocument);
	const scope = booking?.scope;
	const shifts = useAnswer(DeskShiftsDocument, { scope: scope ?? "" }, { wait: scope === undefined });
	const nameOf = useColleagues();
	const [to, setTo] = useState("");
	const own = file.clerk === me?.id;
	const colleagues = (shifts.data?.shifts ?? []).filter(
		(one) => one.state !== "OFF" && one.clerk !== me?.id && one.clerk !== file.clerk,
	);
	return (
		<Step
			id="assign"
			title={t(own ? "desk.assign.mine" : file.clerk ? "desk.assign.other" : "desk.assign.free")}
			state="rest"
			whyNot={refused("CASE_ASSIGN")?.message}
		>
			<div class="stack stack--tight">
				<Wrong of={[assign]} />
				<div class="row">
					{!own && (
						<Button
							look="primary"
							writes
							busy={assign.busy}
							onClick={async () => {
								if (await assign.run({ clerk: me?.id ?? null }, t("desk.assign.taken"))) backToStep("assign");
							}}
						>
							{t("desk.assign.take")}
						</Button>
					)}
					{(own || lead) && file.clerk && (
						<Button
							writes
							busy={assign.busy}
							onClick={async () => {
								if (await assign.run({ clerk: null }, t("desk.assign.freed"))) backToStep("assign");
							}}
						>
							{t("desk.assign.free.button")}
						</Button>
					)}
				</div>
				{colleagues.length > 0 && (
					<div class="row">
						<label class="tool">
							<span>{t("desk.assign.to")}</span>
							<select name="assign-to" value={to} onChange={(event) => setTo(event.currentTarget.value)}>
								<option value="">{t("desk.assign.choose")}</option>
								{colleagues.map((one, i) => (
									<option key={one.clerk} value={one.clerk}>
										{t("desk.assign.colleague", {
											who: nameOf(one.clerk) ?? t("desk.assign.desk", { n: i + 1 }),
											state: t(`desk.shift.state.${one.state}`),
										})}
									</option>
								))}
							</select>
						</label>
						<Button
							writes
							busy={assign.busy}
							whyNot={to ? undefined : t("desk.assign.choose.first")}
							onClick={async () => {
								if (await assign.run({ clerk: to }, t("desk.assign.given"))) backToStep("assign");
							}}
						>
							{t("desk.assign.give")}
						</Button>
					</div>
				)}
			</div>
		</Step>
	);
}

/** Something is not right with who acts: the case stops, without a word about why. */
export function Hold() {
	const { file, refused, rule, verbatim } = useDesk();
	const suspend = useStep(DeskCaseSuspendDocument);
	const resume = useStep(DeskCaseResumeDocument);
	const [ground, setGround] = useState<SuspensionGround>("FREE_WILL_DOUBTFUL");
	const not = refused("CASE_RESUME");
	const words = verbatim("CASE_SUSPENDED");
	if (file.suspended)
		return (
			<Step
				id="hold"
				title={t("desk.resume.title")}
				state="todo"
				whyNot={not?.code === "CASE_DENIED" ? t("desk.resume.lead") : not?.message}
			>
				<div class="stack stack--tight">
					<Wrong of={[resume]} />
					<p>{t("desk.resume.text")}</p>
					<Button
						writes
						busy={resume.busy}
						onClick={async () => {
							if (await resume.run({}, t("desk.resume.done"))) backToStep("hold");
						}}
					>
						{t("desk.resume.button")}
					</Button>
				</div>
			</Step>
		);
	return (
		<Step id="hold" title={t("desk.hold.title")} state="rest" whyNot={refused("CASE_SUSPEND")?.message}>
			<div class="stack stack--tight">
				<Wrong of={[suspend]} />
				<RadioField
					name="hold-ground"
					label={t("desk.hold.ground")}
					value={ground}
					onValue={(next) => setGround(next as SuspensionGround)}
					options={(["FREE_WILL_DOUBTFUL", "REGISTERED_AS_DEAD"] as const).map((one) => ({
						value: one,
						label: word("desk.suspension", one),
					}))}
				/>
				{words ? (
					<>
						<p>{t("desk.hold.say", { words })}</p>
						<Button
							look="danger"
							writes
							busy={suspend.busy}
							onClick={async () => {
								if (await suspend.run({ ground }, t("desk.hold.done"))) backToStep("hold");
							}}
						>
							{t("desk.hold.button")}
						</Button>
					</>
				) : (
					<p class="muted">{rule("CASE_SUSPENDED")}</p>
				)}
			</div>
		</Step>
	);
}

export function Withdraw() {
	const desk = useDesk();
	const withdraw = useStep(DeskCaseWithdrawDocument);
	const [sure, setSure] = useState(false);
	return (
		<Step
			id="withdraw"
			title={t("desk.withdraw.title")}
			state="rest"
			whyNot={passed(desk) ?? desk.refused("CASE_WITHDRAW")?.message}
		>
			<div class="stack stack--tight">
				<Wrong of={[withdraw]} />
				<p>{t("desk.withdraw.text")}</p>
				<Button look="danger" onClick={() => setSure(true)}>
					{t("desk.withdraw.button")}
				</Button>
				{sure && (
					<Dialog title={t("desk.withdraw.sure")} onClose={() => setSure(false)}>
						<p>{t("desk.withdraw.final")}</p>
						<div class="actions">
							<Button
								look="danger"
								writes
								busy={withdraw.busy}
								onClick={async () => {
									const done = await withdraw.run({}, t("desk.withdraw.done"));
									setSure(false);
									if (done) backToStep("withdraw");
								}}
							>
								{t("desk.withdraw.button")}
							</Button>
							<Button onClick={() => setSure(false)}>{t("common.cancel")}</Button>
						</div>
					</Dialog>
				)}
			</div>
		</Step>
	);
}

/** Only a team lead decides against a case, and says why. */
export function Decline() {
	const desk = useDesk();
	const { file, lead, refused } = desk;
	const decline = useStep(DeskCaseDeclineDocument);
	const [draft, type, forget] = useDraft(`${file.id}/decline`, () => ({ reason: "" }));
	// Whether what has gone out can still be declined is for the rules to say.
	const over = file.state === "SUBMITTED" ? undefined : passed(desk);
	return (
		<Step
			id="decline"
			title={t("desk.decline.title")}
			state="rest"
			whyNot={lead ? (over ?? refused("CASE_DECLINE")?.message) : t("desk.decline.lead")}
		>
			<div class="stack stack--tight">
				<Wrong of={[decline]} />
				<Form
					check={() => ({ "decline-reason": draft.reason.trim() ? undefined : t("desk.decline.missing") })}
					onSend={async () => {
						if (await decline.run({ reason: draft.reason.trim() }, t("desk.decline.done"))) {
							forget();
							backToStep("decline");
						}
					}}
				>
					{(wrong) => (
						<>
							<TextField
								name="decline-reason"
								label={t("desk.decline.reason")}
								hint={t("desk.decline.hint")}
								rows={3}
								spellcheck
								value={draft.reason}
								onValue={(reason) => type({ reason })}
								error={wrong["decline-reason"]}
							/>
							<Button type="submit" look="danger" writes busy={decline.busy}>
								{t("desk.decline.button")}
							</Button>
						</>
					)}
				</Form>
			</div>
		</Step>
	);
}

/** Somebody could be protected (§§ 51, 52 BMG): the case is given to the team lead, and one sentence is said. */
export function Restrict() {
	const { file, lead, refused, rule } = useDesk();
	const { reload, version } = useDesk();
	const restrict = useCommand(DeskCaseRestrictAccessDocument);
	const letOut = useStep(DeskCaseLetOutDocument);
	const [ground, setGround] = useState<RestrictionGround>("TOLD");
	if (file.restriction)
		return (
			<Step
				id="restrict"
				title={t("desk.letout.title")}
				state="todo"
				whyNot={lead ? refused("CASE_LET_OUT")?.message : t("desk.decline.lead")}
			>
				<div class="stack stack--tight">
					<Wrong of={[letOut]} />
					<p>{word("desk.restriction", file.restriction)}</p>
					<p class="muted">{rule("CASE_FOUR_EYES")}</p>
					<Button
						writes
						busy={letOut.busy}
						onClick={async () => {
							if (await letOut.run({}, t("desk.letout.done"))) backToStep("restrict");
						}}
					>
						{t("desk.letout.button")}
					</Button>
				</div>
			</Step>
		);
	return (
		<Step id="restrict" title={t("desk.restrict.title")} state="rest" whyNot={refused("CASE_RESTRICT_ACCESS")?.message}>
			<div class="stack stack--tight">
				<Wrong of={[{ command: restrict as never }]} />
				<RadioField
					name="restrict-ground"
					label={t("desk.restrict.ground")}
					value={ground}
					onValue={(next) => setGround(next as RestrictionGround)}
					options={(["TOLD", "SOMEBODY_MISSING"] as const).map((one) => ({
						value: one,
						label: word("desk.restriction", one),
					}))}
				/>
				<p>{t("desk.restrict.text")}</p>
				<Button
					look="danger"
					writes
					busy={restrict.busy}
					onClick={async () => {
						const done = await restrict.run({ case: file.id, expectedVersion: version(), ground });
						// From now on the case is not there for us any more, so what is to be said stands above the page.
						if (done) {
							sentence.set(done.say ?? undefined);
							reload();
						}
					}}
				>
					{t("desk.restrict.button")}
				</Button>
			</div>
		</Step>
	);
}
