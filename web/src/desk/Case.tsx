import { useEffect, useRef, useState } from "preact/hooks";
import { momentOf, timeOf } from "../app/format";
import { language, t } from "../app/i18n";
import { serverNow } from "../app/net";
import { oneByOne } from "../app/onebyone";
import { go, Link, type PageProps } from "../app/router";
import { session } from "../app/session";
import { useAnswer, useCommand } from "../app/use";
import { takeNoPart } from "../call/now";
import {
	type CaseCommand,
	DeskBookingOfDocument,
	DeskCaseBreakGlassDocument,
	DeskCaseDocument,
	DeskHistoryDocument,
	DeskServiceDocument,
	type GlassGround,
	StaffRefusalsDocument,
} from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Tag } from "../parts/Facts";
import { RadioField } from "../parts/Field";
import { later } from "../parts/Later";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { useHistory } from "../staff/history";
import { Shortcuts } from "../staff/Shortcuts";
import { Told } from "../staff/Told";
import { useMe } from "../staff/useScope";
import { eventName, serviceName, word } from "../staff/words";
import { type Desk, DeskContext, type File, sentence } from "./case/desk";
import { Left } from "./case/Left";
import { Middle } from "./case/Middle";
import { nextStep, Panel } from "./case/Panel";
import { enterStep } from "./case/step";
import { Visit } from "./case/Visit";
import { useColleagues } from "./colleagues";
import "../staff/staff.scss";
import "./desk.scss";

/** The talk over video; fetched with the case, and there as soon as somebody is called. */
const Beside = later(() => import("../call/Beside"));

const DAY_MILLIS = 24 * 60 * 60_000;
const LIVE_STATES = ["CALLED", "IN_SERVICE", "PARKED", "WAITING"];

/** A case: whom and what it is about on the left, the talk and what is on the table in the middle, what can be done on the right. */
export default function Case({ params }: PageProps) {
	const id = params.id as string;
	const answer = useAnswer(DeskCaseDocument, { id }, { live: "CASES" });
	const file = answer.data?.case;
	return (
		<Page
			title={file ? `${serviceName(file.service)} · ${file.reference}` : t("desk.case.title")}
			lead={file ? <Head file={file} /> : undefined}
			wide
		>
			<div class="desk desk--case stack">
				<Told />
				<Sentence />
				{answer.fault?.kind === "denied" && <Glass id={id} opened={answer.reload} />}
				<Answered
					of={answer}
					bars={8}
					empty={(data) =>
						data.case ? undefined : (
							<Empty title={t("desk.case.none.title")}>
								<p>{t("desk.case.none.text")}</p>
								<Link class="kern-link" href="/dienst/vorgaenge">
									{t("desk.case.none.link")}
								</Link>
							</Empty>
						)
					}
				>
					{(data) => data.case && <Loaded key={data.case.id} file={data.case} reload={answer.reload} />}
				</Answered>
			</div>
		</Page>
	);
}

const GROUNDS: readonly GlassGround[] = ["STAND_IN", "ASKED_BY_PERSON", "COMPLAINT", "DANGER"];

/** A case that is kept from a team lead opens for an hour, with a reason that stands in its history. */
function Glass({ id, opened }: { id: string; opened: () => Promise<void> }) {
	const roles = session.use()?.roles ?? [];
	const command = useCommand(DeskCaseBreakGlassDocument);
	const [ground, setGround] = useState<GlassGround>("STAND_IN");
	if (!roles.includes("TEAM_LEAD")) return null;
	return (
		<section class="card stack stack--tight" aria-labelledby="glass">
			<h2 id="glass">{t("desk.glass.title")}</h2>
			<p>{t("desk.glass.text")}</p>
			<Refusals of={command.refusals} />
			<Problem fault={command.fault} />
			<RadioField
				name="glass-ground"
				label={t("desk.glass.why")}
				value={ground}
				onValue={(next) => setGround(next as GlassGround)}
				options={GROUNDS.map((one) => ({ value: one, label: word("desk.glassground", one) }))}
			/>
			<div class="actions">
				<Button
					look="danger"
					writes
					busy={command.busy}
					onClick={async () => {
						if (await command.run({ case: id, ground })) opened();
					}}
				>
					{t("desk.glass.button")}
				</Button>
			</div>
		</section>
	);
}

function Sentence() {
	const say = sentence.use();
	if (!say) return null;
	return (
		<Dialog title={t("desk.restrict.say")}>
			<p class="lead">{say}</p>
			<div class="actions">
				<Button
					look="primary"
					onClick={() => {
						sentence.set(undefined);
						go("/dienst/tag");
					}}
				>
					{t("desk.restrict.close")}
				</Button>
			</div>
		</Dialog>
	);
}

function Head({ file }: { file: File }) {
	return (
		<span class="row tools">
			<Tag kind={file.state === "COMPLETED" ? "success" : file.state === "OPEN" ? "info" : undefined}>
				{word("staff.case", file.state)}
			</Tag>
			<Tag>{word("staff.channel", file.channel)}</Tag>
			{file.quantity > 1 && <Tag>{t("desk.case.quantity", { n: file.quantity })}</Tag>}
			{file.late && <Tag kind="warning">{t("desk.case.late")}</Tag>}
			{file.suspended && <Tag kind="danger">{t("desk.case.suspended")}</Tag>}
			{file.restriction && <Tag kind="danger">{t("desk.case.restricted")}</Tag>}
			<span class="muted digits">{t("desk.case.opened", { time: momentOf(file.openedAt) })}</span>
		</span>
	);
}

function Loaded({ file, reload }: { file: File; reload: () => Promise<void> }) {
	const me = useMe();
	const speaking = language.use();
	const roles = session.use()?.roles ?? [];
	const lead = roles.includes("TEAM_LEAD");
	const [open, setOpen] = useState<string>();
	const version = useRef(file.version);
	const [inTurn] = useState(() => oneByOne<unknown>());
	const [overtaken, setOvertaken] = useState<number>();
	// What we have seen is what our next command stands on; our own commands are ahead of what was fetched.
	if (overtaken === undefined) version.current = Math.max(version.current, file.version);

	const current =
		file.appointments.find((one) => LIVE_STATES.includes(one.state)) ??
		file.appointments.find((one) => one.state === "CONFIRMED") ??
		file.appointments.at(-1);
	const called = current?.state === "CALLED" || current?.state === "IN_SERVICE";
	useEffect(() => {
		if (current && !called) takeNoPart(current.id);
	}, [current?.id, called]);
	const visit = useAnswer(
		DeskBookingOfDocument,
		{ id: current?.id ?? "" },
		{ live: "APPOINTMENTS", wait: current === undefined },
	);
	const offers = useAnswer(DeskServiceDocument, { edition: file.edition });
	const rules = useAnswer(StaffRefusalsDocument, {});
	const offer = offers.data?.services.find((one) => one.code === file.service);
	const talk = file.consultations.find((one) => one.state === "LIVE" || one.state === "INTERRUPTED");

	const verbatim = (code: string): string | undefined => {
		const found = rules.data?.refusals.find((one) => one.code === code);
		return speaking === "en" ? found?.messageEn : found?.messageDe;
	};
	// The codes of the API are for programs.
	const rule = (code: string): string =>
		verbatim(code) ?? t(rules.data || rules.fault ? "desk.rule.unknown" : "desk.rule.loading");
	const refused = (...commands: CaseCommand[]) => {
		const of = commands.flatMap((command) => file.may.filter((one) => one.command === command));
		if (of.some((one) => one.allowed)) return undefined;
		// What the service does not ask for explains nothing about the rest.
		const first = of.find((one) => one.code !== "CASE_NOT_REQUIRED") ?? of[0];
		const code = first?.code ?? "CASE_DENIED";
		return { code, message: first?.message ?? rule(code) };
	};
	// Some things are only too early: they are asked for again when their time has come.
	const times = file.may.flatMap((one) => one.details).filter(({ name }) => name === "from" || name === "until");
	const next = Math.min(...times.map(({ value }) => Date.parse(value)).filter((at) => at > serverNow()));
	useEffect(() => {
		const wait = next - serverNow() + 500;
		if (wait > DAY_MILLIS) return;
		const timer = setTimeout(reload, wait);
		return () => clearTimeout(timer);
	}, [next]);

	const desk: Desk = {
		file,
		offer,
		booking: visit.data?.booking ?? undefined,
		talk,
		me: me ?? undefined,
		lead,
		rule,
		verbatim,
		refused,
		reload: async () => {
			await Promise.all([reload(), current ? visit.reload() : undefined]);
		},
		accepted: (now) => {
			if (now !== undefined) version.current = Math.max(version.current, now);
			setOvertaken(undefined);
		},
		overtaken: () => {
			setOvertaken(version.current);
			reload();
		},
		version: () => version.current,
		inTurn,
		open,
		setOpen,
	};
	const enter = (id: string) => enterStep(id, setOpen);
	return (
		<DeskContext.Provider value={desk}>
			<div class="row tools desk__tools">
				<Link class="kern-link" href="/dienst/tag">
					{t("desk.case.today")}
				</Link>
				<Siblings />
				<Shortcuts
					of={[
						{ key: "w", label: "desk.keys.next-step", act: () => enter(nextStep(desk)) },
						{ key: "g", label: "desk.keys.talk", act: () => enterTalk() },
						{ key: "p", label: "desk.keys.parties", act: () => enter("parties") },
						{ key: "i", label: "desk.keys.identify", act: () => enter("identify") },
						{ key: "a", label: "desk.keys.data", act: () => enter("data") },
						{ key: "h", label: "desk.keys.notices", act: () => enter("notices") },
						{ key: "u", label: "desk.keys.evidence", act: () => enter("evidence") },
						{ key: "e", label: "desk.keys.declaration", act: () => enter("declaration") },
						{ key: "k", label: "desk.keys.fee", act: () => enter("fee") },
						{ key: "s", label: "desk.keys.submit", act: () => enter("submit") },
						{ key: "f", label: "desk.keys.complete", act: () => enter("complete") },
						{ key: "b", label: "desk.keys.note", act: () => enter("note") },
						{ key: "t", label: "desk.keys.day", act: () => go("/dienst/tag") },
						{ key: "m", label: "desk.keys.microphone", act: () => press("microphone") },
						{ key: "c", label: "desk.keys.camera", act: () => press("camera") },
						{ key: "l", label: "desk.keys.hold", act: () => press("hold") },
						{ key: "d", label: "desk.keys.screen", act: () => press("screen") },
						{ key: "n", label: "desk.keys.chat", act: () => press("chat") },
					]}
				/>
			</div>
			{overtaken !== undefined && (
				<Overtaken
					file={file}
					since={overtaken}
					done={() => {
						version.current = file.version;
						setOvertaken(undefined);
					}}
				/>
			)}
			<div class="threefold">
				<Left />
				<div class="threefold__middle stack">
					<Visit />
					{called && <Beside />}
					<Middle />
				</div>
				<Panel />
			</div>
		</DeskContext.Provider>
	);
}

function enterTalk(): void {
	document.querySelector<HTMLElement>("#talk button, #talk select")?.focus();
}

/** Presses a button of the call, where there is one. */
function press(control: string): void {
	document.getElementById(`call-${control}`)?.click();
}

/** The other cases of the same appointment. */
function Siblings() {
	return (
		<DeskContext.Consumer>
			{({ booking, file }) =>
				booking && booking.cases.length > 1 ? (
					<nav aria-label={t("desk.case.siblings")} class="row tools">
						{booking.cases.map((one) => (
							<Link
								key={one.id}
								class="chip"
								href={`/dienst/vorgang/${one.id}`}
								aria-current={one.id === file.id ? "page" : undefined}
							>
								{serviceName(one.service)} · {word("staff.case", one.state)}
							</Link>
						))}
					</nav>
				) : null
			}
		</DeskContext.Consumer>
	);
}

/** A colleague changed the case while we worked on it: what they did is named, and what we typed stays. */
function Overtaken({ file, since, done }: { file: File; since: number; done: () => void }) {
	const history = useHistory(DeskHistoryDocument, file.id, { live: true });
	const nameOf = useColleagues();
	const theirs = (history.entries ?? []).filter((one) => one.stream === file.id && one.version > since);
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
	return (
		<div ref={box}>
			<Notice kind="warning" title={t("desk.overtaken.title")} focused told>
				<p>{t("desk.overtaken.text")}</p>
				{theirs.length > 0 && (
					<ul>
						{theirs.map((one) => (
							<li key={one.position}>
								{t("desk.overtaken.one", {
									time: timeOf(one.at),
									who: nameOf(one.actor) ?? one.roles.map((role) => word("staff.role", role)).join(", "),
									what: eventName(one.kind, one.name),
								})}
							</li>
						))}
					</ul>
				)}
				<Button onClick={done}>{t("desk.overtaken.button")}</Button>
			</Notice>
		</div>
	);
}
