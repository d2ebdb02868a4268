import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { afterDrawing } from "../app/drawn";
import { dateOf, hourOf, monthOf, plusDays, shortDay, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { useAnswer } from "../app/use";
import { FreeDaysDocument, type FreeDaysQuery, FreeSlotsDocument, type LineInput } from "../gql/graphql";
import { Answered, Empty, Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Problem } from "../parts/Problem";

/** So far ahead times are looked for; the office plans no further. */
export const DAYS_AHEAD = 60;
/** So many days stand in the list at first, and come with each "later days". */
const PAGE = 5;
/** So many times are drawn in one go. */
const AT_ONCE = 100;

export interface Slot {
	scope: string;
	startsAt: string;
	endsAt: string;
}

interface Props {
	scope: string;
	lines: LineInput[];
	/** The time that is being taken. */
	taking?: string | undefined;
	onPick: (slot: Slot) => void;
	/** What else can be done where nothing is free. */
	full: ComponentChildren;
}

/** Free times: a list of days with big buttons, the first free day open; a calendar for whoever likes that better. */
export function SlotPicker({ scope, lines, taking, onPick, full }: Props) {
	const today = dateOf(new Date(serverNow()));
	const days = useAnswer(
		FreeDaysDocument,
		{ scope, lines, from: today, to: plusDays(today, DAYS_AHEAD) },
		{ live: "FREE_SLOTS" },
	);
	const [view, setView] = useState<"list" | "calendar">("list");
	return (
		<Answered
			of={days}
			bars={5}
			empty={(data) => (data.freeDays.length === 0 ? <Empty title={t("citizen.times.full")}>{full}</Empty> : undefined)}
		>
			{({ freeDays }) => (
				<>
					<div class="row">
						<Button
							look="tertiary"
							icon={view === "list" ? "calendar" : "next"}
							onClick={() => setView(view === "list" ? "calendar" : "list")}
						>
							{t(view === "list" ? "citizen.times.calendar" : "citizen.times.list")}
						</Button>
					</div>
					{view === "list" ? (
						<DayList {...{ scope, lines, taking, onPick }} days={freeDays} />
					) : (
						<Calendar {...{ scope, lines, taking, onPick }} days={freeDays} today={today} />
					)}
				</>
			)}
		</Answered>
	);
}

type Days = FreeDaysQuery["freeDays"];
type Inner = Omit<Props, "full"> & { days: Days };

function DayList({ days, ...rest }: Inner) {
	const [shown, setShown] = useState(PAGE);
	const [open, setOpen] = useState<string | undefined>(days[0]?.date);
	// The day that was open may have filled up meanwhile.
	const present = days.some((day) => day.date === open) || open === undefined ? open : days[0]?.date;
	const next = useRef<HTMLLIElement>(null);
	return (
		<>
			<ol class="days">
				{days.slice(0, shown).map((day, i) => (
					<li key={day.date} ref={i === shown - PAGE ? next : undefined}>
						<h2 class="days__head">
							<button
								type="button"
								aria-expanded={day.date === present}
								onClick={() => setOpen(day.date === present ? undefined : day.date)}
							>
								<span class="days__name">{shortDay(day.date)}</span>
								<span class="muted">{t("citizen.times.n", { n: day.times })}</span>
								<Icon name="down" size={20} />
							</button>
						</h2>
						{day.date === present && <Times day={day.date} {...rest} />}
					</li>
				))}
			</ol>
			{days.length > shown && (
				<div class="actions">
					<Button
						onClick={() => {
							setShown((n) => n + PAGE);
							afterDrawing(() => next.current?.querySelector("button")?.focus());
						}}
					>
						{t("citizen.times.later")}
					</Button>
				</div>
			)}
		</>
	);
}

function Times({
	day,
	scope,
	lines,
	taking,
	onPick,
	focused,
}: Omit<Inner, "days"> & { day: string; focused?: boolean }) {
	const slots = useAnswer(FreeSlotsDocument, { scope, lines, from: day, to: day }, { live: "FREE_SLOTS" });
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (focused && slots.data) box.current?.focus();
	}, [focused, slots.data === undefined, day]);
	// Many times are drawn a part at a time, so that the page answers in between.
	const total = slots.data?.freeSlots.length ?? 0;
	const [room, setRoom] = useState(AT_ONCE);
	useEffect(() => {
		if (room >= total) return;
		const timer = setTimeout(() => setRoom((n) => n + AT_ONCE));
		return () => clearTimeout(timer);
	}, [room, total]);
	if (!slots.data) return slots.fault ? <Problem fault={slots.fault} retry={slots.reload} /> : <Skeleton bars={2} />;
	const drawn = slots.data.freeSlots.slice(0, room);
	// They come in the order of the day.
	const noon = drawn.findIndex((slot) => hourOf(slot.startsAt) >= 12);
	const morning = noon < 0 ? drawn : drawn.slice(0, noon);
	const afternoon = noon < 0 ? [] : drawn.slice(noon);
	if (slots.data.freeSlots.length === 0) return <p class="times">{t("citizen.times.gone")}</p>;
	return (
		<section class="times" ref={box} tabIndex={-1} aria-label={t("citizen.times.of", { day: shortDay(day) })}>
			{(
				[
					["citizen.times.morning", morning],
					["citizen.times.afternoon", afternoon],
				] as const
			)
				.filter(([, list]) => list.length > 0)
				.map(([name, list]) => (
					<div key={name}>
						<h3>{t(name)}</h3>
						<ul>
							{list.map((slot) => (
								<li key={slot.startsAt}>
									<button
										type="button"
										class="time"
										aria-busy={taking === slot.startsAt ? "true" : undefined}
										aria-disabled={taking ? "true" : undefined}
										onClick={() => taking || onPick(slot)}
									>
										{timeOf(slot.startsAt)}
									</button>
								</li>
							))}
						</ul>
					</div>
				))}
		</section>
	);
}

function Calendar({ days, today, ...rest }: Inner & { today: string }) {
	const [chosen, setChosen] = useState<string>();
	const months = [...new Set(days.map((day) => day.date.slice(0, 7)))];
	const [month, setMonth] = useState(0);
	const name = months[Math.min(month, months.length - 1)] ?? today.slice(0, 7);
	const first = `${name}-01`;
	// Monday is the first day of the week.
	const lead = (new Date(`${first}T12:00:00Z`).getUTCDay() + 6) % 7;
	const length = new Date(Date.UTC(Number(name.slice(0, 4)), Number(name.slice(5)), 0)).getUTCDate();
	const cells = [
		...Array.from({ length: lead }, () => undefined),
		...Array.from({ length }, (_, i) => `${name}-${String(i + 1).padStart(2, "0")}`),
	];
	while (cells.length % 7) cells.push(undefined);
	const times = new Map(days.map((day) => [day.date, day.times]));
	return (
		<div class="stack">
			<div class="row row--apart">
				<Button
					icon="back"
					whyNot={month === 0 ? t("citizen.times.month.none") : undefined}
					onClick={() => setMonth(month - 1)}
				>
					{t("citizen.times.month.before")}
				</Button>
				<h2 class="kern-heading-small" aria-live="polite">
					{monthOf(first)}
				</h2>
				<Button
					whyNot={month >= months.length - 1 ? t("citizen.times.month.none") : undefined}
					onClick={() => setMonth(month + 1)}
				>
					{t("citizen.times.month.after")}
				</Button>
			</div>
			<table class="month">
				<caption class="kern-sr-only">{monthOf(first)}</caption>
				<thead>
					<tr>
						{Array.from({ length: 7 }, (_, i) => {
							// The first of June 2026 is a Monday.
							const day = `2026-06-0${i + 1}`;
							return (
								<th key={day} scope="col">
									{shortDay(day).slice(0, 2)}
								</th>
							);
						})}
					</tr>
				</thead>
				<tbody>
					{Array.from({ length: cells.length / 7 }, (_, week) => (
						<tr key={week}>
							{cells.slice(week * 7, week * 7 + 7).map((day, i) => (
								<td key={day ?? `empty-${i}`}>
									{day &&
										(times.has(day) ? (
											<button
												type="button"
												aria-pressed={day === chosen}
												aria-label={`${shortDay(day)}, ${t("citizen.times.n", { n: times.get(day) ?? 0 })}`}
												onClick={() => setChosen(day)}
											>
												{Number(day.slice(8))}
											</button>
										) : (
											<span class="muted">{Number(day.slice(8))}</span>
										))}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
			{chosen && (
				<section>
					<h2 class="kern-heading-small">{shortDay(chosen)}</h2>
					<Times key={chosen} day={chosen} focused {...rest} />
				</section>
			)}
		</div>
	);
}
