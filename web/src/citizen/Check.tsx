import { useEffect, useState } from "preact/hooks";
import { dayOf, timeOf } from "../app/format";
import { keyOf, language, OWN_NAMES, T, t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import { useCommand } from "../app/use";
import { ConfirmBookingDocument } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Facts } from "../parts/Facts";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { change, draft, forget } from "./draft";
import { HoldTimer, useLeft } from "./HoldTimer";
import { useHeld } from "./held";
import { NothingChosen } from "./NothingChosen";
import { mailLanguage, needsForOffice } from "./needs";
import { Steps } from "./Steps";
import { lineText, useServices } from "./services";

/** Everything once more, before it counts. */
export default function Check() {
	const held = useHeld();
	const now = draft.use();
	const speaking = language.use();
	useServices();
	const confirm = useCommand(ConfirmBookingDocument);
	const [booked, setBooked] = useState(false);
	// What was typed is forgotten with this page: until the next one is loaded it shows what was booked.
	useEffect(() => (booked ? forget : undefined), [booked]);
	const left = useLeft(typeof held === "string" ? null : held.expiresAt);
	const title = t("citizen.check.title");
	const known = typeof held !== "string";
	const lapsed = confirm.refusals.some((refusal) => refusal.code.endsWith("HOLD_EXPIRED"));
	useLapse(lapsed, known ? held.id : undefined);
	useEffect(() => {
		// After a reload the time is still kept, and what was typed is gone: back to where it is typed.
		if (known && !now.contactGiven) go("/buchen/kontakt", { replace: true });
	}, [known, now.contactGiven]);
	if (held === "looking" || (known && !now.contactGiven))
		return (
			<Page title={title} back="/buchen/kontakt">
				<Skeleton bars={4} />
			</Page>
		);
	if (held === "none") return <NothingChosen title={title} />;

	const book = async () => {
		const payload = await confirm.run({
			booking: held.id,
			contact: {
				name: now.name.trim(),
				mail: now.mail.trim() || null,
				phone: now.phone.trim() || null,
				needs: needsForOffice(now.needs, now.note) ?? null,
				language: mailLanguage(speaking),
			},
		});
		if (!payload) return;
		setBooked(true);
		// The confirmation takes the place of this page: "back" does not lead into a form that is over.
		go(`/buchen/fertig/${held.id}`, { replace: true });
	};
	const gone = left <= 0;
	return (
		<Page title={title} lead={t("citizen.check.lead")} back="/buchen/kontakt">
			<Steps now={4} />
			<div class="stack">
				<HoldTimer held={held} />
				<Facts
					of={[
						{
							name: t("citizen.check.errands"),
							value: held.lines.map((line) => <div key={line.service}>{lineText(line)}</div>),
							change: "/buchen/anliegen",
						},
						{
							name: t("citizen.check.when"),
							value: (
								<>
									{dayOf(held.startsAt)}
									<br />
									{t("citizen.from.to", { from: timeOf(held.startsAt), to: timeOf(held.endsAt) })}
								</>
							),
							change: "/buchen/zeit",
						},
						{ name: t("citizen.check.how"), value: t("citizen.how.video") },
						{ name: t("citizen.contact.name"), value: now.name, change: "/buchen/kontakt" },
						{ name: t("citizen.contact.phone"), value: now.phone, change: "/buchen/kontakt" },
						{ name: t("citizen.contact.mail"), value: now.mail || t("citizen.check.none"), change: "/buchen/kontakt" },
						{
							name: t("citizen.contact.needs"),
							value:
								now.needs.length + now.note.trim().length > 0 ? (
									<>
										{now.needs.map((need) => (
											<div key={need}>{t(keyOf("citizen.need", need))}</div>
										))}
										{now.note.trim()}
									</>
								) : (
									t("citizen.check.none")
								),
							change: "/buchen/kontakt",
						},
						{ name: t("common.language"), value: OWN_NAMES[speaking] },
					]}
				/>
				<p class="muted">
					<T
						k="citizen.check.privacy"
						privacy={
							<Link class="kern-link" href="/datenschutz">
								{t("common.footer.privacy")}
							</Link>
						}
					/>
				</p>
				{!lapsed && <Refusals of={confirm.refusals} />}
				<Problem fault={confirm.fault} retry={book} />
				<div class="actions">
					<Button
						look="primary"
						busy={confirm.busy || booked}
						writes
						whyNot={gone ? t("citizen.check.gone") : undefined}
						onClick={book}
					>
						{t("citizen.check.book")}
					</Button>
				</div>
			</div>
		</Page>
	);
}

/** The server says that the time has run out, whatever our clock thinks. */
function useLapse(lapsed: boolean, id: string | undefined): void {
	useEffect(() => {
		const { held } = draft.get();
		if (held && lapsed && held.id === id)
			change({ held: { ...held, state: "EXPIRED", expiresAt: new Date(serverNow() - 1000).toISOString() } });
	}, [lapsed]);
}
