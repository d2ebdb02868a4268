import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { book } from "./helpers/booking";
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

const title = (visitor: Visitor, name: string) => visitor.page.getByRole("heading", { level: 1, name }).waitFor();

async function arrive({ page }: Visitor, booking: string): Promise<void> {
	await page.goto(`/termin/${booking}`);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Sie sind angemeldet", { exact: true }).first().waitFor();
}

test("a change of residence, from the appointment to the confirmation that is saved", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking, ofCase } = await book(page);
	await page.goto(`/vorgang/${ofCase}`);
	await title(visitor, "Ummeldung");
	await clean(page);
	await shot(page, "vorgang");

	// A document, by a file of the citizen's own.
	await page.getByRole("link", { name: /Unterlagen/ }).click();
	await title(visitor, "Unterlagen");
	await clean(page);
	await page.getByLabel("Bestätigung des Wohnungsgebers").check();
	await page.getByLabel("Datei wählen").setInputFiles({
		name: "Wohnungsgeberbestätigung.png",
		mimeType: "image/png",
		buffer: await page.screenshot(),
	});
	await page.getByRole("button", { name: "Hochladen" }).click();
	await page.getByText("„Wohnungsgeberbestätigung.png“ ist angekommen").waitFor();
	await page.getByText("angekommen", { exact: true }).waitFor();
	await clean(page);
	await shot(page, "unterlagen");

	await arrive(visitor, booking);
	await clean(page);
	const clerk = new Clerk(office);
	await clerk.prepareMove(booking, ofCase);

	await page.goto(`/vorgang/${ofCase}`);
	await page.getByRole("link", { name: /Unterschreiben/ }).click();
	await title(visitor, "Lesen und unterschreiben");
	await page.getByText("Lovelace").first().waitFor();
	await clean(page);
	await shot(page, "unterschreiben");
	// Nothing is signed in haste: without reading and a way it says what is missing.
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await page.getByText(/Bitte prüfen Sie/).waitFor();
	await clean(page);
	for (const box of await page.getByRole("checkbox").all()) await box.check();
	await page.getByLabel(/Mit einem Wort zustimmen/).check();
	await page.getByLabel("Schreiben Sie „einverstanden“").fill("einverstanden");
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await title(visitor, "Unterschrieben");
	await clean(page);

	await clerk.finishMove(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}/ergebnis`);
	await page.getByText("Ihr Anliegen ist erledigt").waitFor();
	await page.getByRole("button", { name: "Meldebestätigung ausstellen" }).click();
	const saved = page.getByRole("button", { name: "Speichern Amtliche Meldebestätigung" });
	await saved.waitFor();
	await clean(page);
	await shot(page, "ergebnis");
	const [download] = await Promise.all([page.waitForEvent("download"), saved.click()]);
	expect(download.suggestedFilename()).toMatch(/\.pdf$/);
	await title(visitor, "Ergebnis und Schreiben");

	await page.goto(`/vorgang/${ofCase}/verlauf`);
	await page.getByText("Die Erklärung wurde unterschrieben").waitFor();
	await page.getByText("Eine Kopie eines Schreibens wurde abgerufen").waitFor();
	await clean(page);
	await shot(page, "verlauf");
	visitor.calm();
	await visitor.close();
});
