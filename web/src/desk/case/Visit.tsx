import { useState } from "preact/hooks";
import { timeOf } from "../../app/format";
import { t } from "../../app/i18n";
import { go } from "../../app/router";
import {
	type CaseCommand,
	DeskBookingCallDocument,
	DeskBookingFinishDocument,
	DeskBookingMissDocument,
	DeskBookingParkDocument,
	DeskBookingRedirectDocument,
	DeskBookingResumeDocument,
	DeskBookingStartDocument,
	DeskConsultationBeginDocument,
	DeskConsultationEndDocument,
	DeskConsultationInterruptDocument,
	DeskConsultationResumeDocument,
	type ParkReason,
	type ServiceCode,
	StaffBookingCancelDocument,
	StaffBookingCheckInDocument,
	type TalkMedium,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { Tag } from "../../parts/Facts";
import { minutesBetween, useNow } from "../../staff/now";
import { tell } from "../../staff/Told";
import { placeName, useScope } from "../../staff/useScope";
import { serviceName, whoOf, word } from "../../staff/words";
import { useColleagues } from "../colleagues";
import { useDesk, useStep, Wrong } from "./desk";

const MEDIA: readonly TalkMedium[] = ["VIDEO", "PHONE", "COUNTER"];
const REASONS: readonly ParkReason[] = ["PAPERS", "PAYMENT", "ENQUIRY", "TECHNICAL", "CLERK_AWAY"];

/** The visit: called, begun, interrupted, ended. A talk over video is held beside it; what is said on the telephone or at the counter is recorded here. */
export function Visit() {
	const { file, booking, talk, me, rule, refused } = useDesk();
	const now = useNow(10);
	const { all } = useScope();
	const nameOf = useColleagues();
	const checkIn = useStep(StaffBookingCheckInDocument);
	const call = useStep(DeskBookingCallDocument);
	const start = useStep(DeskBookingStartDocument);
	const miss = useStep(DeskBookingMissDocument);
	const refuse = useStep(StaffBookingCancelDocument);
	const park = useStep(DeskBookingParkDocument);
	const resume = useStep(DeskBookingResumeDocument);
	const redirect = useStep(DeskBookingRedirectDocument);
	const finish = useStep(DeskBookingFinishDocument);
	const begin = useStep(DeskConsultationBeginDocument);
	const end = useStep(DeskConsultationEndDocument);
	const drop = useStep(DeskConsultationInterruptDocument);
	const back = useStep(DeskConsultationResumeDocument);
	const [medium, setMedium] = useState<TalkMedium>();
	const [reason, setReason] = useState<ParkReason>("PAPERS");
	const [to, setTo] = useState("");
	const [delivered, setDelivered] = useState<Partial<Record<ServiceCode, number>>>({});

	const usual: TalkMedium = (booking?.channel ?? file.channel) === "COUNTER" ? "COUNTER" : "VIDEO";
	const chosen = medium ?? usual;
	const of = booking ? { booking: booking.id } : { case: file.id };
	const ours = !booking?.clerk || booking.clerk === me?.id;
	const state = booking?.state;
	const talking = talk?.state === "LIVE";
	const broken = talk?.state === "INTERRUPTED";

	const whyNot = (command: CaseCommand) => refused(command)?.message;

	const beginTalk = async () => {
		if (booking && state === "CALLED" && !(await start.give({ booking: booking.id }))) return;
		await begin.give({ of, medium: booking ? chosen : "COUNTER" }, t("desk.talk.begun"));
	};
	const lines = booking
		? [
				...booking.lines,
				...booking.cases
					.filter((one) => !booking.lines.some((line) => line.service === one.service))
					.map((one) => ({ service: one.service, quantity: 0 })),
			]
		: [];
	// What went out during the visit was delivered; the clerk knows better where it is otherwise.
	const suggested = (service: ServiceCode, quantity: number): number => {
		const cases = booking?.cases.filter((one) => one.service === service) ?? [];
		const done = cases.filter((one) => one.state === "SUBMITTED" || one.state === "COMPLETED").length;
		return done > 0 ? Math.max(done, quantity) : 0;
	};
	const amounts = lines.map(({ service, quantity }) => ({
		service,
		quantity: delivered[service] ?? suggested(service, quantity),
	}));

	const choice = (
		<label class="tool">
			<span>{t("desk.talk.how")}</span>
			<select
				name="talk-medium"
				value={chosen}
				onChange={(event) => setMedium(event.currentTarget.value as TalkMedium)}
			>
				{MEDIA.map((one) => (
					<option key={one} value={one}>
						{word("staff.medium", one)}
					</option>
				))}
			</select>
		</label>
	);

	return (
		<section id="talk" class="visit" aria-labelledby="visit-title">
			<div class="row row--apart">
				<h2 id="visit-title">
					{booking ? (
						<>
							<span class="visit__number digits">{booking.number ?? "–"}</span> {whoOf(booking)}
						</>
					) : (
						t("desk.visit.walkin")
					)}
				</h2>
				<span class="row tools">
					{booking && (
						<>
							<span class="muted digits">
								{t("desk.visit.time", { from: timeOf(booking.startsAt), to: timeOf(booking.endsAt) })}
							</span>
							<Tag kind={state === "IN_SERVICE" ? "success" : state === "CALLED" ? "info" : undefined}>
								{word("staff.booking", state ?? "")}
							</Tag>
						</>
					)}
					{talk && (
						<Tag kind={talking ? "success" : "warning"}>
							{t(talking ? "desk.talk.live" : "desk.talk.broken", {
								how: talk.medium ? word("staff.medium", talk.medium) : "",
							})}
							{talk.begunAt && talking && (
								<span class="digits"> · {t("staff.minutes", { n: minutesBetween(talk.begunAt, now) })}</span>
							)}
						</Tag>
					)}
				</span>
			</div>
			<Wrong of={[checkIn, call, start, miss, refuse, park, resume, redirect, finish, begin, end, drop, back]} />
			<div class="row visit__actions">
				{(state === "CONFIRMED" || state === "MISSED") && booking && (
					<Button
						writes
						busy={checkIn.busy}
						whyNot={whyNot("BOOKING_CHECK_IN")}
						onClick={() => checkIn.give({ booking: booking.id }, t("desk.visit.checkedin"))}
					>
						{t("desk.day.checkin")}
					</Button>
				)}
				{state === "WAITING" && booking && (
					<Button
						look="primary"
						writes
						busy={call.busy}
						whyNot={whyNot("BOOKING_CALL")}
						onClick={() => call.give({ booking: booking.id }, t("desk.visit.called"))}
					>
						{t("desk.day.call")}
					</Button>
				)}
				{state === "CALLED" && booking && ours && (
					<>
						{choice}
						<Button
							look="primary"
							writes
							busy={start.busy || begin.busy}
							whyNot={whyNot("CONSULTATION_BEGIN")}
							onClick={beginTalk}
						>
							{t("desk.talk.begin")}
						</Button>
						<Button
							writes
							busy={call.busy}
							whyNot={whyNot("BOOKING_CALL")}
							onClick={() => call.give({ booking: booking.id }, t("desk.visit.called"))}
						>
							{t("desk.day.recall", { n: booking.calls })}
						</Button>
						<Button
							look="tertiary"
							writes
							busy={miss.busy}
							whyNot={whyNot("BOOKING_MISS")}
							onClick={() => miss.give({ booking: booking.id }, t("desk.visit.missed"))}
						>
							{t("desk.visit.miss")}
						</Button>
					</>
				)}
				{state === "CALLED" && !ours && booking && (
					<p>{t("desk.visit.colleague", { who: nameOf(booking.clerk) ?? t("desk.colleague.somebody") })}</p>
				)}
				{state === "IN_SERVICE" && ours && !talk && (
					<>
						{choice}
						<Button look="primary" writes busy={begin.busy} whyNot={whyNot("CONSULTATION_BEGIN")} onClick={beginTalk}>
							{t("desk.talk.begin")}
						</Button>
					</>
				)}
				{!booking && !talk && file.appointments.length === 0 && file.state === "OPEN" && (
					<Button look="primary" writes busy={begin.busy} whyNot={whyNot("CONSULTATION_BEGIN")} onClick={beginTalk}>
						{t("desk.talk.begin.counter")}
					</Button>
				)}
				{talking && (
					<>
						{talk.medium !== "COUNTER" && (
							<Button look="tertiary" writes busy={drop.busy} onClick={() => drop.give({ of }, t("desk.talk.dropped"))}>
								{t("desk.talk.drop")}
							</Button>
						)}
						<Button writes busy={end.busy} onClick={() => end.give({ of, outcome: "COMPLETED" }, t("desk.talk.ended"))}>
							{t("desk.talk.end")}
						</Button>
					</>
				)}
				{broken && (
					<>
						<Button look="primary" writes busy={back.busy} onClick={() => back.give({ of }, t("desk.talk.resumed"))}>
							{t("desk.talk.resume")}
						</Button>
						<Button writes busy={end.busy} onClick={() => end.give({ of, outcome: "ABORTED" }, t("desk.talk.ended"))}>
							{t("desk.talk.abort")}
						</Button>
						<p class="muted">{t("desk.talk.again")}</p>
					</>
				)}
				{state === "PARKED" && booking && (
					<Button
						look="primary"
						writes
						busy={resume.busy}
						whyNot={whyNot("BOOKING_RESUME")}
						onClick={() => resume.give({ booking: booking.id }, t("desk.visit.resumed"))}
					>
						{t("desk.day.resume")}
					</Button>
				)}
				{state === "PARKED" && booking?.parkReason && <p class="muted">{word("desk.park", booking.parkReason)}</p>}
			</div>
			{(state === "CALLED" || state === "IN_SERVICE") && ours && booking && (
				<div class="row visit__more">
					{state === "IN_SERVICE" && (
						<details class="fold">
							<summary>{t("desk.visit.finish")}</summary>
							<div class="stack stack--tight">
								{talk && <p class="bad">{t("desk.visit.finish.first")}</p>}
								<fieldset class="field group">
									<legend>{t("desk.visit.delivered")}</legend>
									{amounts.map(({ service, quantity }) => (
										<label key={service} class="tool">
											<span>{serviceName(service)}</span>
											<input
												type="number"
												id={`delivered-${service}`}
												name={`delivered-${service}`}
												min={0}
												max={9}
												value={quantity}
												onInput={(event) =>
													setDelivered({ ...delivered, [service]: Math.max(0, Number(event.currentTarget.value) || 0) })
												}
											/>
										</label>
									))}
								</fieldset>
								<Button
									look="primary"
									writes
									busy={finish.busy || end.busy}
									whyNot={whyNot("BOOKING_FINISH")}
									onClick={async () => {
										if (talk && !(await end.give({ of, outcome: "COMPLETED" }))) return;
										const done = await finish.give(
											{ booking: booking.id, delivered: amounts.filter((one) => one.quantity > 0) },
											t("desk.visit.finished"),
										);
										if (done) {
											tell(t("desk.visit.finished"));
											go("/dienst/tag");
										}
									}}
								>
									{t("desk.visit.finish.button")}
								</Button>
							</div>
						</details>
					)}
					{state === "IN_SERVICE" && (
						<details class="fold">
							<summary>{t("desk.visit.park")}</summary>
							<div class="row">
								<label class="tool">
									<span>{t("desk.visit.park.why")}</span>
									<select
										name="park-reason"
										value={reason}
										onChange={(event) => setReason(event.currentTarget.value as ParkReason)}
									>
										{REASONS.map((one) => (
											<option key={one} value={one}>
												{word("desk.park", one)}
											</option>
										))}
									</select>
								</label>
								<Button
									writes
									busy={park.busy}
									whyNot={whyNot("BOOKING_PARK")}
									onClick={() => park.give({ booking: booking.id, reason }, t("desk.visit.parked"))}
								>
									{t("desk.visit.park.button")}
								</Button>
							</div>
						</details>
					)}
					{state === "CALLED" && booking.channel === "VIDEO" && (
						<details class="fold">
							<summary>{t("desk.visit.refuse")}</summary>
							<div class="stack stack--tight">
								<p>{t("desk.visit.refuse.text")}</p>
								<Button
									writes
									busy={refuse.busy}
									whyNot={whyNot("BOOKING_CANCEL")}
									onClick={async () => {
										if (await refuse.give({ booking: booking.id, reason: "REFUSED" })) {
											tell(t("desk.visit.refused"));
											go("/dienst/tag");
										}
									}}
								>
									{t("desk.visit.refuse.button")}
								</Button>
							</div>
						</details>
					)}
					<details class="fold">
						<summary>{t("desk.visit.redirect")}</summary>
						<div class="row">
							<label class="tool">
								<span>{t("desk.visit.redirect.to")}</span>
								<select
									name="redirect-to"
									value={to || booking.scope}
									onChange={(event) => setTo(event.currentTarget.value)}
								>
									{all.map((one) => (
										<option key={one.id} value={one.id}>
											{one.id === booking.scope ? t("desk.visit.redirect.own") : placeName(all, one.id)}
										</option>
									))}
								</select>
							</label>
							<Button
								writes
								busy={redirect.busy}
								whyNot={whyNot("BOOKING_REDIRECT")}
								onClick={() =>
									redirect.give({ booking: booking.id, scope: to || booking.scope }, t("desk.visit.redirected"))
								}
							>
								{t("desk.visit.redirect.button")}
							</Button>
						</div>
					</details>
				</div>
			)}
			{(state === "CALLED" || state === "IN_SERVICE") && !talk && <p class="muted">{t("desk.talk.means")}</p>}
			{file.state === "OPEN" && !talk && state !== "CALLED" && state !== "IN_SERVICE" && booking && (
				<p class="muted">{rule("CASE_NOT_IN_CONSULTATION")}</p>
			)}
		</section>
	);
}
