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

const title = ({ page }: Visitor, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Books, and answers what somebody then has in their hands: the code from the page, the link from the mail. */
async function booked(): Promise<{ visitor: Visitor; booking: string; ofCase: string; code: string; link: string }> {
	const visitor = await visit(browser, office.url);
	const { booking, ofCase } = await book(visitor.page);
	const code = ((await visitor.page.locator(".code-digits").textContent()) ?? "").replace(/\D/g, "");
	expect(code).toMatch(/^\d{6}$/);
	const before = Date.now();
	for (;;) {
		const mail = office.mails().find((text) => text.includes(booking));
		const link = /\/termin#[\w.~%-]+/.exec(mail ?? "")?.[0];
		if (link) {
			expect(mail, "the code stands in no mail").not.toContain(code);
			return { visitor, booking, ofCase, code, link };
		}
		if (Date.now() - before > 20_000) throw new Error(`no mail with a link:\n${mail}`);
		await new Promise((go) => setTimeout(go, 200));
	}
}

async function enter({ page }: Visitor, code: string): Promise<void> {
	await page.getByLabel("Code mit sechs Ziffern").fill(code);
	await page.getByRole("button", { name: "Termin öffnen" }).click();
}

test("by the link and the code somebody comes back on another device, changes the appointment and leaves", async () => {
	const { visitor, booking, code, link } = await booked();
	await clean(visitor.page);
	await shot(visitor.page, "fertig-code");
	const other = await visit(browser, office.url);
	const { page } = other;
	await page.goto(link);
	await title(other, "Bitte geben Sie Ihren Code ein");
	// The token is gone from the address at once, and from what a reload would send.
	expect(new URL(page.url()).hash).toBe("");
	await clean(page);
	await enter(other, "12");
	await page.getByRole("link", { name: "Der Code hat sechs Ziffern." }).waitFor();
	await enter(other, code === "000000" ? "000001" : "000000");
	await page.getByText("Das hat nicht geklappt").waitFor();
	await clean(page);
	await shot(page, "code-falsch");
	// With a blank in the middle, as it is shown, it is the same code.
	await enter(other, `${code.slice(0, 3)} ${code.slice(3)}`);
	await title(other, "Ihr Termin");
	expect(new URL(page.url()).pathname).toBe(`/termin/${booking}`);
	const kept = await page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]));
	expect(kept).not.toContain(link.split("#")[1]);
	expect(kept).not.toContain(code);
	await page.reload();
	await title(other, "Ihr Termin");
	await page.getByRole("button", { name: "Termin absagen" }).click();
	await page.getByRole("button", { name: "Ja, absagen" }).click();
	await page.getByText("Er wurde auf Ihren Wunsch abgesagt.").waitFor();
	// The first device hears of it without being touched.
	await visitor.page.goto(`/termin/${booking}`);
	await visitor.page.getByText("Dieser Termin ist abgesagt").waitFor();
	// Leaving ends the session at the server, too.
	await page.goto("/termin");
	await page.getByRole("button", { name: "Zugang auf diesem Gerät beenden" }).click();
	await clean(page);
	await page.getByRole("button", { name: "Ja, jetzt beenden" }).click();
	await title(other, "Ihr Bürgeramt – von zu Hause aus");
	await page.goto(`/termin/${booking}`);
	await title(other, "Hier können wir Ihnen nichts zeigen");
	await other.close();
	await visitor.close();
});

test("five wrong codes lock a link, and the right one does not open it any more", async () => {
	const { visitor, code, link } = await booked();
	const other = await visit(browser, office.url);
	await other.page.goto(link);
	const wrong = code === "999999" ? "999998" : "999999";
	for (let i = 0; i < 5; i += 1) {
		await enter(other, wrong);
		await other.page.getByText("Das hat nicht geklappt").waitFor();
		await other.page.waitForTimeout(100);
	}
	await enter(other, code);
	await other.page.getByText("Das hat nicht geklappt").waitFor();
	await other.page.waitForTimeout(300);
	await title(other, "Bitte geben Sie Ihren Code ein");
	await clean(other.page);
	await other.close();
	await visitor.close();
});

test("somebody sees who looked into their case", async () => {
	const { visitor, ofCase } = await booked();
	const { page } = visitor;
	await new Clerk(office).run("case", {}, { id: ofCase });
	await page.goto(`/vorgang/${ofCase}/verlauf`);
	await page.getByText("Jemand aus dem Amt hat in den Vorgang gesehen").waitFor();
	await page.getByText("Sachbearbeitung").first().waitFor();
	await clean(page);
	await shot(page, "verlauf-einsicht");
	visitor.calm();
	await visitor.close();
});

test("the staff signs in by name and password, and out again", async () => {
	const visitor = await visit(browser, office.url, { viewport: { width: 1280, height: 800 } });
	const { page } = visitor;
	const password = /Clara Klein\s+(\S+)\s+Clerk/.exec(office.printed())?.[1] ?? "";
	await page.goto("/dienst");
	await title(visitor, "Anmelden");
	await page.getByLabel("Name").fill("Clara Klein");
	await page.getByLabel("Passwort").fill("falsch und lang genug");
	await page.getByRole("button", { name: "Anmelden" }).click();
	await page.getByText("Die Anmeldung hat nicht geklappt").waitFor();
	await clean(page);
	await page.getByLabel("Passwort").fill(password);
	await page.getByRole("button", { name: "Anmelden" }).click();
	await page.getByText("Angemeldet als Clara Klein").waitFor();
	await page.getByRole("button", { name: "Abmelden" }).click();
	await title(visitor, "Anmelden");
	expect(await page.getByText("Angemeldet als").count()).toBe(0);
	await page.goto("/dienst");
	await title(visitor, "Anmelden");
	await visitor.close();
});
