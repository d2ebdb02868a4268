import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { afterDrawing } from "../app/drawn";
import { dateOf, dayOf, plusDays, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import { useCommand } from "../app/use";
import {
	type Channel,
	PhoneBookDocument,
	type PhoneBookingFragment,
	PhoneWaitDocument,
	type ServiceCode,
} from "../gql/graphql";
import { Button } from "../parts/Button";
import { SelectField, TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { useDraft } from "../staff/draft";
import { Shortcuts } from "../staff/Shortcuts";
import { Told } from "../staff/Told";
import { PlaceChoice, useScope, useServices } from "../staff/useScope";
import { linesOf, serviceName, whoOf, word } from "../staff/words";
import { Access } from "./Access";
import { AHEAD_DAYS, Times } from "./Times";
import "../staff/staff.scss";
import "./phone.scss";

const LANGUAGES = ["de", "en", "fr", "ar", "tr", "uk", "ru", "pl", "it", "es"] as const;

interface Draft {
	service: ServiceCode | "";
	quantity: string;
	channel: Channel;
	name: string;
	phone: string;
	mail: string;
	needs: string;
	language: string;
}

/** Somebody calls: an appointment in a few keys, also without a mail address. */
export default function Book() {
	const { scope, all, scopes } = useScope();
	const offered = useServices();
	const services = offered.data?.services ?? [];
	const [draft, type, forget] = useDraft<Draft>("phone/book", () => ({
		service: "",
		quantity: "1",
		channel: "VIDEO",
		name: "",
		phone: "",
		mail: "",
		needs: "",
		language: "de",
	}));
	const [time, setTime] = useState<string>();
	const [made, setMade] = useState<PhoneBookingFragment>();
	const [doubles, setDoubles] = useState<{ id: string; number?: string | null; startsAt: string }[]>([]);
	const [waits, setWaits] = useState<number>();
	const book = useCommand(PhoneBookDocument);
	const wait = useCommand(PhoneWaitDocument);
	const done = useRef<HTMLDivElement>(null);
	const start = useRef<HTMLDivElement>(null);
	const focusFirst = () => start.current?.querySelector<HTMLElement>("select")?.focus();
	const ready = services.length > 0;
	useLayoutEffect(() => {
		// Whoever has begun elsewhere in the form meanwhile is left where they are.
		if (document.activeElement?.matches("body, h1")) focusFirst();
	}, [ready]);
	useLayoutEffect(() => {
		if (made) done.current?.focus();
	}, [made?.id]);

	const service = services.find((one) => one.code === draft.service);
	const quantity = Math.min(Math.max(1, Number(draft.quantity) || 1), service?.quantityMax ?? 1);
	const lines = draft.service ? [{ service: draft.service, quantity }] : [];
	const taken = book.refused?.errors.find((one) => one.__typename === "SlotTaken");
	const contact = {
		name: draft.name.trim(),
		phone: draft.phone.trim() || null,
		mail: draft.mail.trim() || null,
		needs: draft.needs.trim() || null,
		language: draft.language,
	};
	const fresh = () => {
		setMade(undefined);
		setDoubles([]);
		setWaits(undefined);
		setTime(undefined);
		afterDrawing(focusFirst);
	};
	const send = async () => {
		if (!scope || !time) return;
		const answer = await book.run({ scope, startsAt: time, lines, contact, channel: draft.channel });
		if (!answer?.booking) return;
		setMade(answer.booking);
		setDoubles(answer.booking.duplicates);
		forget();
	};
	const join = async () => {
		if (!scope) return;
		const today = dateOf(new Date(serverNow()));
		const answer = await wait.run({
			scope,
			lines,
			contact,
			channel: draft.channel,
			from: today,
			until: plusDays(today, AHEAD_DAYS),
		});
		if (!answer?.place) return;
		setWaits(answer.place.before);
		forget();
	};
	const whoWrong = () => ({
		"phone-name": contact.name ? undefined : t("phone.name.missing"),
		"phone-phone": contact.phone || contact.mail ? undefined : t("phone.phone.missing"),
		"phone-mail": !contact.mail || /^\S+@\S+\.\S+$/.test(contact.mail) ? undefined : t("phone.mail.wrong"),
	});

	return (
		<Page
			title={t("phone.title")}
			lead={
				<span class="row tools">
					<span class="chip" aria-current="page">
						{t("phone.tab.book")}
					</span>
					<Link class="chip" href="/dienst/telefon/suchen">
						{t("phone.tab.find")}
					</Link>
					<PlaceChoice all={all} scope={scope} />
					<Shortcuts
						of={[
							{ key: "n", label: "phone.keys.new", act: fresh },
							{ key: "/", label: "phone.keys.find", act: () => go("/dienst/telefon/suchen") },
						]}
					/>
				</span>
			}
			wide
		>
			<div class="desk stack" ref={start}>
				<Told />
				{/* Without the places and what is offered there is nothing to choose from. */}
				<Problem
					fault={offered.fault ?? scopes.fault}
					retry={() => {
						offered.reload();
						scopes.reload();
					}}
				/>
				{made && (
					<div ref={done} tabIndex={-1} class="stack">
						<Notice kind="success" title={t("phone.done.title", { number: made.number ?? "" })} told>
							<p class="readout">
								{t("phone.done.text", {
									day: dayOf(made.startsAt),
									time: timeOf(made.startsAt),
									what: linesOf(made.lines),
									who: whoOf(made),
								})}
							</p>
							{!made.contact?.mail && <p>{t("phone.done.nomail")}</p>}
						</Notice>
						{doubles.length > 0 && (
							<Notice kind="warning" title={t("phone.double.title")}>
								<ul>
									{doubles.map((one) => (
										<li key={one.id} class="digits">
											{one.number} · {dayOf(one.startsAt)}, {timeOf(one.startsAt)}
										</li>
									))}
								</ul>
							</Notice>
						)}
						<Access booking={made.id} mail={Boolean(made.contact?.mail)} />
						<div class="actions">
							<Button look="primary" onClick={fresh} aria-keyshortcuts="n">
								{t("phone.done.next")}
							</Button>
						</div>
					</div>
				)}
				{waits !== undefined && (
					<Notice kind="success" title={t("phone.wait.done")} told focused>
						<p>{t("phone.wait.before", { n: waits })}</p>
						<Button look="primary" onClick={fresh}>
							{t("phone.done.next")}
						</Button>
					</Notice>
				)}
				{!made && waits === undefined && (
					<Form
						check={() => ({
							"phone-service": draft.service ? undefined : t("phone.service.missing"),
							"time-day": draft.service && !time ? t("phone.time.missing") : undefined,
							...whoWrong(),
						})}
						onSend={send}
					>
						{(wrong) => (
							<>
								<Refusals of={book.refusals.filter((one) => one.__typename !== "SlotTaken")} />
								<Refusals of={wait.refusals} />
								<Problem fault={book.fault ?? wait.fault} />
								<div class="call">
									<div class="stack stack--tight">
										<SelectField
											name="phone-service"
											label={t("phone.service")}
											value={draft.service}
											onValue={(next) => type({ service: next as ServiceCode, quantity: "1" })}
											error={wrong["phone-service"]}
											options={[
												{ value: "", label: t("phone.service.choose") },
												...services.map((one) => ({
													value: one.code,
													label: `${serviceName(one.code)} (${t("staff.minutes", { n: one.minutes })})`,
												})),
											]}
										/>
										<Times
											scope={scope}
											lines={lines}
											chosen={time}
											onChoose={setTime}
											instead={taken?.__typename === "SlotTaken" ? taken.alternatives : []}
										/>
									</div>
									<div class="stack stack--tight">
										<TextField
											name="phone-name"
											label={t("phone.name")}
											value={draft.name}
											onValue={(name) => type({ name })}
											error={wrong["phone-name"]}
										/>
										<TextField
											name="phone-phone"
											label={t("phone.phone")}
											type="tel"
											value={draft.phone}
											onValue={(phone) => type({ phone })}
											error={wrong["phone-phone"]}
										/>
										<TextField
											name="phone-mail"
											label={t("phone.mail")}
											hint={t("phone.mail.hint")}
											type="email"
											optional
											value={draft.mail}
											onValue={(mail) => type({ mail })}
											error={wrong["phone-mail"]}
										/>
										<details class="fold">
											<summary>{t("phone.more")}</summary>
											<div class="stack stack--tight">
												{service && service.quantityMax > 1 && (
													<TextField
														name="phone-quantity"
														label={t("phone.quantity")}
														type="number"
														value={draft.quantity}
														onValue={(next) => type({ quantity: next })}
													/>
												)}
												<SelectField
													name="phone-channel"
													label={t("phone.channel")}
													value={draft.channel}
													onValue={(channel) => type({ channel: channel as Channel })}
													options={(service?.channels ?? ["VIDEO", "COUNTER"]).map((one) => ({
														value: one,
														label: word("staff.channel", one),
													}))}
												/>
												<SelectField
													name="phone-language"
													label={t("phone.language")}
													value={draft.language}
													onValue={(next) => type({ language: next })}
													options={LANGUAGES.map((one) => ({ value: one, label: t(`phone.language.${one}`) }))}
												/>
												<TextField
													name="phone-needs"
													label={t("phone.needs")}
													hint={t("phone.needs.hint")}
													optional
													value={draft.needs}
													onValue={(needs) => type({ needs })}
												/>
											</div>
										</details>
										<div class="actions">
											<Button look="primary" type="submit" writes busy={book.busy}>
												{time ? t("phone.book.at", { time: timeOf(time) }) : t("phone.book")}
											</Button>
											{draft.service && (
												<Button
													look="tertiary"
													writes
													busy={wait.busy}
													whyNot={Object.values(whoWrong()).some(Boolean) ? t("phone.wait.first") : undefined}
													onClick={join}
												>
													{t("phone.wait")}
												</Button>
											)}
										</div>
									</div>
								</div>
							</>
						)}
					</Form>
				)}
			</div>
		</Page>
	);
}
