import { useEffect, useState } from "preact/hooks";
import { dayOf, timeOf } from "../app/format";
import { T, t } from "../app/i18n";
import { Link, type PageProps } from "../app/router";
import { useAnswer } from "../app/use";
import { type BookingPartsFragment, OneBookingDocument } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { StepLink } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { CalendarButton } from "./CalendarButton";
import { NotYours } from "./NotYours";
import { Prepare } from "./Prepare";
import { lineText, useServices } from "./services";
import { BookingTag } from "./words";

/** The appointment is made, by the word of the server. This page can be kept as a bookmark. */
export default function Done({ params }: PageProps) {
	const answer = useAnswer(OneBookingDocument, { id: params.id ?? "" }, { live: "MY_BOOKINGS" });
	useServices();
	const booking = answer.data?.booking;
	if (answer.fault?.kind === "denied" && !answer.data) return <NotYours />;
	if (!answer.data)
		return (
			<Page title={t("citizen.done.looking")}>
				{answer.fault ? <Problem fault={answer.fault} retry={answer.reload} /> : <Skeleton />}
			</Page>
		);
	if (!booking) return <NotYours />;
	if (booking.state === "PRECONFIRMED") return <ByMail booking={booking} />;
	const stands = booking.state !== "CANCELLED" && booking.state !== "EXPIRED" && booking.state !== "HELD";
	return (
		<Page
			title={t(stands ? "citizen.done.title" : "citizen.done.not")}
			lead={stands && booking.contact?.mail ? t("citizen.done.mail", { mail: booking.contact.mail }) : undefined}
		>
			<div class="stack stack--wide">
				{stands ? (
					<section class="card ticket" aria-label={t("citizen.done.ticket")}>
						<p class="muted">{t("citizen.done.number")}</p>
						<p class="ticket__number">{booking.number}</p>
						<p class="ticket__when">
							{dayOf(booking.startsAt)}
							<br />
							{t("citizen.from.to", { from: timeOf(booking.startsAt), to: timeOf(booking.endsAt) })}
						</p>
						<p>{t("citizen.how.video")}</p>
						<p class="muted">{booking.lines.map(lineText).join(" · ")}</p>
						<div class="actions">
							<CalendarButton booking={booking} />
						</div>
					</section>
				) : (
					<p>
						<BookingTag state={booking.state} />
					</p>
				)}
				{stands && (
					<>
						<section class="stack stack--tight" aria-labelledby="done-next">
							<h2 id="done-next" class="kern-heading-medium">
								{t("citizen.done.next")}
							</h2>
							<ol class="steps">
								<li>{t("citizen.done.next.prepare")}</li>
								<li>{t("citizen.done.next.arrive")}</li>
								<li>{t("citizen.done.next.talk")}</li>
							</ol>
						</section>
						<section class="stack stack--tight" aria-labelledby="done-have">
							<h2 id="done-have" class="kern-heading-medium">
								{t("citizen.prepare.title")}
							</h2>
							<Prepare codes={booking.lines.map((line) => line.service)} />
							<p>{t("citizen.done.device")}</p>
							<p>
								<Link class="kern-link" href={`/termin/${booking.id}/test`}>
									{t("citizen.now.test")}
								</Link>
							</p>
						</section>
						<Cases of={booking} />
						{booking.code && <Code code={booking.code} />}
						<section class="stack stack--tight" aria-labelledby="done-change">
							<h2 id="done-change" class="kern-heading-medium">
								{t("citizen.done.change")}
							</h2>
							<p>
								<T
									k={booking.contact?.mail ? "citizen.done.change.text" : "citizen.done.change.browser"}
									page={
										<Link class="kern-link" href={`/termin/${booking.id}`}>
											{t("citizen.done.change.page")}
										</Link>
									}
								/>
							</p>
						</section>
					</>
				)}
				<div class="actions">
					<StepLink
						look={stands ? "secondary" : "primary"}
						href={stands ? `/termin/${booking.id}` : "/buchen/anliegen"}
					>
						{t(stands ? "citizen.done.to.appointment" : "citizen.start.book")}
					</StepLink>
				</div>
			</div>
		</Page>
	);
}

/** The second half of the key to an appointment: it is shown here, and stands in no mail. */
export function Code({ code }: { code: string }) {
	return (
		<section class="card card--soft stack stack--tight" aria-labelledby="the-code">
			<h2 id="the-code" class="kern-heading-small">
				{t("citizen.code.yours")}
			</h2>
			<p class="code-digits">
				{code.slice(0, 3)} {code.slice(3)}
			</p>
			<p>{t("citizen.code.yours.text")}</p>
		</section>
	);
}

/** The cases that the office has opened, a moment after the appointment was made. */
export function Cases({ of }: { of: BookingPartsFragment }) {
	const [slow, setSlow] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setSlow(true), 4000);
		return () => clearTimeout(timer);
	}, []);
	if (of.cases.length === 0) return slow ? <p class="muted">{t("citizen.done.cases.later")}</p> : null;
	return (
		<section class="stack stack--tight" aria-labelledby="done-cases">
			<h2 id="done-cases" class="kern-heading-medium">
				{t("citizen.done.cases", { n: of.cases.length })}
			</h2>
			<ul class="plain stack stack--tight">
				{of.cases.map((one) => (
					<li key={one.id}>
						<Link class="card link-card" href={`/vorgang/${one.id}`}>
							<strong>{lineText({ service: one.service, quantity: 1 })}</strong>
							<span class="muted">{t("citizen.case.reference", { reference: one.reference })}</span>
						</Link>
					</li>
				))}
			</ul>
		</section>
	);
}

function ByMail({ booking }: { booking: BookingPartsFragment }) {
	return (
		<Page title={t("citizen.done.confirm.title")}>
			<div class="stack">
				<Notice
					kind="warning"
					title={t("citizen.done.confirm.head", { time: booking.expiresAt ? timeOf(booking.expiresAt) : "" })}
				>
					<p>{t("citizen.done.confirm.text", { mail: booking.contact?.mail ?? "" })}</p>
				</Notice>
				<p>
					{dayOf(booking.startsAt)},{" "}
					{t("citizen.from.to", { from: timeOf(booking.startsAt), to: timeOf(booking.endsAt) })}
				</p>
				<p class="muted">{t("citizen.done.confirm.none")}</p>
				<div class="actions">
					<StepLink look="secondary" href={`/termin/${booking.id}`}>
						{t("citizen.done.to.appointment")}
					</StepLink>
				</div>
			</div>
		</Page>
	);
}
