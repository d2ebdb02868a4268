import { useLayoutEffect } from "preact/hooks";
import { dateOf, plusDays, shortDay, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { useAnswer } from "../app/use";
import { PhoneSlotsDocument, type ServiceCode } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { SelectField } from "../parts/Field";
import { Notice } from "../parts/Notice";
import { Problem } from "../parts/Problem";

/** So many days ahead a caller is offered times. */
export const AHEAD_DAYS = 28;

interface Props {
	scope: string | undefined;
	lines: { service: ServiceCode; quantity: number }[];
	/** The chosen time; the first free one until somebody chooses. */
	chosen: string | undefined;
	onChoose: (startsAt: string | undefined) => void;
	/** Other times, because the chosen one has just been taken. */
	instead?: readonly { startsAt: string }[];
	/** Gets the focus once the times are here. */
	focused?: boolean;
}

/** The free times for a caller: a day, and the times of that day. The first free one is chosen already. */
export function Times({ scope, lines, chosen, onChoose, instead, focused }: Props) {
	const today = dateOf(new Date(serverNow()));
	const free = useAnswer(
		PhoneSlotsDocument,
		{ scope: scope ?? "", lines, from: today, to: plusDays(today, AHEAD_DAYS) },
		{ live: "FREE_SLOTS", wait: scope === undefined || lines.length === 0 },
	);
	const slots = (free.data?.freeSlots ?? []).map((one) => one.startsAt);
	const key = slots.join();
	const fits = chosen !== undefined && slots.includes(chosen);
	useLayoutEffect(() => {
		// The first time that is still to come; somebody who calls does not want the one that begins this moment.
		if (free.data && !fits) onChoose(slots.find((one) => Date.parse(one) > serverNow()) ?? slots[0]);
	}, [key, fits]);
	const some = slots.length > 0;
	useLayoutEffect(() => {
		if (focused && some) document.getElementById("time-day")?.focus();
	}, [some]);
	if (free.fault && !free.data) return <Problem fault={free.fault} retry={free.reload} />;
	if (!free.data) return lines.length > 0 ? <Skeleton bars={2} /> : null;
	if (slots.length === 0) return <Notice title={t("phone.times.none", { n: AHEAD_DAYS })} />;
	const days = [...new Set(slots.map((one) => dateOf(one)))];
	const day = chosen && fits ? dateOf(chosen) : (days[0] as string);
	const ofDay = slots.filter((one) => dateOf(one) === day);
	return (
		<div class="stack stack--tight">
			{instead && instead.length > 0 && (
				<Notice kind="warning" title={t("phone.times.taken")} told>
					<span class="row tools">
						{instead.map((one) => (
							<button key={one.startsAt} type="button" class="chip" onClick={() => onChoose(one.startsAt)}>
								{shortDay(dateOf(one.startsAt))}, {timeOf(one.startsAt)}
							</button>
						))}
					</span>
				</Notice>
			)}
			<SelectField
				name="time-day"
				label={t("phone.times.day")}
				value={day}
				onValue={(next) => onChoose(slots.find((one) => dateOf(one) === next))}
				options={days.map((one) => ({ value: one, label: shortDay(one) }))}
			/>
			<fieldset class="field">
				<legend>{t("phone.times.time", { n: ofDay.length })}</legend>
				<div class="hours">
					{ofDay.map((one) => (
						<label key={one} class="hour">
							<input type="radio" name="time" value={one} checked={one === chosen} onChange={() => onChoose(one)} />
							<span class="digits">{timeOf(one)}</span>
						</label>
					))}
				</div>
			</fieldset>
		</div>
	);
}
