import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ask } from "../app/client";
import { afterDrawing } from "../app/drawn";
import type { Fault } from "../app/fault";
import { dayOf, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { go, Link } from "../app/router";
import { faultOf, useCommand } from "../app/use";
import {
	type PhoneBookingFragment,
	PhoneFindDocument,
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
import { linesOf, whoOf, word } from "../staff/words";
import { Access } from "./Access";
import { Times } from "./Times";
import "../staff/staff.scss";
import "./phone.scss";

// What somebody looked for is kept in memory only.
const lookedFor = kept("");

/** Somebody calls about an appointment that they have: it is found, moved, given back, or gets a new way in. */
export default function Find() {
	const [typed, type] = useState(lookedFor.get());
	const [found, setFound] = useState<PhoneBookingFragment[]>();
	const [after, setAfter] = useState<string>();
	// Where the last look began, for another try.
	const [tried, setTried] = useState<string>();
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<Fault>();
	const list = useRef<HTMLHeadingElement>(null);
	const look = async (from?: string) => {
		if (!from) lookedFor.set(typed.trim());
		setTried(from);
		setBusy(true);
		setFault(undefined);
		if (!from) setFound(undefined);
		try {
			const { bookings } = await ask(PhoneFindDocument, { search: lookedFor.get(), after: from ?? null });
			setFound((before) => [...(from ? (before ?? []) : []), ...bookings.nodes]);
			setAfter(bookings.pageInfo.hasNextPage ? (bookings.pageInfo.endCursor ?? undefined) : undefined);
			if (!from) afterDrawing(() => list.current?.focus());
		} catch (error) {
			setFault(faultOf(error));
		} finally {
			setBusy(false);
		}
	};
	useLayoutEffect(() => {
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
					<Form
						check={() => ({ "find-what": typed.trim() ? undefined : t("phone.find.missing") })}
						onSend={() => look()}
					>
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
				<Problem fault={fault} retry={() => look(tried)} />
				{busy && !found && <Skeleton bars={3} />}
				{found && (
					<section aria-labelledby="hits">
						<h2 id="hits" ref={list} tabIndex={-1}>
							{t(after ? "phone.find.first" : "phone.find.found", { n: found.length })}
						</h2>
						{found.length === 0 ? (
							<Empty title={t("phone.find.empty")}>
								<p>{t("phone.find.empty.text")}</p>
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
						{after && (
							<Button busy={busy} onClick={() => look(after)}>
								{t("phone.find.more")}
							</Button>
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
	useLayoutEffect(() => {
		if (doing) box.current?.querySelector<HTMLElement>("input:checked, select, button")?.focus();
	}, [doing]);
	const back = (words: string) => {
		setDoing(undefined);
		tell(words);
		afterDrawing(() => head.current?.focus());
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
