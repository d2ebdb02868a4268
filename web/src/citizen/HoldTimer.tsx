import { useEffect, useState } from "preact/hooks";
import { dayOf, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { useCommand } from "../app/use";
import { type BookingPartsFragment, ExtendHoldDocument, HoldSlotDocument } from "../gql/graphql";
import { Button, StepLink } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { change, draft, linesOf } from "./draft";
import { alternativesOf, Taken } from "./Taken";

/** Whoever has less than this left is warned, and can ask for more (WCAG 2.2.1). */
const WARN_MILLIS = 2 * 60_000;

/** How much time is left of a time that is kept, in milliseconds. It is the server's clock that counts. */
export function useLeft(until: string | null | undefined): number {
	const [, draw] = useState(0);
	const left = until ? Date.parse(until) - serverNow() : Number.POSITIVE_INFINITY;
	const near = left < WARN_MILLIS + 60_000;
	useEffect(() => {
		if (!until) return;
		const timer = setInterval(() => draw((n) => n + 1), near ? 1000 : 15_000);
		return () => clearInterval(timer);
	}, [until, near]);
	return left;
}

/** Until when a time is kept, in words; more time before it runs out; and the way back when it has. */
export function HoldTimer({ held }: { held: BookingPartsFragment }) {
	const left = useLeft(held.expiresAt);
	const extend = useCommand(ExtendHoldDocument);
	const hold = useCommand(HoldSlotDocument);
	const when = `${dayOf(held.startsAt)}, ${t("citizen.clock", { time: timeOf(held.startsAt) })}`;
	const more = async () => {
		const payload = await extend.run({ booking: held.id });
		if (payload?.booking) change({ held: payload.booking });
	};
	const take = async (startsAt: string, scope: string) => {
		const payload = await hold.run({ scope, startsAt, lines: linesOf(draft.get().lines), channel: "VIDEO" });
		if (payload?.booking) change({ held: payload.booking, scope });
	};
	const over = left <= 0 || held.state === "EXPIRED";
	if (over)
		return (
			<>
				<Notice kind="warning" title={t("citizen.hold.over")} told focused>
					<p>{t("citizen.hold.over.text", { when })}</p>
					<div class="actions">
						<Button look="primary" busy={hold.busy} writes onClick={() => take(held.startsAt, held.scope)}>
							{t("citizen.hold.again")}
						</Button>
						<StepLink look="secondary" href="/buchen/zeit">
							{t("citizen.hold.other")}
						</StepLink>
					</div>
				</Notice>
				<Taken
					refusals={hold.refusals}
					alternatives={alternativesOf(hold.refused)}
					onPick={(slot) => take(slot.startsAt, slot.scope)}
				/>
				<Problem fault={hold.fault} />
			</>
		);
	const enough = extend.refusals.some((refusal) => refusal.code.endsWith("EXTENDED_ENOUGH"));
	const minutes = Math.ceil(left / 60_000);
	const until = held.expiresAt ? timeOf(held.expiresAt) : "";
	return (
		<>
			<Notice kind={left < WARN_MILLIS ? "warning" : "info"} title={when} told={left < WARN_MILLIS}>
				<p>
					{Number.isFinite(left)
						? t(left < WARN_MILLIS ? "citizen.hold.soon" : "citizen.hold.until", { time: until, n: minutes })
						: t("citizen.hold.kept")}
				</p>
				{!enough && (
					<Button busy={extend.busy} writes onClick={more}>
						{t("citizen.hold.extend")}
					</Button>
				)}
			</Notice>
			<Refusals of={extend.refusals} />
			<Problem fault={extend.fault} retry={more} />
		</>
	);
}
