import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LANGUAGES } from "../src/app/i18n";
import { book, chooseErrand, chooseTime, fillContact } from "./helpers/booking";
import { clean, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { type Office, openOffice } from "./helpers/office";

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

const THEMES = ["light", "dark"] as const;
const WIDTHS = [320, 768, 1280] as const;
type Look = { language: (typeof LANGUAGES)[number]; theme: (typeof THEMES)[number]; width: (typeof WIDTHS)[number] };

const PRODUCT: Look[] = LANGUAGES.flatMap((language) =>
	THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))),
);

/** Twelve of the twenty-four: each pair of a language and a width once, with the themes in turn. */
const COVER: Look[] = LANGUAGES.flatMap((language, l) =>
	WIDTHS.map((width, w) => ({ language, width, theme: THEMES[(l + w) % 2] as "light" | "dark" })),
);

const FULL = process.env.FULL === "1";

test("the cover has every pair", () => {
	const pairs = (looks: Look[]) =>
		new Set(
			looks.flatMap(({ language, theme, width }) => [
				`${language} ${theme}`,
				`${language} ${width}`,
				`${theme} ${width}`,
			]),
		);
	expect(pairs(COVER)).toEqual(pairs(PRODUCT));
	expect(COVER).toHaveLength(12);
});

/** The page as it stands, in each look, without anything being entered anew. */
async function everyLook(page: Page): Promise<void> {
	for (const { language, theme, width } of FULL ? PRODUCT : COVER) {
		await page.emulateMedia({ colorScheme: theme });
		await page.setViewportSize({ width, height: 900 });
		await page.locator('select[name="language"]').selectOption(language);
		await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
		await clean(page);
	}
	await page.emulateMedia({ colorScheme: "light" });
	await page.locator('select[name="language"]').selectOption("de");
	await page.waitForFunction(() => document.documentElement.lang === "de");
	await page.setViewportSize({ width: 390, height: 844 });
	// Colours that the reader’s system chooses, and a page of 1280 pixels at 400 %.
	await page.emulateMedia({ forcedColors: "active" });
	await clean(page);
	await page.emulateMedia({ forcedColors: "none" });
	await page.setViewportSize({ width: 320, height: 256 });
	await clean(page);
	await page.setViewportSize({ width: 390, height: 844 });
}

const settled = (page: Page) => page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });

async function open(visitor: Visitor, path: string): Promise<Page> {
	await visitor.page.goto(path);
	await visitor.page.getByRole("heading", { level: 1 }).waitFor();
	await settled(visitor.page);
	return visitor.page;
}

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
	"/vorgang/00000000-0000-4000-8000-000000000000",
])("%s is clean in every look", async (path) => {
	const visitor = await visit(browser, office.url);
	await everyLook(await open(visitor, path));
	await shot(visitor.page, `seite${path.replace(/\W+/g, "-").replace(/-$/, "")}`);
	visitor.calm();
	await visitor.close();
});

test("the pages of a booking are clean in every look", { timeout: 300_000 }, async () => {
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
	await open(visitor, `/termin/${page.url().split("/").pop()}`);
	await everyLook(page);
	await page.getByRole("link", { name: "Verschieben" }).click();
	await page.locator("button.time").nth(15).click();
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

test("the pages of a case are clean in every look", { timeout: 300_000 }, async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking, ofCase } = await book(page, "CERTIFICATE_OF_CONDUCT");
	await open(visitor, `/vorgang/${ofCase}`);
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/unterlagen`);
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/unterschreiben`);
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/bezahlen`);
	await everyLook(page);
	await page.goto(`/termin/${booking}`);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Bitte halten Sie Ihr Telefon bereit.").waitFor();
	await everyLook(page);
	await new Clerk(office).prepareConduct(booking, ofCase);
	await open(visitor, `/vorgang/${ofCase}/unterschreiben`);
	await page.getByLabel(/Mit einem Wort/).check();
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/bezahlen`);
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/ergebnis`);
	await everyLook(page);
	await open(visitor, `/vorgang/${ofCase}/verlauf`);
	await everyLook(page);
	visitor.calm();
	await visitor.close();
});

test("a page that waits, one that is out of date, and one whose session has ended are clean", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking } = await book(page);
	// Slow: bars stand for what is on its way.
	await page.route("**/graphql", async (route) => {
		await new Promise((go) => setTimeout(go, 2500));
		await route.fallback();
	});
	await page.goto(`/termin/${booking}`);
	await page.locator(".skeleton span").first().waitFor();
	await clean(page);
	await page.getByText("gebucht", { exact: true }).waitFor();
	await page.unroute("**/graphql");
	// A fault of ours: what is there stays, and says of when it is.
	await page.route("**/graphql", (route) =>
		route.fulfill({
			status: 200,
			contentType: "application/json",
			headers: { "x-request-id": "0f3c" },
			body: '{"data":null,"errors":[{"message":"x","extensions":{"code":"INTERNAL","requestId":"0f3c"}}]}',
		}),
	);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Da ist bei uns etwas schiefgegangen").waitFor();
	await page.getByText("0f3c").waitFor();
	await clean(page);
	await shot(page, "fehler");
	await page.unroute("**/graphql");
	// The session has ended: it is asked for above the page.
	await page.route("**/graphql", (route) =>
		route.fulfill({
			status: 401,
			contentType: "application/json",
			body: '{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}',
		}),
	);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByRole("dialog").waitFor();
	await clean(page);
	await shot(page, "abgelaufen");
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await visitor.close();
});

test("the door of the staff is clean in every look", async () => {
	const visitor = await visit(browser, office.url);
	await everyLook(await open(visitor, "/dienst/anmelden"));
	await shot(visitor.page, "anmelden");
	await visitor.page.getByRole("button", { name: "Anmelden" }).click();
	await visitor.page.getByText("Bitte prüfen Sie 2 Angaben").waitFor();
	await clean(visitor.page);
	visitor.calm();
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
