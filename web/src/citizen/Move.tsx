import { useState } from "preact/hooks";
import { dayOf, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { go, type PageProps } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import { MoveBookingDocument, OneBookingDocument } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { NotYours } from "./NotYours";
import { type Slot, SlotPicker } from "./SlotPicker";
import { lineText, useServices } from "./services";
import { alternativesOf, Taken } from "./Taken";

/** Another time for an appointment. It is never without one in between. */
export default function Move({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useAnswer(OneBookingDocument, { id });
	const move = useCommand(MoveBookingDocument);
	const [wanted, setWanted] = useState<Slot>();
	useServices();
	const booking = answer.data?.booking;
	const back = `/termin/${id}`;
	if (answer.fault?.kind === "denied" && !answer.data) return <NotYours />;
	if (!answer.data)
		return (
			<Page title={t("citizen.move.title")} back={back}>
				{answer.fault ? <Problem fault={answer.fault} retry={answer.reload} /> : <Skeleton />}
			</Page>
		);
	if (!booking) return <NotYours />;
	const pick = (slot: Slot) => {
		move.clear();
		setWanted(slot);
	};
	const send = async () => {
		if (!wanted) return;
		const payload = await move.run({ booking: id, scope: wanted.scope, startsAt: wanted.startsAt });
		if (payload) go(back, { replace: true });
	};
	const taken = move.refusals.some((refusal) => refusal.__typename === "SlotTaken");
	return (
		<Page title={t("citizen.move.title")} lead={t("citizen.move.lead")} back={back}>
			<div class="stack">
				<p>
					{t("citizen.move.now", {
						when: `${dayOf(booking.startsAt)}, ${t("citizen.clock", { time: timeOf(booking.startsAt) })}`,
					})}
				</p>
				<p class="muted">{booking.lines.map(lineText).join(" · ")}</p>
				<Taken refusals={move.refusals} alternatives={alternativesOf(move.refused)} onPick={pick} />
				<Problem fault={move.fault} retry={send} />
				{wanted && !taken && (
					<Notice
						kind="info"
						focused
						title={t("citizen.move.to", {
							when: `${dayOf(wanted.startsAt)}, ${t("citizen.clock", { time: timeOf(wanted.startsAt) })}`,
						})}
					>
						<div class="actions">
							<Button look="primary" writes busy={move.busy} onClick={send}>
								{t("citizen.move.yes")}
							</Button>
							<Button onClick={() => setWanted(undefined)}>{t("common.cancel")}</Button>
						</div>
					</Notice>
				)}
				<SlotPicker
					scope={booking.scope}
					lines={booking.lines.map(({ service, quantity }) => ({ service, quantity }))}
					onPick={pick}
					full={<p>{t("citizen.move.full")}</p>}
				/>
			</div>
		</Page>
	);
}
