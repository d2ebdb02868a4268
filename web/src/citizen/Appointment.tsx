import { useEffect, useState } from "preact/hooks";
import { dayOf, momentOf, timeOf } from "../app/format";
import { keyOf, T, t } from "../app/i18n";
import { serverNow } from "../app/net";
import { Link, type PageProps } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import { takeCitizen } from "../call/now";
import { type BookingPartsFragment, CancelBookingDocument, CheckInDocument, OneBookingDocument } from "../gql/graphql";
import { Skeleton, Stale } from "../parts/Answered";
import { Button, StepLink } from "../parts/Button";
import { Facts } from "../parts/Facts";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone, Problem, Refusals } from "../parts/Problem";
import { CalendarButton } from "./CalendarButton";
import { Cases, Code } from "./Done";
import { useLeft } from "./HoldTimer";
import { NotYours } from "./NotYours";
import { Prepare } from "./Prepare";
import { lineText, useServices } from "./services";
import { BookingTag } from "./words";

/** So early somebody can say that they are there (`check_in_mins_before`). */
const CHECK_IN_MILLIS = 15 * 60_000;

/** One appointment: when, how, and what can be done with it. */
export default function Appointment({ params }: PageProps) {
	const answer = useAnswer(OneBookingDocument, { id: params.id ?? "" }, { live: "MY_BOOKINGS" });
	useServices();
	const booking = answer.data?.booking;
	useEffect(() => {
		if (booking)
			takeCitizen(
				booking,
				booking.channel === "VIDEO",
				booking.cases.map((one) => one.id),
			);
	}, [booking?.id, booking?.state, booking?.cases.length]);
	if (answer.fault?.kind === "denied" && !answer.data) return <NotYours />;
	if (!answer.data)
		return (
			<Page title={t("citizen.appointment.title")} back="/termin">
				{answer.fault ? <Problem fault={answer.fault} retry={answer.reload} /> : <Skeleton />}
			</Page>
		);
	if (!booking) return <NotYours />;
	return (
		<Page title={t("citizen.appointment.title")} back="/termin">
			<div class="stack stack--wide">
				{answer.fault && answer.at && <Stale at={answer.at} retry={answer.reload} />}
				<Now booking={booking} />
				<Facts
					of={[
						{ name: t("citizen.appointment.state"), value: <BookingTag state={booking.state} /> },
						...(booking.number ? [{ name: t("citizen.done.number"), value: booking.number }] : []),
						{
							name: t("citizen.check.when"),
							value: `${dayOf(booking.startsAt)}\n${t("citizen.from.to", { from: timeOf(booking.startsAt), to: timeOf(booking.endsAt) })}`,
						},
						{
							name: t("citizen.check.how"),
							value: t(booking.channel === "COUNTER" ? "citizen.how.counter" : "citizen.how.video"),
						},
						{
							name: t("citizen.check.errands"),
							value: booking.lines.map((line) => <div key={line.service}>{lineText(line)}</div>),
						},
						...(booking.contact
							? [
									{
										name: t("citizen.appointment.contact"),
										value: [booking.contact.name, booking.contact.phone, booking.contact.mail]
											.filter(Boolean)
											.join("\n"),
									},
								]
							: []),
					]}
				/>
				<Cases of={booking} />
				{booking.state === "CONFIRMED" && (
					<section class="stack stack--tight" aria-labelledby="appointment-prepare">
						<h2 id="appointment-prepare" class="kern-heading-medium">
							{t("citizen.prepare.title")}
						</h2>
						<Prepare codes={booking.lines.map((line) => line.service)} />
					</section>
				)}
				{booking.code && <Code code={booking.code} />}
				{(booking.state === "CONFIRMED" || booking.state === "PRECONFIRMED") && <Change booking={booking} />}
			</div>
		</Page>
	);
}

/** What is to be done now, which is one thing at a time. */
function Now({ booking }: { booking: BookingPartsFragment }) {
	const checkIn = useCommand(CheckInDocument);
	const toStart = useLeft(booking.startsAt);
	const problems = (
		<>
			<Refusals of={checkIn.refusals} />
			<Problem fault={checkIn.fault} />
		</>
	);
	const arrive = () => checkIn.run({ booking: booking.id });
	switch (booking.state) {
		case "CONFIRMED":
		case "MISSED":
			if (booking.state === "MISSED" && dayOf(booking.startsAt) !== dayOf(new Date(serverNow())))
				return (
					<Notice kind="warning" title={t("citizen.now.missed")}>
						<p>{t("citizen.now.missed.text")}</p>
						<div class="actions">
							<StepLink href="/buchen/anliegen">{t("citizen.start.book")}</StepLink>
						</div>
					</Notice>
				);
			if (toStart > CHECK_IN_MILLIS)
				return (
					<Notice kind="info" title={t("citizen.now.early")}>
						<p>{t("citizen.now.early.text", { time: momentOf(Date.parse(booking.startsAt) - CHECK_IN_MILLIS) })}</p>
						<CalendarButton booking={booking} />
						<TestDevices booking={booking} />
					</Notice>
				);
			return (
				<Notice kind="info" title={t(booking.state === "MISSED" ? "citizen.now.late" : "citizen.now.arrive")} told>
					<p>{t("citizen.now.arrive.text")}</p>
					{problems}
					<div class="actions">
						<Button look="primary" writes busy={checkIn.busy} onClick={arrive}>
							{t("citizen.now.arrive.button")}
						</Button>
					</div>
					<TestDevices booking={booking} />
				</Notice>
			);
		case "WAITING":
			return (
				<Notice kind="success" title={t("citizen.now.waiting")} told>
					<p>
						{booking.channel === "COUNTER"
							? t("citizen.now.waiting.counter", { number: booking.number ?? "" })
							: t("citizen.now.waiting.text", { phone: booking.contact?.phone ?? t("citizen.check.none") })}
					</p>
				</Notice>
			);
		case "CALLED":
		case "IN_SERVICE":
			return (
				<Notice kind="success" title={t("citizen.now.called")} told>
					<p>{t(booking.channel === "COUNTER" ? "citizen.now.called.counter" : "citizen.now.called.text")}</p>
					<div class="actions">
						{booking.cases.map((one) => (
							<StepLink key={one.id} look="secondary" href={`/vorgang/${one.id}`}>
								{booking.cases.length === 1 ? t("citizen.to.case") : lineText({ service: one.service, quantity: 1 })}
							</StepLink>
						))}
					</div>
				</Notice>
			);
		case "PARKED":
			return (
				<Notice kind="warning" title={t("citizen.now.parked")} told>
					<p>{t("citizen.now.parked.text")}</p>
					{problems}
					<div class="actions">
						<Button look="primary" writes busy={checkIn.busy} onClick={arrive}>
							{t("citizen.now.back.button")}
						</Button>
					</div>
				</Notice>
			);
		case "PRECONFIRMED":
			return (
				<Notice
					kind="warning"
					title={t("citizen.done.confirm.head", { time: booking.expiresAt ? timeOf(booking.expiresAt) : "" })}
				>
					<p>{t("citizen.done.confirm.text", { mail: booking.contact?.mail ?? "" })}</p>
				</Notice>
			);
		case "CANCELLED":
			return (
				<Notice kind="info" title={t("citizen.now.cancelled")}>
					{booking.cancelReason && (
						<p>
							<T k={keyOf("citizen.cancelled", booking.cancelReason)} phone={<Phone />} />
						</p>
					)}
					<div class="actions">
						<StepLink href="/buchen/anliegen">{t("citizen.now.new")}</StepLink>
					</div>
				</Notice>
			);
		case "UNSERVED":
			return (
				<Notice kind="warning" title={t("citizen.now.unserved")}>
					<p>
						<T k="citizen.now.unserved.text" phone={<Phone />} />
					</p>
				</Notice>
			);
		case "FINISHED":
			return <Notice kind="success" title={t("citizen.now.finished")} />;
		case "EXPIRED":
			return (
				<Notice kind="info" title={t("citizen.now.expired")}>
					<div class="actions">
						<StepLink href="/buchen/anliegen">{t("citizen.now.new")}</StepLink>
					</div>
				</Notice>
			);
		case "HELD":
			return (
				<Notice kind="warning" title={t("citizen.now.held")}>
					<div class="actions">
						<StepLink href="/buchen/pruefen">{t("common.next")}</StepLink>
					</div>
				</Notice>
			);
	}
}

/** A talk over video goes better when camera and microphone were tried before. */
function TestDevices({ booking }: { booking: BookingPartsFragment }) {
	if (booking.channel !== "VIDEO") return null;
	return (
		<p>
			<Link class="kern-link" href={`/termin/${booking.id}/test`}>
				{t("citizen.now.test")}
			</Link>
		</p>
	);
}

function Change({ booking }: { booking: BookingPartsFragment }) {
	const cancel = useCommand(CancelBookingDocument);
	const [sure, setSure] = useState(false);
	return (
		<section class="stack stack--tight" aria-labelledby="appointment-change">
			<h2 id="appointment-change" class="kern-heading-medium">
				{t("citizen.done.change")}
			</h2>
			<p class="muted">{t("citizen.appointment.change.text")}</p>
			<Refusals of={cancel.refusals} />
			<Problem fault={cancel.fault} />
			{sure ? (
				<Notice kind="warning" title={t("citizen.cancel.sure")} focused>
					<p>{t("citizen.cancel.text")}</p>
					<div class="actions">
						<Button
							look="danger"
							writes
							busy={cancel.busy}
							onClick={() => cancel.run({ booking: booking.id, reason: "CITIZEN" })}
						>
							{t("citizen.cancel.yes")}
						</Button>
						<Button onClick={() => setSure(false)}>{t("citizen.cancel.no")}</Button>
					</div>
				</Notice>
			) : (
				<div class="actions">
					<StepLink look="secondary" href={`/termin/${booking.id}/verschieben`}>
						{t("citizen.move.button")}
					</StepLink>
					<Button look="tertiary" onClick={() => setSure(true)}>
						{t("citizen.cancel.button")}
					</Button>
				</div>
			)}
		</section>
	);
}
