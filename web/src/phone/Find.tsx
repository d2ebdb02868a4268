import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../app/client";
import { Failed, type Fault } from "../app/fault";
import { dateOf, dayOf, plusDays, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import { useCommand } from "../app/use";
import {
	PhoneAppointmentsDocument,
	type PhoneBookingFragment,
	StaffBookingCancelDocument,
	StaffBookingCheckInDocument,
	StaffBookingMoveDocument,
} from "../gql/graphql";
import { Empty, Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Tag } from "../parts/Facts";
import { TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { kept } from "../staff/kept";
import { Shortcuts } from "../staff/Shortcuts";
import { Told, tell } from "../staff/Told";
import { PlaceChoice, useScope } from "../staff/useScope";
import { linesOf, whoOf, word } from "../staff/words";
import { Access } from "./Access";
import { Times } from "./Times";
import "../staff/staff.scss";
import "./phone.scss";

/** So many pages of a hundred are looked through. */
const PAGES = 10;
/** From so many days ago on, for those who were missed; so many days ahead as are planned. */
const BACK_DAYS = 1;
const AHEAD = 60;

// What somebody looked for is kept in memory only.
const lookedFor = kept("");

const plain = (text: string) =>
	text
		.toLowerCase()
		.normalize("NFD")
		.replace(/[\u0300-\u036f]/g, "");

/** Whether an appointment is what somebody looks for: by its number, by the beginnings of the names, or by the end of the telephone number. */
export function matches(sought: string, one: Pick<PhoneBookingFragment, "number" | "contact">): boolean {
	const words = plain(sought).split(/\s+/).filter(Boolean);
	const names = plain(one.contact?.name ?? "").split(/[\s-]+/);
	const digits = (one.contact?.phone ?? "").replace(/\D/g, "");
	return words.every(
		(part) =>
			plain(one.number ?? "") === part ||
			plain(one.number ?? "").replace(/^v-0*/, "") === part.replace(/^v-?0*/, "") ||
			names.some((name) => name.startsWith(part)) ||
			(/^\d{4,}$/.test(part) && digits.endsWith(part)),
	);
}

/** Somebody calls about an appointment that they have: it is found, moved, given back, or gets a new way in. */
export default function Find() {
	const { scope, all } = useScope();
	const [typed, type] = useState(lookedFor.get());
	const [found, setFound] = useState<PhoneBookingFragment[]>();
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<Fault>();
	const list = useRef<HTMLHeadingElement>(null);
	// Whoever is faster than the page is not forgotten.
	const [early, setEarly] = useState(false);
	useEffect(() => {
		if (early && scope) look();
	}, [early, scope]);
	const look = async () => {
		setEarly(scope === undefined);
		if (!scope) return;
		const sought = typed.trim();
		lookedFor.set(sought);
		setBusy(true);
		setFound(undefined);
		setFault(undefined);
		const today = dateOf(new Date(serverNow()));
		const hits: PhoneBookingFragment[] = [];
		try {
			let after: string | null = null;
			for (let page = 0; page < PAGES; page += 1) {
				const {
					appointments,
				}: {
					appointments: {
						nodes: PhoneBookingFragment[];
						pageInfo: { hasNextPage: boolean; endCursor?: string | null };
					};
				} = await ask(PhoneAppointmentsDocument, {
					scope,
					from: plusDays(today, -BACK_DAYS),
					to: plusDays(today, AHEAD),
					after,
				});
				hits.push(...appointments.nodes.filter((one) => matches(sought, one)));
				if (!appointments.pageInfo.hasNextPage) break;
				after = appointments.pageInfo.endCursor ?? null;
			}
			setFound(hits);
			requestAnimationFrame(() => list.current?.focus());
		} catch (error) {
			setFault(error instanceof Failed ? error.fault : { kind: "broken" });
		} finally {
			setBusy(false);
		}
	};
	useEffect(() => {
		document.getElementById("find-what")?.focus();
	}, []);
	return (
		<Page
			title={t("phone.title")}
			lead={
				<span class="row tools">
					<Link class="chip" href="/dienst/telefon">
						{t("phone.tab.book")}
					</Link>
					<span class="chip" aria-current="page">
						{t("phone.tab.find")}
					</span>
					<PlaceChoice all={all} scope={scope} />
					<Shortcuts
						of={[
							{ key: "/", label: "phone.keys.find", act: () => document.getElementById("find-what")?.focus() },
							{ key: "n", label: "phone.keys.new", act: () => go("/dienst/telefon") },
						]}
					/>
				</span>
			}
			wide
		>
			<div class="desk stack">
				<Told />
				<search>
					<Form check={() => ({ "find-what": typed.trim() ? undefined : t("phone.find.missing") })} onSend={look}>
						{(wrong) => (
							<div class="row row--end">
								<TextField
									name="find-what"
									label={t("phone.find")}
									hint={t("phone.find.hint")}
									value={typed}
									onValue={type}
									error={wrong["find-what"]}
								/>
								<Button type="submit" look="primary" busy={busy}>
									{t("phone.find.button")}
								</Button>
							</div>
						)}
					</Form>
				</search>
				<Problem fault={fault} retry={look} />
				{busy && !found && <Skeleton bars={3} />}
				{found && (
					<section aria-labelledby="hits">
						<h2 id="hits" ref={list} tabIndex={-1}>
							{t("phone.find.found", { n: found.length })}
						</h2>
						{found.length === 0 ? (
							<Empty title={t("phone.find.empty")}>
								<p>{t("phone.find.empty.text", { n: AHEAD })}</p>
							</Empty>
						) : (
							<ul class="plain lines">
								{found.map((one) => (
									<Hit
										key={one.id}
										of={one}
										changed={(next) => setFound((now) => now?.map((old) => (old.id === next.id ? next : old)))}
									/>
								))}
							</ul>
						)}
					</section>
				)}
			</div>
		</Page>
	);
}

type Doing = "move" | "cancel" | "access" | undefined;

function Hit({ of, changed }: { of: PhoneBookingFragment; changed: (next: PhoneBookingFragment) => void }) {
	const [doing, setDoing] = useState<Doing>();
	const [time, setTime] = useState<string>();
	const move = useCommand(StaffBookingMoveDocument);
	const cancel = useCommand(StaffBookingCancelDocument);
	const checkIn = useCommand(StaffBookingCheckInDocument);
	const box = useRef<HTMLDivElement>(null);
	const head = useRef<HTMLDivElement>(null);
	const stands = of.state === "CONFIRMED" || of.state === "PRECONFIRMED" || of.state === "MISSED";
	const taken = move.refused?.errors.find((one) => one.__typename === "SlotTaken");
	useEffect(() => {
		if (doing) box.current?.querySelector<HTMLElement>("input:checked, select, button")?.focus();
	}, [doing]);
	const back = (words: string) => {
		setDoing(undefined);
		tell(words);
		requestAnimationFrame(() => head.current?.focus());
	};
	const lines = of.lines.map(({ service, quantity }) => ({ service, quantity }));
	return (
		<li class="stack stack--tight">
			<div class="row row--apart">
				<div ref={head} tabIndex={-1} class="hit">
					<strong class="digits">{of.number ?? "–"}</strong>
					<span>{whoOf(of)}</span>
					<span class="digits">
						{dayOf(of.startsAt)}, {timeOf(of.startsAt)}
					</span>
					<span class="muted">{linesOf(of.lines)}</span>
					<Tag kind={of.state === "CANCELLED" ? "danger" : undefined}>{word("staff.booking", of.state)}</Tag>
				</div>
				{stands && (
					<span class="row tools">
						<Button aria-expanded={doing === "move"} onClick={() => setDoing(doing === "move" ? undefined : "move")}>
							{t("phone.move")}
							<span class="kern-sr-only"> {of.number}</span>
						</Button>
						<Button
							aria-expanded={doing === "cancel"}
							onClick={() => setDoing(doing === "cancel" ? undefined : "cancel")}
						>
							{t("phone.cancel")}
							<span class="kern-sr-only"> {of.number}</span>
						</Button>
						<Button
							aria-expanded={doing === "access"}
							onClick={() => setDoing(doing === "access" ? undefined : "access")}
						>
							{t("phone.access")}
							<span class="kern-sr-only"> {of.number}</span>
						</Button>
						<Button
							look="tertiary"
							writes
							busy={checkIn.busy}
							onClick={async () => {
								const done = await checkIn.run({ booking: of.id });
								if (done?.booking) {
									changed({ ...of, ...done.booking });
									tell(t("phone.checkedin"));
								}
							}}
						>
							{t("phone.checkin")}
							<span class="kern-sr-only"> {of.number}</span>
						</Button>
					</span>
				)}
			</div>
			<Refusals
				of={[...move.refusals.filter((one) => one.__typename !== "SlotTaken"), ...cancel.refusals, ...checkIn.refusals]}
			/>
			<Problem fault={move.fault ?? cancel.fault ?? checkIn.fault} />
			{doing && (
				<div ref={box} class="card">
					{doing === "move" && (
						<Form
							check={() => ({ "time-day": time ? undefined : t("phone.time.missing") })}
							onSend={async () => {
								const done = await move.run({ booking: of.id, scope: of.scope, startsAt: time ?? "" });
								if (done?.booking) {
									changed({ ...of, ...done.booking });
									back(t("phone.moved", { day: dayOf(done.booking.startsAt), time: timeOf(done.booking.startsAt) }));
								}
							}}
						>
							{() => (
								<>
									<Times
										scope={of.scope}
										lines={lines}
										chosen={time}
										onChoose={setTime}
										focused
										instead={taken?.__typename === "SlotTaken" ? taken.alternatives : []}
									/>
									<div class="actions">
										<Button type="submit" look="primary" writes busy={move.busy}>
											{time ? t("phone.move.to", { day: dayOf(time), time: timeOf(time) }) : t("phone.move")}
										</Button>
									</div>
								</>
							)}
						</Form>
					)}
					{doing === "cancel" && (
						<div class="stack stack--tight">
							<p>{t("phone.cancel.sure", { day: dayOf(of.startsAt), time: timeOf(of.startsAt) })}</p>
							<div class="actions">
								<Button
									look="danger"
									writes
									busy={cancel.busy}
									onClick={async () => {
										const done = await cancel.run({ booking: of.id, reason: "CITIZEN" });
										if (done?.booking) {
											changed({ ...of, ...done.booking });
											back(t("phone.cancelled"));
										}
									}}
								>
									{t("phone.cancel.button")}
								</Button>
								<Button onClick={() => setDoing(undefined)}>{t("common.cancel")}</Button>
							</div>
						</div>
					)}
					{doing === "access" && <Access booking={of.id} mail={Boolean(of.contact?.mail)} />}
				</div>
			)}
		</li>
	);
}
