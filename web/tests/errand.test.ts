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
	await page.getByRole("checkbox").first().waitFor();
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

test("a certificate of conduct: signed with a number, the fee cancelled, then paid once, the receipt saved", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking, ofCase } = await book(page, "CERTIFICATE_OF_CONDUCT");
	await arrive(visitor, booking);
	const clerk = new Clerk(office);
	await clerk.prepareConduct(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}/unterschreiben`);
	await page.getByRole("checkbox").first().waitFor();
	for (const box of await page.getByRole("checkbox").all()) await box.check();
	await page.getByLabel(/Mit einer Nummer/).check();
	await clean(page);
	await shot(page, "unterschreiben-nummer");
	const { tan } = await clerk.run("tell_tan", { case: ofCase });
	const wrong = String((Number(tan) + 1) % 10 ** String(tan).length).padStart(String(tan).length, "0");
	await page.getByLabel("Die Nummer", { exact: true }).fill(wrong);
	// Acknowledging the pages comes first, and a wrong number is said beside the field.
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await page
		.getByText(/Die Nummer stimmt nicht/)
		.first()
		.waitFor();
	await clean(page);
	await page.getByLabel("Die Nummer", { exact: true }).fill(tan);
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await title(visitor, "Unterschrieben");

	await page.goto(`/vorgang/${ofCase}`);
	await page.getByRole("link", { name: /Bezahlen/ }).click();
	await title(visitor, "Gebühr bezahlen");
	await page.getByText("13,00").first().waitFor();
	await clean(page);
	await shot(page, "bezahlen");
	await page.getByRole("button", { name: "Online bezahlen" }).click();
	await page.waitForURL(/sandbox-pay/);
	await page.locator('button[value="cancels"]').click();
	await page.goto(`/vorgang/${ofCase}/bezahlen`);
	await page.getByText("Sie haben die Zahlung abgebrochen").waitFor({ timeout: 30_000 });
	await clean(page);
	await shot(page, "bezahlen-abgebrochen");
	await page.getByRole("button", { name: "Noch einmal bezahlen" }).click();
	await page.waitForURL(/sandbox-pay/);
	// Whoever comes back without having paid is led to the same page, and to no second one.
	const payPage = page.url();
	await page.goto(`/vorgang/${ofCase}/bezahlen`);
	await page.getByText("Eine Zahlung läuft").waitFor();
	await clean(page);
	await shot(page, "bezahlen-laeuft");
	const again = page.getByRole("link", { name: "Zur Zahlungsseite" });
	await again.waitFor();
	expect(await again.getAttribute("href")).toBe(payPage);
	await again.click();
	await page.locator('button[value="card"]').click();
	await page.goto(`/vorgang/${ofCase}/bezahlen`);
	await page.getByText(/13,00.*sind bezahlt/).waitFor({ timeout: 30_000 });
	await clean(page);
	await shot(page, "bezahlt");
	await page.getByRole("link", { name: "Zur Quittung" }).click();
	await page.getByRole("button", { name: "Quittung ausstellen" }).click();
	const saved = page.getByRole("button", { name: "Speichern Quittung" });
	await saved.waitFor();
	const [download] = await Promise.all([page.waitForEvent("download"), saved.click()]);
	expect(download.suggestedFilename()).toMatch(/\.pdf$/);
	await clean(page);
	await visitor.close();
});

test("somebody signs by drawing, after every page was read", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	const { booking, ofCase } = await book(page, "CERTIFICATE_OF_CONDUCT");
	await arrive(visitor, booking);
	await new Clerk(office, "David Dahm").prepareConduct(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}/unterschreiben`);
	await page.getByRole("checkbox").first().waitFor();
	for (const box of await page.getByRole("checkbox").all()) await box.check();
	await page.getByLabel(/Mit dem Finger oder der Maus/).check();
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await page.getByText("Zeichnen Sie Ihre Unterschrift, oder wählen Sie einen anderen Weg.").first().waitFor();
	await clean(page);
	const pad = page.locator("#pad");
	await pad.scrollIntoViewIfNeeded();
	const box = await pad.boundingBox();
	if (!box) throw new Error("no pad");
	for (const [from, to] of [
		[0.1, 0.4],
		[0.45, 0.8],
	] as const) {
		await page.mouse.move(box.x + box.width * from, box.y + box.height * 0.7);
		await page.mouse.down();
		for (let i = 1; i <= 12; i += 1)
			await page.mouse.move(
				box.x + box.width * (from + ((to - from) * i) / 12),
				box.y + box.height * (0.5 + 0.25 * Math.sin(i)),
			);
		await page.mouse.up();
	}
	await clean(page);
	await shot(page, "unterschreiben-zeichnen");
	await page.getByRole("button", { name: "Jetzt unterschreiben" }).click();
	await title(visitor, "Unterschrieben");
	visitor.calm();
	await visitor.close();
});
