import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { widen } from "./helpers/api";
import { book, somebody, soonest, timeOf } from "./helpers/booking";
import { clean, openBrowser, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { Keyboard } from "./helpers/keyboard";
import { type Office, openOffice } from "./helpers/office";
import { fits, WAYS, type WayName } from "./helpers/ways";

// The two long ways through the pages, by keyboard alone, for those who see, move or read otherwise.
// `WAY=… npm run e2e` takes every other journey the same way.

let office: Office;
let browser: Browser;

beforeAll(async () => {
	office = await openOffice();
	await widen(office);
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

const ways = Object.keys(WAYS) as WayName[];

test.each(ways)("an appointment: booked, moved and cancelled (%s)", { timeout: 240_000 }, async (way) => {
	const visitor = await visit(browser, office.url, {}, way);
	const { page } = visitor;
	const keys = new Keyboard(page);
	const button = (name: string | RegExp) => page.getByRole("button", { name });
	await page.goto("/");
	await page.getByText("Führungszeugnis", { exact: true }).waitFor();
	await fits(page);
	await keys.press(page.getByRole("link", { name: "Termin buchen" }));
	await keys.arrived("Was möchten Sie erledigen?");
	await keys.press(button("Weiter"));
	await page.getByRole("link", { name: "Wählen Sie mindestens ein Anliegen aus." }).waitFor();
	await keys.held("what is missing is said");
	await keys.tick(page.locator("#errand-TAX_ID"));
	await fits(page);
	await keys.press(button("Weiter"));
	await keys.arrived("Wann passt es Ihnen?");
	const times = page.locator("button.time");
	await times.first().waitFor();
	await fits(page);
	await keys.press(button("Als Kalender zeigen"));
	await keys.held("the calendar");
	await fits(page);
	await keys.press(button("Als Liste zeigen"));
	await times.first().waitFor();
	await keys.held("the list");
	await keys.press(await timeOf(page, soonest((await times.first().textContent()) ?? "") + 2));
	await keys.arrived("Wie erreichen wir Sie?");
	await keys.press(button("Weiter"));
	await page.getByText("Bitte prüfen Sie 2 Angaben").waitFor();
	await keys.held("what is missing is said");
	await fits(page);
	const who = somebody();
	await keys.type(page.getByLabel("Vor- und Nachname"), who.name);
	await keys.type(page.getByLabel("Telefonnummer"), who.phone);
	await keys.type(page.getByLabel("E-Mail-Adresse"), who.mail);
	await keys.press(button("Weiter"));
	await keys.arrived("Stimmt alles?");
	await fits(page);
	await keys.press(button("Termin verbindlich buchen"));
	await keys.arrived("Ihr Termin steht fest");
	await page.locator('a[href^="/vorgang/"]').first().waitFor();
	await clean(page);
	await page.goto(`/termin/${page.url().split("/").pop()}`);
	await fits(page);
	await keys.press(page.getByRole("link", { name: "Verschieben" }));
	await keys.arrived("Termin verschieben");
	await keys.press(await timeOf(page, 8));
	await button("Ja, verschieben").waitFor();
	await keys.held("a time was chosen");
	await fits(page);
	await keys.press(button("Ja, verschieben"));
	await keys.arrived("Ihr Termin");
	await keys.press(button("Termin absagen"));
	await button("Ja, absagen").waitFor();
	await keys.held("asked whether to cancel");
	await fits(page);
	await keys.press(button("Ja, absagen"));
	await page.getByText("Er wurde auf Ihren Wunsch abgesagt.").waitFor();
	await keys.held("it was cancelled");
	await clean(page);
	visitor.calm();
	await visitor.close();
});

test.each(ways)("a case: a document, the declaration and the result (%s)", { timeout: 240_000 }, async (way) => {
	const visitor = await visit(browser, office.url, {}, way);
	const { page } = visitor;
	const keys = new Keyboard(page);
	const button = (name: string | RegExp) => page.getByRole("button", { name });
	const { booking, ofCase } = await book(page);
	await page.goto(`/vorgang/${ofCase}`);
	await fits(page);
	await keys.press(page.getByRole("link", { name: /Unterlagen/ }));
	await keys.arrived("Unterlagen");
	await keys.tick(page.getByLabel("Bestätigung des Wohnungsgebers"));
	await keys.to(page.getByLabel("Datei wählen"));
	await page.getByLabel("Datei wählen").setInputFiles({
		name: "Wohnungsgeberbestätigung.png",
		mimeType: "image/png",
		buffer: await page.screenshot(),
	});
	await keys.held("a file was chosen");
	await keys.press(button("Hochladen"));
	await page.getByText("„Wohnungsgeberbestätigung.png“ ist angekommen").waitFor();
	await keys.held("the file has arrived");
	await fits(page);
	await page.goto(`/termin/${booking}`);
	await keys.press(button("Ich bin da"));
	await page.getByText("Sie sind angemeldet", { exact: true }).first().waitFor();
	await keys.held("being there");
	await fits(page);
	const clerk = new Clerk(office);
	await clerk.prepareMove(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}`);
	await keys.press(page.getByRole("link", { name: /Unterschreiben/ }));
	await keys.arrived("Lesen und unterschreiben");
	await page.getByText("Lovelace").first().waitFor();
	await fits(page);
	await keys.press(button("Jetzt unterschreiben"));
	await page.getByText(/Bitte prüfen Sie/).waitFor();
	await keys.held("what is missing is said");
	for (const box of await page.getByRole("checkbox").all()) await keys.tick(box);
	await keys.tick(page.getByLabel(/Mit einem Wort zustimmen/));
	await keys.type(page.getByLabel("Schreiben Sie „einverstanden“"), "einverstanden");
	await fits(page);
	await keys.press(button("Jetzt unterschreiben"));
	await page.getByRole("heading", { level: 1, name: "Unterschrieben" }).waitFor();
	await keys.held("it was signed");
	await clerk.finishMove(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}/ergebnis`);
	await page.getByText("Ihr Anliegen ist erledigt").waitFor();
	await keys.press(button("Meldebestätigung ausstellen"));
	const saved = button("Speichern Amtliche Meldebestätigung");
	await saved.waitFor();
	await keys.held("the paper was made");
	await fits(page);
	const [download] = await Promise.all([page.waitForEvent("download"), keys.press(saved)]);
	expect(download.suggestedFilename()).toMatch(/\.pdf$/);
	await keys.held("the paper was saved");
	await page.goto(`/vorgang/${ofCase}/verlauf`);
	await page.getByText("Die Erklärung wurde unterschrieben").waitFor();
	await clean(page);
	visitor.calm();
	await visitor.close();
});
