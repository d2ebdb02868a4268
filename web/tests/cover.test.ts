import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LANGUAGES } from "../src/app/i18n";
import { book, chooseErrand, chooseTime, fillContact, timeOf } from "./helpers/booking";
import { clean, open, openBrowser, PHONE, shot, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { coverOf, everyLookOf, PATIENCE, pairsOf, productOf } from "./helpers/looks";
import { type Office, openOffice } from "./helpers/office";
import { expired, failing, waiting } from "./helpers/states";

let office: Office;
let browser: Browser;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

const everyLook = everyLookOf(LANGUAGES, PHONE);

test("the cover has every pair", () => {
	expect(pairsOf(coverOf(LANGUAGES))).toEqual(pairsOf(productOf(LANGUAGES)));
	expect(coverOf(LANGUAGES)).toHaveLength(12);
});

test.each([
	"/",
	"/barrierefreiheit",
	"/barriere-melden",
	"/leichte-sprache",
	"/gebaerdensprache",
	"/impressum",
	"/datenschutz",
	"/gibt-es-nicht",
	"/buchen/zeit",
	"/buchen/pruefen",
	"/termin",
	"/gast",
	"/vorgang/00000000-0000-4000-8000-000000000000",
])("%s is clean in every look", { timeout: PATIENCE }, async (path) => {
	const visitor = await visit(browser, office.url);
	await open(visitor.page, path);
	await everyLook(visitor.page);
	await shot(visitor.page, `seite${path.replace(/\W+/g, "-").replace(/-$/, "")}`, 600);
	visitor.calm();
	await visitor.close();
});

test("the pages of a booking are clean in every look", { timeout: PATIENCE }, async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	await page.goto("/buchen/anliegen");
	await page.locator("#errand-CHANGE_OF_RESIDENCE").check();
	await everyLook(page);
	await chooseErrand(page);
	await everyLook(page);
	await page.getByRole("button", { name: "Als Kalender zeigen" }).click();
	await page.locator(".month button").first().click();
	await page.locator("button.time").first().waitFor();
	await everyLook(page);
	await page.getByRole("button", { name: "Als Liste zeigen" }).click();
	await page.locator("button.time").first().waitFor();
	await chooseTime(page, 10);
	await page.getByRole("button", { name: "Weiter" }).click();
	await page.getByText("Bitte prüfen Sie 2 Angaben").waitFor();
	await everyLook(page);
	await fillContact(page);
	await everyLook(page);
	await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
	await page.getByRole("heading", { level: 1, name: "Ihr Termin steht fest" }).waitFor();
	await page.locator('a[href^="/vorgang/"]').first().waitFor();
	await everyLook(page);
	await open(page, `/termin/${page.url().split("/").pop()}`);
	await everyLook(page);
	await page.getByRole("link", { name: "Verschieben" }).click();
	await (await timeOf(page, 15)).click();
	await everyLook(page);
	await page.goto("/termin");
	await page.getByRole("heading", { name: "Kommende Termine" }).waitFor();
	await everyLook(page);
	await page.goto("/termin");
	await page.evaluate(() => {
		location.hash = "abc";
	});
	await page.getByRole("heading", { level: 1, name: "Bitte geben Sie Ihren Code ein" }).waitFor();
	await everyLook(page);
	await shot(page, "code");
	visitor.calm();
	await visitor.close();
});

test("the pages of a guest are clean in every look", { timeout: PATIENCE }, async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	await page.goto("/gast#vi1.none");
	await page.getByRole("heading", { level: 1, name: "Sie sind zu einem Gespräch eingeladen" }).waitFor();
	await everyLook(page);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Diese Einladung gilt nicht").waitFor();
	await everyLook(page);
	visitor.calm();
	await visitor.close();
});

test("the pages of a case are clean in every look", { timeout: PATIENCE }, async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking, ofCase } = await book(page, "CERTIFICATE_OF_CONDUCT");
	await open(page, `/vorgang/${ofCase}`);
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/unterlagen`);
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/unterschreiben`);
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/bezahlen`);
	await everyLook(page);
	await page.goto(`/termin/${booking}`);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Bitte halten Sie Ihr Telefon bereit.").waitFor();
	await everyLook(page);
	await new Clerk(office).prepareConduct(booking, ofCase);
	await open(page, `/vorgang/${ofCase}/unterschreiben`);
	await page.getByLabel(/Mit einem Wort/).check();
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/bezahlen`);
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/ergebnis`);
	await everyLook(page);
	await open(page, `/vorgang/${ofCase}/verlauf`);
	await everyLook(page);
	visitor.calm();
	await visitor.close();
});

test("a page that waits, one that is out of date, and one whose session has ended are clean", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking } = await book(page);
	// Slow: bars stand for what is on its way.
	const answer = await waiting(page);
	await page.goto(`/termin/${booking}`);
	await page.locator(".skeleton span").first().waitFor();
	await clean(page);
	await answer();
	await page.getByText("gebucht", { exact: true }).waitFor();
	// A fault of ours: what is there stays, and says of when it is.
	const mend = await failing(page);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Da ist bei uns etwas schiefgegangen").waitFor();
	await page.getByText("0f3c").waitFor();
	await clean(page);
	await shot(page, "fehler");
	await mend();
	// The session has ended: it is asked for above the page.
	await expired(page);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByRole("dialog").waitFor();
	await clean(page);
	await shot(page, "abgelaufen");
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await visitor.close();
});

test("without a script the page says how it goes by telephone", async () => {
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: office.url });
	const page = await context.newPage();
	await page.goto("/buchen/zeit");
	await page.locator('noscript a[href="tel:115"]').first().waitFor();
	expect(await page.locator("noscript h1").isVisible()).toBe(true);
	await context.close();
});
