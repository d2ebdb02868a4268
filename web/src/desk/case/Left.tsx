import { momentOf, plainDay } from "../../app/format";
import { locale, OWN_NAMES, t } from "../../app/i18n";
import type { DeskAddressFragment } from "../../gql/graphql";
import { Facts } from "../../parts/Facts";
import { bornOf, whoOf, word } from "../../staff/words";
import { useDesk } from "./desk";
import { nameOf, partWord } from "./party";

export function addressLine(of: DeskAddressFragment | null | undefined): string {
	if (!of) return "–";
	const street = `${of.street} ${of.houseNumber}${of.addition ? `, ${of.addition}` : ""}`;
	return `${street}, ${of.postalCode} ${of.town}`;
}

/** What a language is called, by its tag. */
function languageName(tag: string): string {
	// Plain German has a tag of its own in the mails.
	if (tag === "de-simple") return OWN_NAMES["de-x-einfach"];
	try {
		return new Intl.DisplayNames(locale(), { type: "language" }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}

/** Whom and what the case is about. */
export function Left() {
	const { file, booking } = useDesk();
	return (
		<aside class="threefold__left stack" aria-label={t("desk.left.label")}>
			<section aria-labelledby="people">
				<h2 id="people">{t("desk.left.people")}</h2>
				{booking?.contact && file.parties.length === 0 && (
					<p>
						{whoOf(booking)} <span class="muted">{t("desk.left.contact")}</span>
					</p>
				)}
				{file.parties.length === 0 && !booking?.contact && <p class="muted">{t("desk.left.nobody")}</p>}
				<ul class="plain lines">
					{file.parties.map((party) => {
						const round = file.identifications.filter((one) => one.party === party.id).at(-1);
						return (
							<li key={party.id} class="person">
								<strong>{nameOf(party)}</strong>
								<span class="muted">{partWord(party)}</span>
								{party.person && (
									<span class="digits">
										{t("desk.born", { day: bornOf(party.person.born) })}
										{party.person.birthName ? `, ${t("desk.birthname", { name: party.person.birthName })}` : ""}
									</span>
								)}
								{party.organisation && (
									<span>
										{party.organisation.legalForm}, {party.organisation.seat}
										{party.organisation.registerNumber ? `, ${party.organisation.registerNumber}` : ""}
									</span>
								)}
								{party.actsFor.map((of) => (
									<span key={of.party}>
										{t("desk.left.actsfor", {
											who: nameOf(file.parties.find((one) => one.id === of.party)),
											power: word("desk.power", of.power),
										})}
									</span>
								))}
								{round && (
									<span class={round.succeeded ? "good" : "bad"}>
										{t(round.succeeded ? "desk.left.identified" : "desk.left.notidentified", {
											time: momentOf(round.at),
										})}
									</span>
								)}
							</li>
						);
					})}
				</ul>
			</section>
			{booking?.contact && (
				<section aria-labelledby="contact">
					<h2 id="contact">{t("desk.left.reach")}</h2>
					<Facts
						of={[
							{ name: t("desk.left.name"), value: booking.contact.name },
							...(booking.contact.phone
								? [
										{
											name: t("desk.left.phone"),
											value: (
												<a class="kern-link digits" href={`tel:${booking.contact.phone}`}>
													{booking.contact.phone}
												</a>
											),
										},
									]
								: []),
							...(booking.contact.mail ? [{ name: t("desk.left.mail"), value: booking.contact.mail }] : []),
							...(booking.contact.needs ? [{ name: t("desk.left.needs"), value: booking.contact.needs }] : []),
							{ name: t("desk.left.language"), value: languageName(booking.contact.language) },
						]}
					/>
				</section>
			)}
			<What />
			{file.notes.length > 0 && (
				<section aria-labelledby="notes">
					<h2 id="notes">{t("desk.left.notes")}</h2>
					<ul class="plain lines">
						{file.notes.map((note) => (
							<li key={`${note.at}`}>
								<p class="note">{note.text ?? t("staff.forgotten")}</p>
								<p class="muted digits">{momentOf(note.at)}</p>
							</li>
						))}
					</ul>
				</section>
			)}
		</aside>
	);
}

/** What is asked for, as it is on record. */
function What() {
	const { file } = useDesk();
	const { move, request } = file;
	const of: { name: string; value: string }[] = [];
	if (move) {
		of.push(
			{ name: t("desk.move.in"), value: plainDay(move.movedIn) },
			{
				name: t("desk.move.from"),
				value:
					move.from.__typename === "DwellingAbroad"
						? `${move.from.foreignAddress ?? ""} ${move.from.state}`.trim()
						: addressLine(move.from.address),
			},
			{ name: t("desk.move.to"), value: addressLine(move.to) },
			{ name: t("desk.move.status"), value: word("desk.status", move.status) },
		);
		for (const other of move.others)
			of.push({
				name: t("desk.move.other"),
				value: `${addressLine(other.address)} (${word("desk.status", other.status)})`,
			});
		if (move.landlord)
			of.push({ name: t("desk.move.landlord"), value: `${move.landlord.name}\n${move.landlord.address}` });
	}
	if (request?.__typename === "DepartureRequest" && request.departure)
		of.push(
			{ name: t("desk.departure.out"), value: plainDay(request.departure.movedOut) },
			{ name: t("desk.move.from"), value: addressLine(request.departure.from) },
			{ name: t("desk.departure.state"), value: request.departure.state },
			...(request.departure.foreignAddress
				? [{ name: t("desk.departure.address"), value: request.departure.foreignAddress }]
				: []),
		);
	if (request?.__typename === "ConductRequest") {
		of.push(
			{ name: t("desk.conduct.purpose"), value: word("desk.purpose", request.purpose) },
			{ name: t("desk.conduct.kind"), value: t(request.extended ? "desk.conduct.extended" : "desk.conduct.plain") },
		);
		if (request.court)
			of.push({ name: t("desk.conduct.court"), value: `${request.court.name}, ${request.court.place}` });
	}
	if (
		(request?.__typename === "ConductRequest" || request?.__typename === "TradeRegisterRequest") &&
		request.application
	) {
		const { birthPlace, nationalities, recipient } = request.application;
		if (birthPlace) of.push({ name: t("desk.application.place"), value: birthPlace });
		if (nationalities.length > 0) of.push({ name: t("desk.application.nations"), value: nationalities.join(", ") });
		if (recipient)
			of.push({
				name: t("desk.application.recipient"),
				value: `${recipient.name}\n${recipient.address}\n${recipient.purpose}`,
			});
	}
	if (request?.__typename === "CertificateRequest")
		of.push(
			{ name: t("desk.certificate.delivery"), value: word("desk.delivery", request.delivery) },
			{
				name: t("desk.certificate.kind"),
				value: t(request.extended ? "desk.certificate.extended" : "desk.certificate.plain"),
			},
		);
	if (request?.__typename === "TaxIdRequest")
		of.push(
			{ name: t("desk.tax.ground"), value: word("desk.taxground", request.ground) },
			{ name: t("desk.tax.handover"), value: word("desk.handover", request.handover) },
		);
	if (file.declined) of.push({ name: t("desk.left.declined"), value: file.declined });
	if (file.withdrawn) of.push({ name: t("desk.left.withdrawn"), value: word("desk.withdrawn", file.withdrawn) });
	if (file.suspensionGround)
		of.push({ name: t("desk.left.suspended"), value: word("desk.suspension", file.suspensionGround) });
	if (of.length === 0) return null;
	return (
		<section aria-labelledby="what">
			<h2 id="what">{t("desk.left.what")}</h2>
			<Facts of={of} />
		</section>
	);
}
