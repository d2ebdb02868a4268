import { dateOf, plainDay, plusDays } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import {
	type ClosureReason,
	PlanningDefineDocument,
	PlanningHoursDocument,
	type PlanningHoursQuery,
	type Weekday,
} from "../gql/graphql";
import { Answered } from "../parts/Answered";
import { Button } from "../parts/Button";
import { RadioField, SelectField, TextField } from "../parts/Field";
import { Form, type Wrong } from "../parts/Form";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { useDraft } from "../staff/draft";
import { Told, tell } from "../staff/Told";
import { useScope } from "../staff/useScope";
import { word } from "../staff/words";
import { Tabs } from "./Tabs";
import "../staff/staff.scss";
import "./planning.scss";

type Template = PlanningHoursQuery["openingHours"][number];

const DAYS: readonly Weekday[] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
const REASONS: readonly ClosureReason[] = ["HOLIDAY", "STAFF_MEETING", "STAFF_SHORTAGE", "TECHNICAL", "EMERGENCY"];

interface Line {
	weekday: Weekday;
	from: string;
	until: string;
	publicLanes: string;
	internalLanes: string;
}
interface Closed {
	from: string;
	until: string;
	reason: ClosureReason;
}
interface Special {
	date: string;
	from: string;
	until: string;
	publicLanes: string;
	internalLanes: string;
}
interface Draft {
	validFrom: string;
	validUntil: string;
	unitMins: string;
	lines: Line[];
	closures: Closed[];
	specials: Special[];
	releaseBy: "before" | "ahead";
	releaseAt: string;
	releaseDays: string;
}

const short = (time: string) => time.slice(0, 5);
const long = (time: string) => `${time}:00`;

/** What a form begins with: the hours that hold today, from tomorrow on. */
function draftOf(of: Template | undefined, today: string): Draft {
	return {
		validFrom: plusDays(today, 1),
		validUntil: of?.validUntil ?? "",
		unitMins: String(of?.unitMins ?? 10),
		lines: of?.hours.map((one) => ({
			weekday: one.weekday,
			from: short(one.from),
			until: short(one.until),
			publicLanes: String(one.publicLanes),
			internalLanes: String(one.internalLanes),
		})) ?? [{ weekday: "MON", from: "08:00", until: "12:00", publicLanes: "2", internalLanes: "1" }],
		closures: of?.closures.map((one) => ({ from: one.from, until: one.until, reason: one.reason })) ?? [],
		specials:
			of?.specialDays.flatMap((day) =>
				day.hours.map((one) => ({
					date: day.date,
					from: short(one.from),
					until: short(one.until),
					publicLanes: String(one.publicLanes),
					internalLanes: String(one.internalLanes),
				})),
			) ?? [],
		releaseBy: of?.release.daysAhead != null ? "ahead" : "before",
		releaseAt: short(of?.release.workingDayBefore ?? "07:30:00"),
		releaseDays: String(of?.release.daysAhead ?? 14),
	};
}

function whatIsWrong(draft: Draft, today: string): Wrong {
	const wrong: Wrong = {};
	if (!draft.validFrom) wrong["hours-from"] = t("planning.from.missing");
	else if (draft.validFrom < today) wrong["hours-from"] = t("planning.from.past");
	if (draft.validUntil && draft.validUntil < draft.validFrom) wrong["hours-until"] = t("planning.until.early");
	const unit = Number(draft.unitMins);
	if (!(unit >= 1 && unit <= 240)) wrong["hours-unit"] = t("planning.unit.wrong");
	draft.lines.forEach((line, i) => {
		if (!line.from || !line.until || line.until <= line.from)
			wrong[`line-${i}-from`] = t("planning.line.wrong", { day: word("staff.weekday", line.weekday) });
	});
	draft.lines.forEach((line, i) => {
		const other = draft.lines
			.slice(0, i)
			.some((one) => one.weekday === line.weekday && one.from < line.until && line.from < one.until);
		if (other) wrong[`line-${i}-from`] ??= t("planning.line.overlap", { day: word("staff.weekday", line.weekday) });
	});
	draft.closures.forEach((one, i) => {
		if (!one.from || !one.until || one.until < one.from) wrong[`closed-${i}-from`] = t("planning.closed.wrong");
	});
	draft.specials.forEach((one, i) => {
		if (!one.date || !one.from || !one.until || one.until <= one.from)
			wrong[`special-${i}-date`] = t("planning.special.wrong");
	});
	return wrong;
}

/** The opening hours, from which the office plans the next sixty days by itself. */
export default function Hours() {
	const { scope, all, ofPlace } = useScope();
	const hours = useAnswer(
		PlanningHoursDocument,
		{ scope: scope ?? "" },
		{ live: "OPENING_HOURS", wait: scope === undefined },
	);
	return (
		<Page title={t("planning.title")} lead={<Tabs here="/dienst/planung" all={all} scope={scope} />} wide>
			<div class="desk stack">
				<Told />
				<Answered of={ofPlace(hours)}>
					{(data) => (
						<div class="twofold">
							<section aria-labelledby="now">
								<h2 id="now">{t("planning.now")}</h2>
								{data.openingHours.length === 0 && <p class="muted">{t("planning.now.none")}</p>}
								{data.openingHours.map((one) => (
									<Standing key={one.id} of={one} />
								))}
							</section>
							<section aria-labelledby="new">
								<h2 id="new">{t("planning.new")}</h2>
								{scope && <Define scope={scope} standing={data.openingHours} done={hours.reload} />}
							</section>
						</div>
					)}
				</Answered>
			</div>
		</Page>
	);
}

function lanes(of: { publicLanes: number; internalLanes: number }): string {
	return t("planning.lanes", { a: of.publicLanes, b: of.internalLanes });
}

function Standing({ of }: { of: Template }) {
	return (
		<div class="card stack stack--tight">
			<h3 class="standing">
				{of.validUntil
					? t("planning.valid.until", { from: plainDay(of.validFrom), until: plainDay(of.validUntil) })
					: t("planning.valid", { from: plainDay(of.validFrom) })}
			</h3>
			<table class="table">
				<thead>
					<tr>
						<th scope="col">{t("planning.weekday")}</th>
						<th scope="col">{t("planning.time")}</th>
						<th scope="col">{t("planning.desks")}</th>
					</tr>
				</thead>
				<tbody>
					{of.hours.map((one) => (
						<tr key={`${one.weekday}${one.from}`}>
							<td>{word("staff.weekday", one.weekday)}</td>
							<td class="digits">
								{short(one.from)}–{short(one.until)}
							</td>
							<td class="digits">{lanes(one)}</td>
						</tr>
					))}
				</tbody>
			</table>
			<p class="muted">
				{t("planning.unit.is", { n: of.unitMins })}{" "}
				{of.release.workingDayBefore
					? t("planning.release.before.is", { time: short(of.release.workingDayBefore) })
					: t("planning.release.ahead.is", { n: of.release.daysAhead ?? 0 })}
			</p>
			{of.specialDays.map((day) => (
				<p key={day.date}>
					{t("planning.special.is", { day: plainDay(day.date) })}{" "}
					{day.hours.map((one) => `${short(one.from)}–${short(one.until)} (${lanes(one)})`).join(", ")}
				</p>
			))}
			{of.closures.map((one) => (
				<p key={one.from}>
					{one.from === one.until ? plainDay(one.from) : `${plainDay(one.from)} – ${plainDay(one.until)}`}:{" "}
					{word("planning.reason", one.reason)}
				</p>
			))}
		</div>
	);
}

function Define({
	scope,
	standing,
	done,
}: {
	scope: string;
	standing: readonly Template[];
	done: () => Promise<void>;
}) {
	const today = dateOf(new Date(serverNow()));
	const base = standing.findLast((one) => one.validFrom <= today) ?? standing[0];
	const [draft, type, forget] = useDraft<Draft>(`planning/${scope}`, () => draftOf(base, today));
	const define = useCommand(PlanningDefineDocument);
	const replaces = standing.some((one) => one.validFrom === draft.validFrom);
	const line = (i: number, next: Partial<Line>) =>
		type({ lines: draft.lines.map((old, at) => (at === i ? { ...old, ...next } : old)) });
	const closure = (i: number, next: Partial<Closed>) =>
		type({ closures: draft.closures.map((old, at) => (at === i ? { ...old, ...next } : old)) });
	const special = (i: number, next: Partial<Special>) =>
		type({ specials: draft.specials.map((old, at) => (at === i ? { ...old, ...next } : old)) });
	const send = async () => {
		const ofDay = new Map<string, Special[]>();
		for (const one of draft.specials) ofDay.set(one.date, [...(ofDay.get(one.date) ?? []), one]);
		const count = (text: string) => Math.max(0, Number(text) || 0);
		const answer = await define.run({
			scope,
			validFrom: draft.validFrom,
			validUntil: draft.validUntil || null,
			unitMins: Number(draft.unitMins),
			hours: draft.lines.map((one) => ({
				weekday: one.weekday,
				from: long(one.from),
				until: long(one.until),
				publicLanes: count(one.publicLanes),
				internalLanes: count(one.internalLanes),
			})),
			closures: draft.closures,
			specialDays: [...ofDay].map(([date, of]) => ({
				date,
				hours: of.map((one) => ({
					from: long(one.from),
					until: long(one.until),
					publicLanes: count(one.publicLanes),
					internalLanes: count(one.internalLanes),
				})),
			})),
			release:
				draft.releaseBy === "before"
					? { workingDayBefore: long(draft.releaseAt) }
					: { daysAhead: count(draft.releaseDays) },
		});
		if (!answer) return;
		forget();
		tell(t("planning.defined"));
		await done();
		go("/dienst/planung/konflikte");
	};
	return (
		<Form check={() => whatIsWrong(draft, today)} onSend={send}>
			{(wrong) => (
				<>
					<Refusals of={define.refusals} />
					<Problem fault={define.fault} />
					<div class="triple">
						<TextField
							name="hours-from"
							label={t("planning.from")}
							type="date"
							value={draft.validFrom}
							onValue={(validFrom) => type({ validFrom })}
							error={wrong["hours-from"]}
						/>
						<TextField
							name="hours-until"
							label={t("planning.until")}
							type="date"
							optional
							value={draft.validUntil}
							onValue={(validUntil) => type({ validUntil })}
							error={wrong["hours-until"]}
						/>
						<TextField
							name="hours-unit"
							label={t("planning.unit")}
							type="number"
							value={draft.unitMins}
							onValue={(unitMins) => type({ unitMins })}
							error={wrong["hours-unit"]}
						/>
					</div>
					{replaces && <Notice kind="warning" title={t("planning.replaces")} />}
					<fieldset class="field group">
						<legend>{t("planning.week")}</legend>
						{draft.lines.map((one, i) => (
							<div key={i} class="line">
								<SelectField
									name={`line-${i}-day`}
									label={t("planning.weekday")}
									value={one.weekday}
									onValue={(weekday) => line(i, { weekday: weekday as Weekday })}
									options={DAYS.map((day) => ({ value: day, label: word("staff.weekday", day) }))}
								/>
								<TextField
									name={`line-${i}-from`}
									label={t("planning.time.from")}
									type="time"
									value={one.from}
									onValue={(from) => line(i, { from })}
									error={wrong[`line-${i}-from`]}
								/>
								<TextField
									name={`line-${i}-until`}
									label={t("planning.time.until")}
									type="time"
									value={one.until}
									onValue={(until) => line(i, { until })}
								/>
								<TextField
									name={`line-${i}-public`}
									label={t("planning.public")}
									type="number"
									value={one.publicLanes}
									onValue={(publicLanes) => line(i, { publicLanes })}
								/>
								<TextField
									name={`line-${i}-internal`}
									label={t("planning.internal")}
									type="number"
									value={one.internalLanes}
									onValue={(internalLanes) => line(i, { internalLanes })}
								/>
								<Button look="tertiary" onClick={() => type({ lines: draft.lines.filter((_, at) => at !== i) })}>
									{t("planning.remove")}
									<span class="kern-sr-only">
										{" "}
										{word("staff.weekday", one.weekday)} {one.from}
									</span>
								</Button>
							</div>
						))}
						<Button
							look="tertiary"
							onClick={() => {
								const last = draft.lines.at(-1);
								const next = last ? DAYS[(DAYS.indexOf(last.weekday) + 1) % 7] : "MON";
								type({
									lines: [
										...draft.lines,
										{
											...(last ?? { from: "08:00", until: "12:00", publicLanes: "2", internalLanes: "1" }),
											weekday: next as Weekday,
										},
									],
								});
							}}
						>
							{t("planning.line.add")}
						</Button>
					</fieldset>
					<RadioField
						name="release"
						label={t("planning.release")}
						value={draft.releaseBy}
						onValue={(releaseBy) => type({ releaseBy: releaseBy as Draft["releaseBy"] })}
						options={[
							{ value: "before", label: t("planning.release.before") },
							{ value: "ahead", label: t("planning.release.ahead") },
						]}
					/>
					{draft.releaseBy === "before" ? (
						<TextField
							name="release-at"
							label={t("planning.release.at")}
							type="time"
							short
							value={draft.releaseAt}
							onValue={(releaseAt) => type({ releaseAt })}
						/>
					) : (
						<TextField
							name="release-days"
							label={t("planning.release.days")}
							type="number"
							short
							value={draft.releaseDays}
							onValue={(releaseDays) => type({ releaseDays })}
						/>
					)}
					<fieldset class="field group">
						<legend>{t("planning.closed")}</legend>
						{draft.closures.map((one, i) => (
							<div key={i} class="line">
								<TextField
									name={`closed-${i}-from`}
									label={t("planning.from")}
									type="date"
									value={one.from}
									onValue={(from) => closure(i, { from })}
									error={wrong[`closed-${i}-from`]}
								/>
								<TextField
									name={`closed-${i}-until`}
									label={t("planning.until")}
									type="date"
									value={one.until}
									onValue={(until) => closure(i, { until })}
								/>
								<SelectField
									name={`closed-${i}-reason`}
									label={t("planning.why")}
									value={one.reason}
									onValue={(reason) => closure(i, { reason: reason as ClosureReason })}
									options={REASONS.map((reason) => ({ value: reason, label: word("planning.reason", reason) }))}
								/>
								<Button look="tertiary" onClick={() => type({ closures: draft.closures.filter((_, at) => at !== i) })}>
									{t("planning.remove")}
									<span class="kern-sr-only"> {one.from}</span>
								</Button>
							</div>
						))}
						<Button
							look="tertiary"
							onClick={() => type({ closures: [...draft.closures, { from: "", until: "", reason: "HOLIDAY" }] })}
						>
							{t("planning.closed.add")}
						</Button>
					</fieldset>
					<fieldset class="field group">
						<legend>{t("planning.special")}</legend>
						{draft.specials.map((one, i) => (
							<div key={i} class="line">
								<TextField
									name={`special-${i}-date`}
									label={t("planning.day")}
									type="date"
									value={one.date}
									onValue={(date) => special(i, { date })}
									error={wrong[`special-${i}-date`]}
								/>
								<TextField
									name={`special-${i}-from`}
									label={t("planning.time.from")}
									type="time"
									value={one.from}
									onValue={(from) => special(i, { from })}
								/>
								<TextField
									name={`special-${i}-until`}
									label={t("planning.time.until")}
									type="time"
									value={one.until}
									onValue={(until) => special(i, { until })}
								/>
								<TextField
									name={`special-${i}-public`}
									label={t("planning.public")}
									type="number"
									value={one.publicLanes}
									onValue={(publicLanes) => special(i, { publicLanes })}
								/>
								<TextField
									name={`special-${i}-internal`}
									label={t("planning.internal")}
									type="number"
									value={one.internalLanes}
									onValue={(internalLanes) => special(i, { internalLanes })}
								/>
								<Button look="tertiary" onClick={() => type({ specials: draft.specials.filter((_, at) => at !== i) })}>
									{t("planning.remove")}
									<span class="kern-sr-only"> {one.date}</span>
								</Button>
							</div>
						))}
						<Button
							look="tertiary"
							onClick={() =>
								type({
									specials: [
										...draft.specials,
										{ date: "", from: "08:00", until: "12:00", publicLanes: "2", internalLanes: "1" },
									],
								})
							}
						>
							{t("planning.special.add")}
						</Button>
					</fieldset>
					<p class="muted">{t("planning.after")}</p>
					<div class="actions">
						<Button type="submit" look="primary" writes busy={define.busy}>
							{t("planning.define")}
						</Button>
					</div>
				</>
			)}
		</Form>
	);
}
