import { dateOf, shortDay, timeOf } from "../app/format";
import { t } from "../app/i18n";
import type { Refusal } from "../app/use";
import { Notice } from "../parts/Notice";
import { Refusals } from "../parts/Problem";
import type { Slot } from "./SlotPicker";

interface Props {
	refusals: readonly Refusal[];
	alternatives: readonly Slot[];
	onPick: (slot: Slot) => void;
}

/** Somebody else was faster: the nearest other times, one press away. Other refusals are shown as they are. */
export function Taken({ refusals, alternatives, onPick }: Props) {
	if (!refusals.some((refusal) => refusal.__typename === "SlotTaken")) return <Refusals of={refusals} />;
	return (
		<Notice kind="warning" title={t("citizen.taken.title")} told focused>
			<p>{t(alternatives.length > 0 ? "citizen.taken.others" : "citizen.taken.none")}</p>
			<ul class="plain stack stack--tight">
				{alternatives.slice(0, 3).map((slot) => (
					<li key={slot.startsAt + slot.scope}>
						<button type="button" class="kern-btn kern-btn--secondary" onClick={() => onPick(slot)}>
							<span>
								{shortDay(dateOf(slot.startsAt))}, {t("citizen.clock", { time: timeOf(slot.startsAt) })}
							</span>
						</button>
					</li>
				))}
			</ul>
		</Notice>
	);
}

/** The other times that came with a refusal. */
export function alternativesOf(payload: { errors: readonly object[] } | undefined): Slot[] {
	return (
		payload?.errors.flatMap((error) => ("alternatives" in error ? (error.alternatives as Slot[]) : [])) ?? []
	).filter(
		(slot, i, all) =>
			all.findIndex((one) => dateOf(one.startsAt) + one.startsAt === dateOf(slot.startsAt) + slot.startsAt) === i,
	);
}
