import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrived, caller, tokenOf, widen } from "./helpers/api";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { day } from "./helpers/day";
import { type Office, openOffice } from "./helpers/office";
import { signIn } from "./helpers/staff";

let office: Office;
let browser: Browser;
let analyst: Visitor;
let page: Page;
let filed: { case: string; reference: string };

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	// Somebody asks for their tax identification number, gets it, and leaves something to look into.
	const citizen = await arrived(office, "TAX_ID", {
		name: "Ada Lovelace",
		mail: "ada@example.org",
		phone: "+49 681 555001",
	});
	const clerk = new Clerk(office);
	const reference = await clerk.sendTaxId(citizen.booking, citizen.case);
	await clerk.run("complete_case", { case: citizen.case });
	await clerk.goodbye(citizen.booking, [{ service: "TAX_ID", quantity: 1 }]);
	filed = { case: citizen.case, reference };
	analyst = await visit(browser, office.url, { viewport: DESK, acceptDownloads: true });
	page = analyst.page;
	await signIn(page, office, "Nora Naumann", "/dienst/zahlen");
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

test("the utilisation says its finding, and chart, table and file are the same numbers", async () => {
	await page.getByText(/der angebotenen Zeit waren gebucht/).waitFor();
	await clean(page);
	await page.getByText("Als Tabelle").click();
	await clean(page);
	const cells = await page.locator("figure table tbody tr").last().locator("td").allTextContents();
	const [saved] = await Promise.all([
		page.waitForEvent("download"),
		page.getByRole("button", { name: "Als CSV speichern" }).click(),
	]);
	const lines = readFileSync((await saved.path()) ?? "", "utf8")
		.trim()
		.split("\r\n");
	expect(lines[0]).toMatch(/Woche;Geplant/);
	const plain = (text: string | undefined) => text?.replace(/\./g, "");
	expect(lines.at(-1)?.split(";")[1]).toBe(plain(cells[0]));
	// Whatever the file says is what the API says.
	const api = caller(office, tokenOf(office, "Nora Naumann"));
	const [, from, to] = /auslastung-(\S{10})-(\S{10})\.csv/.exec(saved.suggestedFilename()) ?? [];
	const rows = await api.call<{ start: string; plannedPublic: number; plannedInternal: number }[]>(
		"query($from: NaiveDate!, $to: NaiveDate!) { utilisation(from: $from, to: $to, by: WEEK) { start plannedPublic plannedInternal } }",
		{ from, to },
	);
	expect(rows.map((row) => `${row.start};${row.plannedPublic + row.plannedInternal}`)).toEqual(
		lines.slice(1).map((line) => line.split(";").slice(0, 2).join(";")),
	);
});

test("the period is in the address, and the same address shows the same", async () => {
	// What is planned lies ahead.
	const [from, to] = [day(0), day(30)];
	await page.getByLabel("Von", { exact: true }).fill(from);
	await page.getByLabel("Bis", { exact: true }).fill(to);
	await page.getByLabel("Je", { exact: true }).selectOption("monat");
	await page.getByRole("button", { name: "Anzeigen" }).click();
	await page.waitForURL(`**/auslastung/${from}/${to}/monat`);
	const again = await page.context().newPage();
	await again.goto(page.url());
	await again.getByText(/der angebotenen Zeit waren gebucht/).waitFor();
	const finding = await again.locator("figcaption h2").textContent();
	await again.close();
	await expect.poll(() => page.locator("figcaption h2").textContent()).toBe(finding);
	await page.goto("/dienst/zahlen/auslastung/2020-01-01/2020-02-01/woche");
	await page.getByText("Keine Zahlen für diese Zeit").waitFor();
	await clean(page);
});

test("small groups are hidden, as the API hides them", async () => {
	await page.getByRole("link", { name: "Anliegen" }).click();
	await page.goto("/dienst/zahlen");
	await page.getByRole("link", { name: "Anliegen" }).click();
	await page.getByText("Es waren so wenige").waitFor();
	await page.getByRole("cell", { name: "weniger als 5" }).first().waitFor();
	await clean(page);
	await shot(page, "figures-few");
	analyst.calm();
});

test("an auditor finds a case and reads it as it was after each event, by the keyboard", async () => {
	const auditor = await visit(browser, office.url, { viewport: DESK });
	const desk = auditor.page;
	await signIn(desk, office, "Anton Arend", "/dienst/pruefung");
	await desk.getByRole("link", { name: filed.reference }).waitFor();
	await clean(desk);
	await shot(desk, "audit-find");
	await desk.getByRole("link", { name: filed.reference }).click();
	await desk.getByRole("heading", { name: /Ereignis \d+ von \d+/ }).waitFor();
	await desk.getByText("COMPLETED").first().waitFor();
	const events = Number(/von (\d+)/.exec((await desk.locator("#moment").textContent()) ?? "")?.[1]);
	expect(events).toBeGreaterThan(8);
	await clean(desk);
	// Back to the beginning: the case did not exist before it was opened.
	await desk.getByRole("slider").focus();
	await desk.keyboard.press("Home");
	await desk.getByText(`Ereignis 1 von ${events}`).waitFor();
	// Forward to the event that identified somebody.
	const status = desk.locator(".replay [role=status] strong");
	for (let n = 0; n < events && (await status.textContent()) !== "Identität festgestellt"; n += 1)
		await desk.keyboard.press("ArrowRight");
	expect(await status.textContent()).toBe("Identität festgestellt");
	await desk.getByRole("row", { name: /identifications\[1\]\.succeeded/ }).waitFor();
	expect(await desk.getByRole("row", { name: /^state/ }).count(), "the state did not change here").toBe(0);
	await clean(desk);
	await shot(desk, "audit-replay");
	// The single keys do the same, and the table has every event.
	await desk.locator("h1").click();
	await desk.keyboard.press("j");
	await expect.poll(() => status.textContent()).not.toBe("Identität festgestellt");
	await desk.keyboard.press("t");
	expect(await desk.locator("section[aria-label='Als Tabelle'] tbody tr").count()).toBe(events);
	await clean(desk);
	auditor.calm();
	await auditor.close();
});

test("whoever may not see a page is told so", async () => {
	await page.goto("/dienst/pruefung");
	await page.getByText("Dafür fehlt Ihnen der Zugang").waitFor();
	await clean(page);
});
