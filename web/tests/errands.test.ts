import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { widen } from "./helpers/api";
import { clean, openBrowser, shot, shots } from "./helpers/browser";
import { Citizen } from "./helpers/citizen";
import { day } from "./helpers/day";
import { Desk, type Medium } from "./helpers/desk";
import { type Office, openOffice } from "./helpers/office";
import { step, told } from "./helpers/staff";
import { meet, part } from "./helpers/visit";

// Each of the seven errands from the booking to its result, in two browsers side by side: the citizen's and the clerk's.
// All of them go through a talk over video, which nobody leaves before the end; two once more, by telephone and at the
// counter.

// Two people, one of whom waits for the other now and then.
vi.setConfig({ testTimeout: 300_000 });

let office: Office;
let theirs: Browser;
let ours: Browser;
let desk: Desk;

beforeAll(async () => {
	office = await openOffice();
	[theirs, ours] = await Promise.all([openBrowser("yes"), openBrowser("yes")]);
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
});

afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
	await office?.stop();
});

/** Both sides as they stand: neither has anything wrong with it, and a picture of each is kept, in a talk over video. */
async function both(citizen: Citizen, name: string, medium: Medium = "VIDEO"): Promise<void> {
	await Promise.all([clean(citizen.page), clean(desk.page)]);
	if (name.endsWith("ergebnis")) await desk.page.evaluate(() => scrollTo(0, 0));
	if (medium === "VIDEO") await shots(citizen.page, desk.page, name);
	citizen.visitor.calm();
	desk.visitor.calm();
}

/** They talk, and it is entered who it is. */
async function begin(citizen: Citizen, medium?: Medium): Promise<void> {
	await meet(citizen, desk, medium);
	await desk.identify();
}

/** The citizen has nothing left to do but what is for them. */
async function end(citizen: Citizen, medium?: Medium): Promise<void> {
	await part(citizen, desk, medium);
	await clean(citizen.page);
	citizen.visitor.calm();
	desk.visitor.calm();
	await citizen.visitor.close();
}

test("a change of residence: the landlord's letter is sent ahead, a word is the signature, the confirmation is saved", async () => {
	const citizen = await Citizen.books(theirs, office, "CHANGE_OF_RESIDENCE", "Ada Lovelace");
	await citizen.toCase();
	await citizen.title("Ummeldung");
	await clean(citizen.page);
	await shot(citizen.page, "vorgang");
	await citizen.handsIn("Bestätigung des Wohnungsgebers", "Bestätigung.pdf", "Frau Lovelace wohnt bei mir.");
	await clean(citizen.page);
	await shot(citizen.page, "unterlagen");
	await begin(citizen);
	await both(citizen, "ummeldung-gespraech");

	await step(desk.page, "data");
	await desk.page.getByLabel("Einzugstag").fill(day(-3));
	await desk.address("Bisherige Wohnung", "Bahnhofstraße", "1");
	await desk.address("Neue Wohnung", "Mainzer Straße", "12a");
	await desk.record();
	await shot(desk.page, "desk-case");
	await desk.notices();
	await desk.accepts("Bestätigung.pdf");
	await desk.shows();
	await shot(desk.page, "desk-declaration");

	await citizen.reads("Mainzer Straße 12a");
	await both(citizen, "ummeldung-unterschrift");
	await shot(citizen.page, "unterschreiben");
	// Nothing is signed in haste: without a way it says what is missing.
	await citizen.presses("Jetzt unterschreiben");
	await citizen.page.getByText(/Bitte prüfen Sie/).waitFor();
	await clean(citizen.page);
	await citizen.download(() => citizen.presses("Als PDF speichern"));
	await citizen.consents();
	await citizen.signs();
	await desk.sees("unterschrieben");
	await clean(citizen.page);

	await desk.finish();
	await citizen.opens("Ergebnis");
	await citizen.told("Ihr Anliegen ist erledigt");
	await desk.issues("CONFIRMATION");
	await desk.looksAt("Amtliche Meldebestätigung");
	// What the clerk hands over appears by itself.
	await citizen.page.getByRole("button", { name: "Speichern Amtliche Meldebestätigung" }).waitFor();
	await both(citizen, "ummeldung-ergebnis");
	await shot(citizen.page, "ergebnis");
	await citizen.saves("Amtliche Meldebestätigung");
	await citizen.looksBack(
		"Die Identität wurde festgestellt",
		"Eine Unterlage ging ein",
		"Die Erklärung wurde unterschrieben",
		"Eine Kopie eines Schreibens wurde abgerufen",
	);
	await clean(citizen.page);
	await shot(citizen.page, "verlauf");
	await desk.page.getByText("Verlauf", { exact: true }).click();
	await desk.page.getByText("Identität festgestellt").waitFor();
	await clean(desk.page);
	await end(citizen);
});

test("a registration after moving in: the form is written by hand, a letter is photographed during the talk, the signature is drawn", async () => {
	const citizen = await Citizen.books(theirs, office, "MOVE_IN", "Emmy Noether");
	await begin(citizen);
	await step(desk.page, "data");
	await desk.page.getByLabel("Einzugstag").fill(day(-5));
	await desk.address("Bisherige Wohnung", "Domplatz", "1");
	await desk.page.getByRole("group", { name: "Bisherige Wohnung" }).getByLabel("Gemeindeschlüssel").fill("05315000");
	await desk.address("Neue Wohnung", "Mainzer Straße", "12a");
	await desk.record();
	await step(desk.page, "form");
	await desk.page.getByRole("button", { name: "Meldeschein anfordern" }).click();
	await told(desk.page, "Der Meldeschein ist angefordert.");
	await desk.page.getByText("Es ist kein Meldeschein zu bekommen.").waitFor();
	await desk.page.getByRole("button", { name: "Von Hand schreiben" }).click();
	await told(desk.page, "von Hand geschrieben");
	await desk.notices();

	// What was forgotten is sent while they talk, and is at the desk by itself.
	await citizen.handsIn("Bestätigung des Wohnungsgebers", "Foto.jpg", "Frau Noether wohnt bei mir.");
	await desk.accepts("Foto.jpg");
	await both(citizen, "anmeldung-unterlagen");

	await desk.shows();
	await citizen.reads("Domplatz 1");
	await citizen.page.getByLabel(/Mit dem Finger oder der Maus/).check();
	await citizen.presses("Jetzt unterschreiben");
	await citizen.page.getByText("Zeichnen Sie Ihre Unterschrift, oder wählen Sie einen anderen Weg.").first().waitFor();
	await clean(citizen.page);
	await citizen.draws();
	await both(citizen, "anmeldung-unterschrift");
	await shot(citizen.page, "unterschreiben-zeichnen");
	await citizen.signs();
	await desk.sees("unterschrieben");
	await desk.finish();

	await citizen.opens("Ergebnis");
	await citizen.told("Ihr Anliegen ist erledigt");
	await citizen.presses("Meldebestätigung ausstellen");
	await citizen.saves("Amtliche Meldebestätigung");
	// What the citizen has asked for is at the desk, too.
	await desk.page.getByRole("button", { name: "Ansehen Amtliche Meldebestätigung" }).waitFor();
	await both(citizen, "anmeldung-ergebnis");
	await citizen.looksBack("Der Meldeschein wurde von Hand ausgefüllt", "Die Erklärung wurde unterschrieben");
	await end(citizen);
});

test.each([
	["VIDEO", "Grace Hopper"],
	["PHONE", "Joan Clarke"],
] as const)("a deregistration abroad (%s): signed with the number that is told in the talk", async (medium, name) => {
	const citizen = await Citizen.books(theirs, office, "DEREGISTRATION_ABROAD", name);
	await begin(citizen, medium);
	await step(desk.page, "data");
	await desk.page.getByLabel("Auszugstag").fill(day(-2));
	await desk.address("Bisherige Wohnung", "Bahnhofstraße", "1");
	await desk.page.getByLabel("Zielstaat").fill("fr");
	await desk.record();
	await desk.notices();
	await desk.shows();

	await citizen.reads("Bahnhofstraße 1");
	const tan = await desk.number();
	const wrong = String((Number(tan) + 1) % 10 ** tan.length).padStart(tan.length, "0");
	await citizen.entersNumber(wrong);
	await citizen.presses("Jetzt unterschreiben");
	await citizen.page
		.getByText(/Die Nummer stimmt nicht/)
		.first()
		.waitFor();
	await both(citizen, "abmeldung-nummer", medium);
	await shot(citizen.page, "unterschreiben-nummer");
	await citizen.entersNumber(tan);
	await citizen.signs();
	await desk.sees("unterschrieben");
	await desk.finish();

	await citizen.opens("Ergebnis");
	await citizen.presses("Meldebestätigung ausstellen");
	await citizen.saves("Amtliche Meldebestätigung");
	await both(citizen, "abmeldung-ergebnis", medium);
	await citizen.looksBack(
		"Eine Nummer zum Unterschreiben wurde genannt",
		"Eine Nummer zum Unterschreiben wurde eingegeben",
		"Die Erklärung wurde unterschrieben",
	);
	await end(citizen, medium);
});

test("an extended certificate of conduct: its fee is cancelled, then paid once on the provider's page beside the talk; the receipt is saved", async () => {
	const citizen = await Citizen.books(theirs, office, "CERTIFICATE_OF_CONDUCT", "Lise Meitner");
	await citizen.handsIn(
		"Schriftliche Aufforderung für das erweiterte Führungszeugnis",
		"Aufforderung.jpg",
		"Für die Arbeit in unserer Kita brauchen wir ein erweitertes Führungszeugnis.",
	);
	await begin(citizen);
	await step(desk.page, "data");
	await desk.page.getByLabel("Erweitert (§ 30a BZRG)").check();
	await desk.page.getByLabel("Geburtsort").fill("Wien");
	await desk.page.getByLabel("Staatsangehörigkeiten").fill("DE, AT");
	await desk.record();
	await desk.accepts("Aufforderung.jpg");
	await desk.shows();
	await citizen.reads("Wien");
	await citizen.consents();
	await citizen.signs();
	await desk.sees("unterschrieben");

	await desk.fee();
	const { page } = citizen;
	await citizen.opens("Bezahlen");
	await citizen.title("Gebühr bezahlen");
	await page.getByText("13,00").first().waitFor();
	await both(citizen, "fuehrungszeugnis-gebuehr");
	await shot(page, "bezahlen");
	await citizen.presses("Online bezahlen");
	await citizen.atTheProvider("cancels");
	await page.getByText("Sie haben die Zahlung abgebrochen").waitFor({ timeout: 30_000 });
	await desk.page.getByText("Versuch 1: abgebrochen").waitFor();
	await clean(page);
	await shot(page, "bezahlen-abgebrochen");
	await citizen.presses("Noch einmal bezahlen");
	await page.getByText("Eine Zahlung läuft").waitFor();
	await clean(page);
	await shot(page, "bezahlen-laeuft");
	// Whoever comes back without having paid is led to the same page, and to no second one.
	const onward = page.getByRole("link", { name: "Zur Zahlungsseite" });
	const payPage = await onward.getAttribute("href");
	const [looked] = await Promise.all([citizen.visitor.context.waitForEvent("page"), onward.click()]);
	await looked.locator('button[value="card"]').waitFor();
	await looked.close();
	await page.getByText("Eine Zahlung läuft").waitFor();
	expect(await onward.getAttribute("href")).toBe(payPage);
	await citizen.atTheProvider("card");
	await page.getByText(/13,00.*sind bezahlt/).waitFor({ timeout: 30_000 });
	await desk.page.locator(".good", { hasText: /^bezahlt$/ }).waitFor();
	await both(citizen, "fuehrungszeugnis-bezahlt");
	await shot(page, "bezahlt");
	await desk.finish();

	await page.getByRole("link", { name: "Zur Quittung" }).click();
	await page.getByText("Das Ergebnis schickt Ihnen das Bundesamt für Justiz mit der Post.").waitFor();
	await citizen.presses("Quittung ausstellen");
	await citizen.saves("Quittung");
	await both(citizen, "fuehrungszeugnis-ergebnis");
	await citizen.looksBack("Die Online-Zahlung wurde abgebrochen", "Online bezahlt", "Die Gebühr ist beglichen");
	await end(citizen);
});

test.each([
	["VIDEO", "Konrad Zuse"],
	["COUNTER", "Ada Yonath"],
] as const)("an extract of the trade register for an authority (%s), paid where they talk", async (medium, name) => {
	const citizen = await Citizen.books(theirs, office, "TRADE_REGISTER_EXTRACT", name);
	await begin(citizen, medium);
	await step(desk.page, "data");
	await desk.page.getByLabel("Die Auskunft geht an eine Behörde").check();
	await desk.page.getByLabel("Name der Behörde").fill("Gewerbeamt");
	await desk.page.getByLabel("Anschrift der Behörde").fill("Markt 1, 66111 Saarbrücken");
	await desk.page.getByLabel("Verwendungszweck").fill("Gaststättenerlaubnis");
	await desk.record();
	await desk.shows();
	await citizen.reads("Gewerbeamt");
	await citizen.draws();
	await citizen.signs();
	await desk.sees("unterschrieben");

	await desk.fee();
	await citizen.opens("Bezahlen");
	await citizen.page.getByText("Sie können auch an der Kasse im Bürgeramt bezahlen.").waitFor();
	if (medium === "COUNTER") await desk.collects();
	else {
		await citizen.presses("Online bezahlen");
		await citizen.atTheProvider("card");
	}
	await citizen.page.getByText(/13,00.*sind bezahlt/).waitFor({ timeout: 30_000 });
	await desk.page.locator(".good", { hasText: /^bezahlt$/ }).waitFor();
	await both(citizen, "gewerbe-bezahlt", medium);
	await desk.finish();

	await citizen.page.getByRole("link", { name: "Zur Quittung" }).click();
	await citizen.page.getByText("Das Ergebnis schickt Ihnen das Bundesamt für Justiz mit der Post.").waitFor();
	await citizen.presses("Quittung ausstellen");
	await citizen.saves("Quittung");
	await both(citizen, "gewerbe-ergebnis", medium);
	await citizen.looksBack(medium === "COUNTER" ? "An der Kasse bezahlt" : "Online bezahlt", "Die Gebühr ist beglichen");
	await end(citizen, medium);
});

test("a certificate of registration: without a signature or a fee, as a file", async () => {
	const citizen = await Citizen.books(theirs, office, "REGISTRATION_CERTIFICATE", "Alan Turing");
	await begin(citizen);
	await step(desk.page, "data");
	await desk.page.getByRole("button", { name: "Wohnung aus dem Register eintragen" }).click();
	await desk.address("Wohnung 1", "Bahnhofstraße", "1");
	await desk.record();
	await desk.fee();
	await both(citizen, "meldebescheinigung-gespraech");
	await desk.finish();
	await desk.looksAt("Meldebescheinigung");
	await citizen.opens("Ergebnis");
	await citizen.saves("Meldebescheinigung");
	await both(citizen, "meldebescheinigung-ergebnis");
	await citizen.looksBack("Ein Schreiben wurde erstellt", "Eine Kopie eines Schreibens wurde abgerufen");
	await end(citizen);
});

test("a tax identification number, by post", async () => {
	const citizen = await Citizen.books(theirs, office, "TAX_ID", "Hedy Lamarr");
	await begin(citizen);
	await step(desk.page, "data");
	await desk.page.getByLabel("mit der Post").check();
	await desk.record();
	await both(citizen, "steuernummer-gespraech");
	await desk.finish();
	await citizen.opens("Ergebnis");
	await citizen.told("Ihr Anliegen ist erledigt");
	await both(citizen, "steuernummer-ergebnis");
	await citizen.looksBack("Der Antrag wurde aufgenommen", "Der Vorgang wurde abgeschlossen");
	await end(citizen);
});
