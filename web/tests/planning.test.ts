import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrived, widen } from "./helpers/api";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { day } from "./helpers/day";
import { type Office, openOffice } from "./helpers/office";
import { signIn, told } from "./helpers/staff";

let office: Office;
let browser: Browser;
let planner: Visitor;
let page: Page;
/** The day on which somebody has an appointment, whom a new plan can leave without a place. */
let on: string;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	({ on } = await arrived(office, "TAX_ID", {
		name: "Ada Lovelace",
		mail: "ada@example.org",
		phone: "+49 681 555001",
	}));
	planner = await visit(browser, office.url, { viewport: DESK });
	page = planner.page;
	await signIn(page, office, "Thea Trenz", "/dienst/planung");
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

test("opening hours are defined, and what they are stands there", async () => {
	await page.getByRole("heading", { name: "Neu festlegen" }).waitFor();
	await clean(page);
	await page.getByRole("textbox", { name: "Erster Tag" }).first().fill(day(20));
	await page.getByRole("button", { name: "Zeile hinzufügen" }).click();
	await page.getByLabel("Zeiteinheit (Minuten)").fill("10");
	await page.getByRole("button", { name: "Schließung hinzufügen" }).click();
	const closed = page.getByRole("group", { name: "Geschlossene Tage" });
	await closed.getByLabel("Erster Tag").fill(day(30));
	await closed.getByLabel("Letzter Tag").fill(day(31));
	await shot(page, "planning-hours");
	await page.getByRole("button", { name: "Öffnungszeiten festlegen" }).click();
	await page.waitForURL("**/dienst/planung/konflikte");
	await page.getByRole("link", { name: "Öffnungszeiten" }).click();
	await page.getByRole("cell", { name: "Samstag" }).waitFor();
	await page.getByText("freier Tag des Hauses").first().waitFor();
	await clean(page);
});

test("a line that ends before it begins is refused on the page, and nothing typed is lost", async () => {
	await page.getByLabel("Bis", { exact: true }).first().fill("07:00");
	await page.getByRole("button", { name: "Öffnungszeiten festlegen" }).click();
	await page.getByText("Bitte prüfen Sie eine Angabe").waitFor();
	await clean(page);
	await page.getByRole("link", { name: "Warteliste" }).click();
	await page.getByText("Niemand wartet").waitFor();
	await clean(page);
	await page.getByRole("link", { name: "Öffnungszeiten" }).click();
	expect(await page.getByLabel("Bis", { exact: true }).first().inputValue()).toBe("07:00");
});

test("a day is closed: whoever has an appointment is named, and gets their place back when it opens", async () => {
	await page.getByRole("link", { name: "Einzelner Tag" }).click();
	await clean(page);
	await page.getByLabel("Tag", { exact: true }).fill(on);
	await page.getByRole("button", { name: "Tag schließen" }).click();
	await page.getByText("ist geschlossen").waitFor();
	await clean(page);
	await page.getByRole("link", { name: "Konflikte ansehen" }).click();
	await page.getByText("Ada Lovelace").waitFor();
	await clean(page);
	await shot(page, "planning-conflicts");
	await page.getByRole("link", { name: "Einzelner Tag" }).click();
	await page.getByLabel("Tag wieder öffnen").check();
	await page.getByLabel("Tag", { exact: true }).fill(on);
	await page.getByRole("button", { name: "Tag wieder öffnen" }).click();
	await page.getByText("ist wieder offen").waitFor();
	await page.getByRole("link", { name: "Konflikte", exact: true }).click();
	await page.getByText("Keine Konflikte").waitFor();
});

test("a day is called off only after it was asked again", async () => {
	await page.getByRole("link", { name: "Einzelner Tag" }).click();
	await page.getByLabel("Tag absagen").check();
	await page.getByLabel("Tag", { exact: true }).fill(day(2));
	await page.getByRole("button", { name: "Tag absagen" }).click();
	await page.getByRole("dialog").waitFor();
	await clean(page);
	await page.getByRole("dialog").getByRole("button", { name: "Tag absagen" }).click();
	await page.getByText("ist abgesagt").waitFor();
	planner.calm();
});

test("a team lead takes over a case and declines it with a reason", async () => {
	await page.getByRole("link", { name: "Teamleitung" }).click();
	await page.getByText("Nichts zu entscheiden").waitFor();
	await clean(page);
	await shot(page, "lead");
	await page.getByRole("link", { name: "Zu den Vorgängen" }).click();
	await page.getByRole("button", { name: "Ohne Zuständige" }).click();
	await clean(page);
	await page
		.getByRole("row", { name: /Lovelace/ })
		.getByRole("link")
		.click();
	await page.locator("#step-assign").click();
	await page.getByRole("button", { name: "Übernehmen" }).click();
	await told(page, "Sie bearbeiten den Vorgang jetzt.");
	await page.locator("#step-decline").click();
	await page.getByLabel("Begründung").fill("Die Person ist nicht zuständig.");
	await clean(page);
	await page.getByRole("button", { name: "Vorgang ablehnen" }).click();
	await told(page, "Der Vorgang ist abgelehnt.");
	planner.calm();
});
