import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { dateOf, dayOf, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import { type Command, useAnswer, useCommand } from "../app/use";
import {
	DeskBookingCallDocument,
	type DeskBookingFragment,
	DeskBookingResumeDocument,
	DeskDayDocument,
	DeskQueueCallNextDocument,
	DeskShiftBeginDocument,
	DeskShiftEndDocument,
	DeskShiftPauseDocument,
	DeskShiftResumeDocument,
	DeskShiftsDocument,
	StaffBookingCheckInDocument,
} from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Tag } from "../parts/Facts";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { minutesBetween, useNow } from "../staff/now";
import { Shortcuts } from "../staff/Shortcuts";
import { Told, tell } from "../staff/Told";
import { PlaceChoice, useMe, useScope } from "../staff/useScope";
import { linesOf, whoOf, word } from "../staff/words";
import { useColleagues } from "./colleagues";
import "../staff/staff.scss";
import "../staff/cards.scss";

type Booking = DeskBookingFragment;

/** Who waits longer than this, or has not come for so long, is marked. */
const OVERDUE_MINS = 10;

/** The day at the desk: whom to call, who waits, who is in a talk, and who has not come. */
export default function Day() {
	const { scope, all, scopes, ofPlace } = useScope();
	const me = useMe();
	const now = useNow(15);
	const today = dateOf(new Date(serverNow()));
	const day = useAnswer(
		DeskDayDocument,
		{ scope: scope ?? "", today },
		{ live: "APPOINTMENTS", wait: scope === undefined },
	);
	const nameOf = useColleagues();
	const callNext = useCommand(DeskQueueCallNextDocument);
	const call = useCommand(DeskBookingCallDocument);
	const checkIn = useCommand(StaffBookingCheckInDocument);
	const resume = useCommand(DeskBookingResumeDocument);
	const [fasterThanUs, setFaster] = useState<string>();
	const commands: Command<never, unknown>[] = [callNext, call, checkIn, resume] as never;
	const clear = () => {
		setFaster(undefined);
		for (const one of commands) one.clear();
	};

	const data = day.data;
	const mine = [...(data?.queue ?? []), ...(data?.parked ?? [])].filter(
		(one) => one.clerk === me?.id && (one.state === "CALLED" || one.state === "IN_SERVICE"),
	);
	const current = mine[0];
	const waiting = (data?.queue ?? []).filter((one) => one.state === "WAITING");
	const others = (data?.queue ?? []).filter((one) => one.state !== "WAITING" && one.id !== current?.id);
	// The lists are read one after the other: whoever has come meanwhile is here, and not still expected.
	const here = new Set([...(data?.queue ?? []), ...(data?.parked ?? [])].map((one) => one.id));
	const expected = (data?.appointments.nodes ?? []).filter((one) => one.state === "CONFIRMED" && !here.has(one.id));
	const overdue = expected.filter((one) => minutesBetween(one.startsAt, now) >= 1);
	const later = expected.filter((one) => !overdue.includes(one));
	const gone = (data?.appointments.nodes ?? []).filter((one) => one.state !== "CONFIRMED");

	/** Whom we called is at our desk: their case is opened. */
	const atOurDesk = (booking: Booking | null | undefined) => {
		if (!booking) return;
		const first = booking.cases[0];
		if (first) go(`/dienst/vorgang/${first.id}`);
		else day.reload();
	};
	const next = async () => {
		clear();
		if (!scope) return;
		const done = await callNext.run({ scope });
		if (done) atOurDesk(done.booking);
		day.reload();
	};
	const callOne = async (booking: Booking) => {
		clear();
		const done = await call.run({ booking: booking.id });
		if (done) {
			if (booking.state === "CALLED") tell(t("desk.day.recalled", { number: booking.number ?? "" }));
			else atOurDesk(done.booking);
		} else setFaster(booking.id);
		day.reload();
	};
	const whoIsThere = async (booking: Booking) => {
		clear();
		if (await checkIn.run({ booking: booking.id }))
			tell(t("desk.day.checkedin.told", { number: booking.number ?? "", name: whoOf(booking) }));
		day.reload();
	};
	const goOn = async (booking: Booking) => {
		clear();
		const done = await resume.run({ booking: booking.id });
		if (done) atOurDesk(done.booking);
		day.reload();
	};
	// A colleague was faster: who has whom now is said with the refusal.
	const taken = [...(data?.queue ?? []), ...(data?.parked ?? [])].find((one) => one.id === fasterThanUs);

	return (
		<Page
			title={t("desk.day.title")}
			lead={
				<div class="row row--apart">
					<span>{dayOf(new Date(now))}</span>
					<span class="row tools">
						<PlaceChoice all={all} scope={scope} />
						<Shift scope={scope} me={me?.id} busy={current !== undefined} />
						<Shortcuts
							of={[
								{ key: "n", label: "desk.keys.next", act: next },
								{ key: "r", label: "desk.keys.recall", act: () => current && callOne(current) },
								{ key: "o", label: "desk.keys.open", act: () => current && atOurDesk(current) },
								{ key: "l", label: "desk.keys.list", act: () => document.getElementById("waiting-0")?.focus() },
								{ key: "v", label: "desk.keys.cases", act: () => go("/dienst/vorgaenge") },
							]}
						/>
					</span>
				</div>
			}
			wide
		>
			<div class="desk stack">
				<Told />
				{commands.map((one, i) => (
					<div key={i} class="once">
						<Refusals of={one.refusals} />
						<Problem fault={one.fault} />
					</div>
				))}
				{taken && (
					<Notice kind="warning" title={t("desk.day.faster.title", { number: taken.number ?? "" })}>
						<p>
							{taken.clerk && taken.clerk !== me?.id
								? t("desk.day.faster.colleague", {
										who: nameOf(taken.clerk) ?? t("desk.colleague.somebody"),
										state: word("staff.booking", taken.state),
									})
								: t("desk.day.faster.state", { state: word("staff.booking", taken.state) })}
						</p>
					</Notice>
				)}
				{scopes.data && !scope && (
					<Empty title={t("desk.day.noplace.title")}>
						<p>{t("desk.day.noplace.text")}</p>
					</Empty>
				)}
				{(scope || scopes.fault) && (
					<Answered of={ofPlace(day)} bars={6}>
						{() => (
							<>
								<section aria-labelledby="at-me" class="at-desk">
									<h2 id="at-me">{t("desk.day.mine")}</h2>
									{current ? (
										<div class="row row--apart">
											<p class="at-desk__who">
												<strong class="at-desk__number">{current.number}</strong>
												<span>{whoOf(current)}</span>
												<span class="muted">{linesOf(current.lines)}</span>
												<State of={current} now={now} />
											</p>
											<div class="row">
												{current.state === "CALLED" && (
													<Button writes busy={call.busy} onClick={() => callOne(current)} aria-keyshortcuts="r">
														{t("desk.day.recall", { n: current.calls })}
													</Button>
												)}
												<Button look="primary" onClick={() => atOurDesk(current)} aria-keyshortcuts="o">
													{t("desk.day.open")}
												</Button>
											</div>
										</div>
									) : (
										<div class="row row--apart">
											<p class="muted">
												{waiting.length > 0 ? t("desk.day.free", { n: waiting.length }) : t("desk.day.idle")}
											</p>
											<Button
												look="primary"
												writes
												busy={callNext.busy}
												aria-keyshortcuts="n"
												onClick={next}
												whyNot={waiting.length === 0 ? t("desk.day.nobody") : undefined}
											>
												{t("desk.day.next")}
											</Button>
										</div>
									)}
								</section>

								<List
									id="waiting"
									title={t("desk.day.waiting")}
									of={waiting}
									empty={t("desk.day.waiting.empty")}
									columns={[t("desk.day.since")]}
									cells={(one) => {
										const from =
											Date.parse(one.startsAt) > Date.parse(one.checkedInAt ?? one.startsAt)
												? one.startsAt
												: (one.checkedInAt ?? one.startsAt);
										const mins = minutesBetween(from, now);
										return [
											<span class="digits">
												{t("staff.minutes", { n: mins })}{" "}
												{mins >= OVERDUE_MINS && <Tag kind="warning">{t("desk.day.long")}</Tag>}
											</span>,
										];
									}}
									action={(one) => (
										<Button
											writes
											busy={call.busy}
											onClick={() => callOne(one)}
											whyNot={current ? t("desk.day.busy") : undefined}
										>
											{t("desk.day.call")}
											<span class="kern-sr-only"> {one.number}</span>
										</Button>
									)}
								/>
								<List
									id="overdue"
									title={t("desk.day.overdue")}
									of={overdue}
									columns={[t("desk.day.late")]}
									cells={(one) => [
										<span class="digits">{t("staff.minutes", { n: minutesBetween(one.startsAt, now) })}</span>,
									]}
									action={(one) => (
										<Button writes busy={checkIn.busy} onClick={() => whoIsThere(one)}>
											{t("desk.day.checkin")}
											<span class="kern-sr-only"> {one.number}</span>
										</Button>
									)}
								/>
								<List
									id="talking"
									title={t("desk.day.talking")}
									of={others}
									columns={[t("desk.day.where")]}
									cells={(one) => [<State of={one} now={now} />]}
								/>
								<List
									id="parked"
									title={t("desk.day.parked")}
									of={data?.parked ?? []}
									columns={[t("desk.day.why")]}
									cells={(one) => [
										<span>
											{one.parkReason && word("desk.park", one.parkReason)}
											{one.parkedAt && (
												<span class="muted digits"> {t("staff.since", { time: timeOf(one.parkedAt) })}</span>
											)}
										</span>,
									]}
									action={(one) => (
										<Button
											writes
											busy={resume.busy}
											onClick={() => goOn(one)}
											whyNot={current ? t("desk.day.busy") : undefined}
										>
											{t("desk.day.resume")}
											<span class="kern-sr-only"> {one.number}</span>
										</Button>
									)}
								/>
								<List
									id="later"
									title={t("desk.day.later")}
									of={later}
									empty={t("desk.day.later.empty")}
									columns={[t("desk.day.channel")]}
									cells={(one) => [<span>{word("staff.channel", one.channel)}</span>]}
									action={(one) => (
										<Button look="tertiary" writes busy={checkIn.busy} onClick={() => whoIsThere(one)}>
											{t("desk.day.checkin")}
											<span class="kern-sr-only"> {one.number}</span>
										</Button>
									)}
								/>
								{gone.length > 0 && (
									<details>
										<summary>{t("desk.day.gone", { n: gone.length })}</summary>
										<List
											id="gone"
											title={t("desk.day.gone.title")}
											of={gone}
											columns={[t("desk.day.where")]}
											cells={(one) => [<Tag>{word("staff.booking", one.state)}</Tag>]}
										/>
									</details>
								)}
								{data?.appointments.pageInfo.hasNextPage && <p class="muted">{t("desk.day.more")}</p>}
							</>
						)}
					</Answered>
				)}
			</div>
		</Page>
	);
}

function State({ of, now }: { of: Booking; now: number }) {
	const since =
		of.state === "CALLED" ? of.calledAt : of.state === "IN_SERVICE" ? (of.servingSince ?? of.startedAt) : undefined;
	return (
		<span class="digits">
			<Tag kind={of.state === "IN_SERVICE" ? "success" : "info"}>{word("staff.booking", of.state)}</Tag>{" "}
			{since && <span class="muted">{t("staff.minutes", { n: minutesBetween(since, now) })}</span>}
		</span>
	);
}

interface ListProps {
	id: string;
	title: string;
	of: readonly Booking[];
	/** What is said where there is nobody; the list is left out otherwise. */
	empty?: string;
	columns: readonly string[];
	cells: (one: Booking) => ComponentChildren[];
	action?: (one: Booking) => ComponentChildren;
}

function List({ id, title, of, empty, columns, cells, action }: ListProps) {
	if (of.length === 0 && !empty) return null;
	return (
		<section aria-labelledby={`${id}-title`}>
			<h2 id={`${id}-title`}>
				{title} <span class="count digits">{of.length}</span>
			</h2>
			{of.length === 0 ? (
				<p class="muted">{empty}</p>
			) : (
				<div class="scroll">
					<table class="table table--people table--cards">
						<thead>
							<tr>
								<th scope="col">{t("desk.col.time")}</th>
								<th scope="col">{t("desk.col.number")}</th>
								<th scope="col">{t("desk.col.who")}</th>
								<th scope="col">{t("desk.col.what")}</th>
								{columns.map((column) => (
									<th key={column} scope="col">
										{column}
									</th>
								))}
								{action && (
									<th scope="col">
										<span class="kern-sr-only">{t("desk.col.action")}</span>
									</th>
								)}
							</tr>
						</thead>
						<tbody>
							{of.map((one, i) => (
								<tr key={one.id}>
									<td class="digits" data-head={t("desk.col.time")}>
										{timeOf(one.startsAt)}
									</td>
									<td class="digits" data-head={t("desk.col.number")}>
										{one.cases[0] ? (
											<Link id={`${id}-${i}`} class="kern-link" href={`/dienst/vorgang/${one.cases[0].id}`}>
												{one.number ?? "–"}
											</Link>
										) : (
											(one.number ?? "–")
										)}
									</td>
									<td data-head={t("desk.col.who")}>
										{whoOf(one)}
										{one.contact?.needs && <span class="needs">{one.contact.needs}</span>}
										{one.medium === "PHONE" && <span class="muted"> · {t("desk.day.byphone")}</span>}
									</td>
									<td data-head={t("desk.col.what")}>{linesOf(one.lines)}</td>
									{cells(one).map((cell, n) => (
										<td key={columns[n]} data-head={columns[n]}>
											{cell}
										</td>
									))}
									{action && <td class="table__action">{action(one)}</td>}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
		</section>
	);
}

/** Whether we are there, and how to say that we are not. */
function Shift({ scope, me, busy }: { scope: string | undefined; me: string | undefined; busy: boolean }) {
	const shifts = useAnswer(DeskShiftsDocument, { scope: scope ?? "" }, { live: "SHIFTS", wait: scope === undefined });
	const begin = useCommand(DeskShiftBeginDocument);
	const pause = useCommand(DeskShiftPauseDocument);
	const resume = useCommand(DeskShiftResumeDocument);
	const end = useCommand(DeskShiftEndDocument);
	if (!shifts.data || !scope) return null;
	const own = shifts.data.shifts.find((one) => one.clerk === me);
	const state = own?.state ?? "OFF";
	const there = shifts.data.shifts.filter((one) => one.state !== "OFF").length;
	const why = busy ? t("desk.shift.busy") : undefined;
	const after = (done: unknown) => {
		if (done) shifts.reload();
	};
	return (
		<span class="row tools">
			<span class="muted">
				{t(`desk.shift.state.${state}`)} · {t("desk.shift.there", { n: there })}
			</span>
			{state === "OFF" && (
				<Button look="tertiary" writes busy={begin.busy} onClick={async () => after(await begin.run({ scope }))}>
					{t("desk.shift.begin")}
				</Button>
			)}
			{state === "FREE" && !busy && (
				<Button look="tertiary" writes busy={pause.busy} onClick={async () => after(await pause.run({}))}>
					{t("desk.shift.pause")}
				</Button>
			)}
			{state === "PAUSED" && (
				<Button look="tertiary" writes busy={resume.busy} onClick={async () => after(await resume.run({}))}>
					{t("desk.shift.resume")}
				</Button>
			)}
			{(state === "FREE" || state === "PAUSED") && !why && (
				<Button look="tertiary" writes busy={end.busy} onClick={async () => after(await end.run({}))}>
					{t("desk.shift.end")}
				</Button>
			)}
			{[begin, pause, resume, end].map((one, i) => (
				<span key={i} class="once">
					<Refusals of={one.refusals} />
					<Problem fault={one.fault} />
				</span>
			))}
		</span>
	);
}
