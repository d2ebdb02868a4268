import { useState } from "preact/hooks";
import { type Fault, faultIn } from "../app/fault";
import { dayOf, momentOf, plainDay, timeOf } from "../app/format";
import { T, t } from "../app/i18n";
import { dropLink, linkToken } from "../app/link";
import { go, Link } from "../app/router";
import { type SignInRefused, session, signInByLink } from "../app/session";
import { useAnswer, useCommand, useSignOut } from "../app/use";
import {
	AcceptOfferDocument,
	type BookingPartsFragment,
	DeclineOfferDocument,
	LeaveWaitingListDocument,
	MyBookingsDocument,
	MyWaitingDocument,
	type WaitingPartsFragment,
} from "../gql/graphql";
import { Answered, Empty, Skeleton } from "../parts/Answered";
import { Button, StepLink } from "../parts/Button";
import { TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone, Problem, Refusals } from "../parts/Problem";
import { forget } from "./draft";
import { lineText, useServices } from "./services";
import { BookingTag, isOpen } from "./words";

/** Where links in mails lead, and where somebody finds what is theirs. */
export default function Mine() {
	const token = linkToken.use();
	const who = session.use();
	if (token !== undefined) return <EnterCode key={token} token={token} />;
	if (!who)
		return (
			<Page title={t("citizen.mine.title")}>
				<Skeleton />
			</Page>
		);
	if (who.kind === "visitor" || who.kind === "link") return <List link={who.kind === "link"} />;
	return <HowIn />;
}

/** Nobody is known here: how to come to an appointment. */
function HowIn() {
	return (
		<Page title={t("citizen.mine.title")} lead={t("citizen.mine.lead")} back="/">
			<div class="stack">
				<ol class="steps">
					<li>{t("citizen.mine.how.mail")}</li>
					<li>{t("citizen.mine.how.link")}</li>
					<li>{t("citizen.mine.how.code")}</li>
				</ol>
				<p>
					<T k="citizen.mine.how.lost" phone={<Phone />} />
				</p>
				<div class="actions">
					<StepLink look="secondary" href="/buchen/anliegen">
						{t("citizen.start.book")}
					</StepLink>
				</div>
			</div>
		</Page>
	);
}

/** The second half of the key: six digits that were not in the mail. */
function EnterCode({ token }: { token: string }) {
	const [code, setCode] = useState("");
	const [busy, setBusy] = useState(false);
	const [refused, setRefused] = useState<SignInRefused>();
	const [fault, setFault] = useState<Fault>();
	const [wrong, setWrong] = useState(false);
	const send = async () => {
		if (busy) return;
		setBusy(true);
		setRefused(undefined);
		setFault(undefined);
		try {
			const said = await signInByLink(token, code.replace(/\D/g, ""));
			if (said) setRefused(said);
			else {
				dropLink();
				// The link is good for one appointment: straight to it.
				const opened = session.get()?.booking;
				if (opened) go(`/termin/${opened}`, { replace: true });
			}
		} catch (error) {
			setFault(faultIn(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Page title={t("citizen.code.title")} lead={t("citizen.code.lead")} wrong={wrong || refused !== undefined}>
			<Form
				check={() => {
					const bad = code.replace(/\D/g, "").length !== 6;
					setWrong(bad);
					return { code: bad ? t("citizen.code.wrong") : undefined };
				}}
				onSend={send}
			>
				{(errors) => (
					<>
						{refused && (
							<Notice kind="danger" title={t("citizen.code.refused")} told focused>
								<p>{refused.message}</p>
							</Notice>
						)}
						<Problem fault={fault} retry={send} />
						<TextField
							name="code"
							short
							label={t("citizen.code.label")}
							hint={t("citizen.code.hint")}
							autocomplete="one-time-code"
							inputMode="numeric"
							maxLength={9}
							value={code}
							onValue={setCode}
							error={errors.code}
						/>
						<div class="actions">
							<Button look="primary" type="submit" busy={busy} writes>
								{t("citizen.code.open")}
							</Button>
						</div>
						<p>
							<T k="citizen.code.lost" phone={<Phone />} />
						</p>
					</>
				)}
			</Form>
		</Page>
	);
}

function List({ link }: { link: boolean }) {
	const bookings = useAnswer(MyBookingsDocument, { first: 50 }, { live: "MY_BOOKINGS" });
	const waiting = useAnswer(MyWaitingDocument, {}, { live: "MY_WAITING" });
	useServices();
	const [leaving, setLeaving] = useState(false);
	const { leave, stay, busy, fault } = useSignOut(() => {
		forget();
		go("/");
	});
	return (
		<Page title={t("citizen.mine.title")}>
			<div class="stack stack--wide">
				{waiting.data && waiting.data.myWaiting.length > 0 && (
					<section class="stack stack--tight" aria-labelledby="mine-waiting">
						<h2 id="mine-waiting" class="kern-heading-medium">
							{t("citizen.waiting.title")}
						</h2>
						{waiting.data.myWaiting.map((place) => (
							<Waiting key={place.id} place={place} />
						))}
					</section>
				)}
				<Answered
					of={bookings}
					empty={(data) =>
						data.myBookings.nodes.every((booking) => !isOpen(booking.state) && !booking.number) &&
						(waiting.data?.myWaiting.length ?? 0) === 0 ? (
							<Empty title={t("citizen.mine.none")}>
								<p class="muted">{t("citizen.mine.none.text")}</p>
								<div class="actions">
									<StepLink href="/buchen/anliegen">{t("citizen.start.book")}</StepLink>
								</div>
							</Empty>
						) : undefined
					}
				>
					{({ myBookings: { nodes } }) => {
						const open = nodes.filter((booking) => isOpen(booking.state)).reverse();
						// A time that was only held for a while never was an appointment.
						const over = nodes.filter((booking) => !isOpen(booking.state) && booking.number);
						return (
							<div class="stack stack--wide">
								{open.length > 0 && (
									<section class="stack stack--tight" aria-labelledby="mine-open">
										<h2 id="mine-open" class="kern-heading-medium">
											{t("citizen.mine.open")}
										</h2>
										<ul class="plain stack stack--tight">
											{open.map((booking) => (
												<Card key={booking.id} booking={booking} />
											))}
										</ul>
									</section>
								)}
								{over.length > 0 && (
									<section class="stack stack--tight" aria-labelledby="mine-over">
										<h2 id="mine-over" class="kern-heading-medium">
											{t("citizen.mine.over")}
										</h2>
										<ul class="plain stack stack--tight">
											{over.map((booking) => (
												<Card key={booking.id} booking={booking} />
											))}
										</ul>
									</section>
								)}
							</div>
						);
					}}
				</Answered>
				<section class="card card--soft stack stack--tight">
					<h2 class="kern-heading-small">{t("citizen.mine.leave.title")}</h2>
					<p>{t(link ? "citizen.mine.leave.link" : "citizen.mine.leave.visitor")}</p>
					{fault && (
						<p>
							<strong>{t("citizen.mine.leave.failed")}</strong>
						</p>
					)}
					<Problem fault={fault} />
					<div class="actions">
						{leaving ? (
							<>
								<Button look="danger" writes busy={busy} onClick={leave}>
									{t("citizen.mine.leave.sure")}
								</Button>
								<Button
									onClick={() => {
										stay();
										setLeaving(false);
									}}
								>
									{t("common.cancel")}
								</Button>
							</>
						) : (
							<Button onClick={() => setLeaving(true)}>{t("citizen.mine.leave")}</Button>
						)}
					</div>
				</section>
			</div>
		</Page>
	);
}

function Card({ booking }: { booking: BookingPartsFragment }) {
	return (
		<li>
			<Link class="card link-card" href={booking.state === "HELD" ? "/buchen/pruefen" : `/termin/${booking.id}`}>
				<span class="row row--apart">
					<strong>
						{dayOf(booking.startsAt)}, {t("citizen.clock", { time: timeOf(booking.startsAt) })}
					</strong>
					<BookingTag state={booking.state} />
				</span>
				<span class="muted">{booking.lines.map(lineText).join(" · ")}</span>
			</Link>
		</li>
	);
}

/** A place in the waiting list, and what is offered there. */
function Waiting({ place }: { place: WaitingPartsFragment }) {
	const accept = useCommand(AcceptOfferDocument);
	const decline = useCommand(DeclineOfferDocument);
	const leave = useCommand(LeaveWaitingListDocument);
	const step = { entry: place.id, scope: place.scope };
	const { offer } = place;
	return (
		<div class="card stack stack--tight">
			<p>
				<strong>{place.lines.map(lineText).join(" · ")}</strong>
			</p>
			<p>{t("citizen.waiting.window", { from: plainDay(place.from), until: plainDay(place.until) })}</p>
			{offer ? (
				<Notice kind="success" title={t("citizen.waiting.offer")} told>
					<p>
						{dayOf(offer.startsAt)}, {t("citizen.from.to", { from: timeOf(offer.startsAt), to: timeOf(offer.endsAt) })}
					</p>
					<p>{t("citizen.waiting.offer.until", { time: momentOf(offer.expiresAt) })}</p>
					<div class="actions">
						<Button
							look="primary"
							writes
							busy={accept.busy}
							onClick={async () => {
								const payload = await accept.run(step);
								if (payload?.booking) go(`/buchen/fertig/${payload.booking.id}`);
							}}
						>
							{t("citizen.waiting.accept")}
						</Button>
						<Button writes busy={decline.busy} onClick={() => decline.run(step)}>
							{t("citizen.waiting.decline")}
						</Button>
					</div>
				</Notice>
			) : (
				<p>{t("citizen.waiting.before", { n: place.before })}</p>
			)}
			<Refusals of={[...accept.refusals, ...decline.refusals, ...leave.refusals]} />
			<Problem fault={accept.fault ?? decline.fault ?? leave.fault} />
			<div class="actions">
				<Button look="tertiary" writes busy={leave.busy} onClick={() => leave.run(step)}>
					{t("citizen.waiting.leave")}
				</Button>
			</div>
		</div>
	);
}
