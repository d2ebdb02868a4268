import { useState } from "preact/hooks";
import { dateOf, plusDays, shortDay, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { session } from "../app/session";
import { useAnswer, useCommand } from "../app/use";
import {
	type CancelReason,
	PlanningBookingDocument,
	PlanningConflictsDocument,
	type PlanningConflictsQuery,
	StaffBookingCancelDocument,
	StaffBookingMoveDocument,
} from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { Times } from "../phone/Times";
import { Told, tell } from "../staff/Told";
import { useScope } from "../staff/useScope";
import { linesOf, whoOf, word } from "../staff/words";
import { Tabs } from "./Tabs";
import "../staff/staff.scss";
import "../phone/phone.scss";
import "./planning.scss";

type Conflict = PlanningConflictsQuery["conflicts"][number];

/** Who has an appointment and no place any more: nobody loses it, and somebody has to take care. */
export default function Conflicts() {
	const { scope, all, ofPlace } = useScope();
	const today = dateOf(new Date(serverNow()));
	const conflicts = useAnswer(
		PlanningConflictsDocument,
		{ scope: scope ?? "", from: today, to: plusDays(today, 90) },
		{ live: "CONFLICTS", wait: scope === undefined },
	);
	return (
		<Page
			title={t("planning.conflicts.title")}
			lead={<Tabs here="/dienst/planung/konflikte" all={all} scope={scope} />}
			wide
		>
			<div class="desk stack">
				<Told />
				<p>{t("planning.conflicts.lead")}</p>
				<Answered
					of={ofPlace(conflicts)}
					empty={(data) =>
						data.conflicts.length === 0 ? (
							<Empty title={t("planning.conflicts.none")}>
								<p>{t("planning.conflicts.none.text")}</p>
							</Empty>
						) : undefined
					}
				>
					{(data) => (
						<ul class="plain lines">
							{data.conflicts.map((one) => (
								<One key={one.booking} of={one} done={conflicts.reload} />
							))}
						</ul>
					)}
				</Answered>
			</div>
		</Page>
	);
}

function One({ of, done }: { of: Conflict; done: () => Promise<void> }) {
	const roles = session.use()?.roles ?? [];
	const sees = roles.some((role) => role === "TEAM_LEAD" || role === "CLERK" || role === "SERVICE_CENTRE");
	const found = useAnswer(PlanningBookingDocument, { id: of.booking }, { wait: !sees });
	const booking = found.data?.booking;
	const cancel = useCommand(StaffBookingCancelDocument);
	const move = useCommand(StaffBookingMoveDocument);
	const [moving, setMoving] = useState(false);
	const [time, setTime] = useState<string>();
	const reason: CancelReason = of.closed ? "OFFICE_CLOSED" : "PLAN_CHANGED";
	return (
		<li class="stack stack--tight">
			<div class="row row--apart">
				<span>
					<strong class="digits">
						{shortDay(of.date)}, {timeOf(of.startsAt)}–{timeOf(of.endsAt)}
					</strong>{" "}
					{booking && (
						<>
							<span class="digits">{booking.number}</span> {whoOf(booking)}{" "}
							<span class="muted">{linesOf(booking.lines)}</span>
							{booking.contact && !booking.contact.mail && booking.contact.phone && (
								<>
									{" "}
									{t("planning.conflicts.call")}{" "}
									<a class="kern-link digits" href={`tel:${booking.contact.phone}`}>
										{booking.contact.phone}
									</a>
								</>
							)}
						</>
					)}
					<br />
					<span class="muted">{of.closed ? word("planning.reason", of.closed) : t("planning.conflicts.plan")}</span>
				</span>
				<span class="row">
					{booking && (
						<Button aria-expanded={moving} onClick={() => setMoving(!moving)}>
							{t("planning.conflicts.move")}
							<span class="kern-sr-only"> {booking.number}</span>
						</Button>
					)}
					<Button
						look="tertiary"
						writes
						busy={cancel.busy}
						onClick={async () => {
							if (await cancel.run({ booking: of.booking, reason })) {
								tell(t("planning.conflicts.cancelled"));
								done();
							}
						}}
					>
						{t("planning.conflicts.cancel")}
						<span class="kern-sr-only"> {timeOf(of.startsAt)}</span>
					</Button>
				</span>
			</div>
			<Refusals of={[...cancel.refusals, ...move.refusals]} />
			<Problem fault={cancel.fault ?? move.fault} />
			{moving && booking && (
				<div class="card">
					<Times
						scope={of.scope}
						lines={booking.lines.map(({ service, quantity }) => ({ service, quantity }))}
						chosen={time}
						onChoose={setTime}
						focused
					/>
					<div class="actions">
						<Button
							look="primary"
							writes
							busy={move.busy}
							whyNot={time ? undefined : t("planning.conflicts.time")}
							onClick={async () => {
								if (time && (await move.run({ booking: of.booking, scope: of.scope, startsAt: time }))) {
									tell(t("planning.conflicts.moved"));
									done();
								}
							}}
						>
							{t("planning.conflicts.move")}
						</Button>
					</div>
				</div>
			)}
		</li>
	);
}
