import { t } from "../../app/i18n";
import { isMove } from "../../app/services";
import type { CaseCommand } from "../../gql/graphql";
import { Custody } from "./Custody";
import { Data } from "./Data";
import { Declaration } from "./Declaration";
import { type Desk, useDesk } from "./desk";
import { Complete, FollowUps, Submit } from "./Ending";
import { Fee } from "./Fee";
import { Identify } from "./Identify";
import { Another, Assign, Decline, Hold, Note, Restrict, Withdraw } from "./Other";
import { Parties } from "./Parties";
import { Evidence, Notices } from "./Proofs";
import { lacksOf } from "./party";
import { RegistrationForm } from "./RegistrationForm";
import { Step, type StepState } from "./step";

/** Which missing things belong to which step, by their codes. */
const CODES = {
	parties: ["principal", "representative", "old_enough"],
	identify: ["identification"],
	data: ["move_details", "moved_in", "moving_out", "request", "inspection_court"],
	form: ["registration_form"],
	custody: ["custody_consent"],
	notices: ["notice", "entitlement_assurance"],
	evidence: ["evidence", "evidence_for"],
	declaration: ["declaration", "declaration_shown", "signature"],
	fee: ["fee"],
} as const;
type Work = keyof typeof CODES;

/** What can be done in each step, the most usual first. A step is shut when none of it is possible. */
const COMMANDS: Record<Work, readonly CaseCommand[]> = {
	parties: ["CASE_ADD_PARTY", "CASE_REMOVE_PARTY"],
	identify: ["CASE_RECORD_IDENTIFICATION"],
	data: ["CASE_RECORD_MOVE", "CASE_RECORD_REQUEST"],
	form: ["CASE_REQUEST_FORM", "CASE_WRITE_FORM", "CASE_RECEIVE_FORM"],
	custody: ["CASE_RECORD_CUSTODY", "CASE_COMPARE_MOVE", "CASE_SPLIT"],
	notices: ["CASE_GIVE_NOTICE", "CASE_ASSURE_ENTITLEMENT"],
	evidence: ["CASE_ASSESS_EVIDENCE"],
	declaration: ["CASE_PREPARE_DECLARATION", "CASE_SHOW_DECLARATION", "CASE_SIGN", "CASE_TELL_TAN"],
	fee: [
		"CASE_ASSESS_FEE",
		"CASE_PAY_AT_COUNTER",
		"PAYMENT_START",
		"CASE_EXEMPT_FEE",
		"CASE_REQUEST_WAIVER",
		"CASE_RECORD_WAIVER",
	],
};

/** The steps of a service, in the order in which an office works. */
function stepsOf({ file, offer }: Desk): Work[] {
	const fees = Boolean(file.fee) || Boolean(offer && (offer.feeCents > 0 || offer.paperFeeCents > 0));
	const proofs =
		Boolean(offer && offer.evidence.length > 0) ||
		file.evidence.length > 0 ||
		file.documents.length > 0 ||
		file.parties.some((one) => one.actsFor.length > 0);
	const of: Work[] = ["parties", "identify", "data"];
	if (file.service === "MOVE_IN" || file.service === "CHANGE_OF_RESIDENCE") of.push("form");
	if (isMove(file.service) && file.parties.length > 1) of.push("custody");
	if (offer && offer.notices.length > 0) of.push("notices");
	if (proofs) of.push("evidence");
	if (offer?.declaration) of.push("declaration");
	if (fees) of.push("fee");
	return of;
}

function shut(desk: Desk, step: Work): string | undefined {
	// What was paid, and what another authority has answered, is looked at when nothing about it can be done any more.
	if (step === "fee" && desk.file.fee) return undefined;
	if (step === "form" && desk.file.registrationForm) return undefined;
	const no = desk.refused(...COMMANDS[step]);
	// What is missing first is said in the step itself, and where it is found.
	return no?.code === "CASE_INCOMPLETE" ? undefined : no?.message;
}

/** Whether something has been done in a step in which nothing is missing. */
function touched({ file }: Desk, step: Work): boolean {
	if (step === "form") return Boolean(file.registrationForm?.received || file.registrationForm?.byHand);
	if (step === "evidence") return file.evidence.length > 0;
	return step !== "custody" && file.parties.length > 0;
}

/** The step to go on with: the first in which something is missing and can be done. */
export function nextStep(desk: Desk): string {
	const todo = stepsOf(desk).find((step) => lacksOf(desk.file, ...CODES[step]).length > 0 && !shut(desk, step));
	if (todo) return todo;
	return desk.file.state === "SUBMITTED" ? "complete" : "submit";
}

const BODY: Record<Work, () => preact.JSX.Element | null> = {
	parties: Parties,
	identify: Identify,
	data: Data,
	form: RegistrationForm,
	custody: Custody,
	notices: Notices,
	evidence: Evidence,
	declaration: Declaration,
	fee: Fee,
};

const HOTKEY: Record<Work, string | undefined> = {
	parties: "p",
	identify: "i",
	data: "a",
	form: undefined,
	custody: undefined,
	notices: "h",
	evidence: "u",
	declaration: "e",
	fee: "k",
};

/** What the case allows now, and why not for the rest. */
export function Panel() {
	const desk = useDesk();
	const { file } = desk;
	const left = file.missing?.length ?? 0;
	return (
		<aside class="threefold__right" aria-labelledby="panel">
			<h2 id="panel">{t("desk.panel.title")}</h2>
			<p class="muted" role="status">
				{file.state === "OPEN" ? t("desk.panel.left", { n: left }) : t(`desk.panel.state.${file.state}`)}
			</p>
			<ol class="plain worksteps">
				{stepsOf(desk).map((step) => {
					const lacks = lacksOf(file, ...CODES[step]);
					const state: StepState = lacks.length > 0 ? "todo" : touched(desk, step) ? "done" : "rest";
					const Body = BODY[step];
					return (
						<Step
							key={step}
							id={step}
							title={t(`desk.step.${step}.title`)}
							hotkey={HOTKEY[step]}
							state={file.state === "OPEN" ? state : "done"}
							whyNot={shut(desk, step)}
							lacks={lacks}
						>
							<Body />
						</Step>
					);
				})}
				<Submit />
				<Complete />
			</ol>
			<FollowUps />
			<h3 class="panel__more">{t("desk.panel.more")}</h3>
			<ul class="plain worksteps">
				<Note />
				<Another />
				<Assign />
				<Hold />
				<Withdraw />
				<Decline />
				<Restrict />
			</ul>
		</aside>
	);
}
