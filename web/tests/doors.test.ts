import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrived, widen } from "./helpers/api";
import { book, chooseErrand, chooseTime, fillContact } from "./helpers/booking";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { type Office, openOffice } from "./helpers/office";
import { passwordOf, pressUnknown, signIn } from "./helpers/staff";

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

/** The server cannot end a session for now. */
const refuseToEnd = (page: Page) =>
	page.route("**/session", (route) =>
		route.request().method() === "DELETE" ? route.fulfill({ status: 503, body: "" }) : route.continue(),
	);

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
	await refuseToEnd(page);
	await page.getByRole("button", { name: "Ja, jetzt beenden" }).click();
	await page.getByText("Der Zugang auf diesem Gerät ist noch offen.").waitFor();
	await clean(page);
	await page.unroute("**/session");
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

	// More of it is asked for where the server says that there is more; when that fails it is said, and nothing stands there twice.
	let fails = true;
	let asked = 0;
	await page.route("**/graphql", async (route) => {
		const { variables } = route.request().postDataJSON() as { variables: { after?: string | null } };
		if (variables.after) {
			asked += 1;
			await new Promise((go) => setTimeout(go, 300));
			if (fails) return route.fulfill({ status: 503, body: "" });
		}
		const response = await route.fetch();
		const said = await response.json();
		if (said.data?.caseHistory && !variables.after) said.data.caseHistory.pageInfo.hasNextPage = true;
		return route.fulfill({ response, json: said });
	});
	await page.reload();
	const more = page.getByRole("button", { name: "Mehr zeigen" });
	await more.waitFor();
	const entries = await page.locator(".line-of-time li").count();
	await more.click();
	await page.getByText("Da ist bei uns etwas schiefgegangen").waitFor();
	await clean(page);
	fails = false;
	await more.dblclick();
	await page.getByRole("button", { name: /Mehr zeigen|Einen Moment/ }).waitFor({ state: "detached" });
	expect(asked).toBe(2);
	expect(await page.locator(".line-of-time li").count()).toBe(entries);
	expect(await page.getByText("Da ist bei uns etwas schiefgegangen").count()).toBe(0);
	await page.unrouteAll({ behavior: "wait" });
	await visitor.close();
});

test("whoever leaves in the middle of booking leaves nothing behind that they have typed", async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	await chooseErrand(page);
	await chooseTime(page);
	await fillContact(page);
	await page.getByRole("banner").getByRole("link").first().click();
	await page.getByRole("link", { name: "Meine Termine" }).click();
	await page.getByRole("button", { name: "Zugang auf diesem Gerät beenden" }).click();
	await page.getByRole("button", { name: "Ja, jetzt beenden" }).click();
	await title(visitor, "Ihr Bürgeramt – von zu Hause aus");
	// The next one at the same device books in the same window.
	await page.getByRole("link", { name: "Termin buchen" }).click();
	await title(visitor, "Was möchten Sie erledigen?");
	expect(await page.locator("input:checked").count()).toBe(0);
	await page.locator("#errand-CHANGE_OF_RESIDENCE").check();
	await page.getByRole("button", { name: "Weiter" }).click();
	await page.locator("button.time").first().waitFor();
	await chooseTime(page);
	for (const label of ["Vor- und Nachname", "Telefonnummer", "E-Mail-Adresse"])
		expect(await page.getByLabel(label).inputValue(), label).toBe("");
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
	await refuseToEnd(page);
	await page.getByRole("button", { name: "Abmelden" }).click();
	await page.getByRole("heading", { name: "Sie sind noch angemeldet" }).waitFor();
	await clean(page);
	await page.unroute("**/session");
	await page.getByRole("button", { name: "Schließen" }).click();
	// Without a line it is said as well, and done as soon as there is one.
	await visitor.context.setOffline(true);
	await page.getByRole("button", { name: "Abmelden" }).click();
	await page.getByRole("heading", { name: "Sie sind noch angemeldet" }).waitFor();
	await visitor.context.setOffline(false);
	await title(visitor, "Anmelden");
	expect(await page.getByText("Angemeldet als").count()).toBe(0);
	await page.goto("/dienst");
	await title(visitor, "Anmelden");
	await visitor.close();
});

test("a part of a page whose code does not come says so, and comes when it is asked for again", async () => {
	const visitor = await visit(browser, office.url, { viewport: DESK });
	const { page } = visitor;
	const door = "**/assets/SignIn-*.js";
	await page.route(door, (route) => route.abort());
	await page.goto("/dienst/tag");
	await page.getByText("Ein Teil der Seite wurde nicht geladen").waitFor();
	await page.unroute(door);
	await page.getByRole("button", { name: "Erneut versuchen" }).click();
	await page.getByLabel("Passwort").waitFor();
	await clean(page);
	visitor.calm();
	await visitor.close();
});

test("when a session has ended it begins again above the page, which hears of changes as before", async () => {
	await widen(office);
	const visitor = await visit(browser, office.url, { viewport: DESK });
	const { page } = visitor;
	const again = page.getByRole("heading", { name: "Bitte noch einmal anmelden" });
	const end = () => page.evaluate(() => fetch("/session", { method: "DELETE", headers: { "x-vorgang-csrf": "1" } }));
	await signIn(page, office, "Clara Klein", "/dienst/tag");
	await page.getByText("Niemand wartet.").waitFor();
	await end();
	// The page asks by itself at the latest every 15 seconds.
	await again.waitFor({ timeout: 30_000 });
	await clean(page);
	expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Clara Klein");
	await page.getByLabel("Passwort").fill(passwordOf(office, "Clara Klein"));
	await page.getByRole("button", { name: "Anmelden" }).click();
	await again.waitFor({ state: "detached" });
	const citizen = await arrived(office, "TAX_ID", {
		name: "Ada Lovelace",
		mail: "ada@example.org",
		phone: "+49 681 666001",
	});
	await page.locator('a[id^="waiting-"]', { hasText: citizen.number }).waitFor({ timeout: 12_000 });
	expect(await page.getByText("aktualisiert sich gerade nur alle 15 Sekunden").count()).toBe(0);

	// Whoever takes the other's place begins with a page of their own.
	await page.getByRole("link", { name: "Vorgänge", exact: true }).click();
	await title(visitor, "Vorgänge");
	await end();
	await pressUnknown(page, page.getByRole("link", { name: "Unzustellbares", exact: true }));
	await page.getByLabel("Name", { exact: true }).fill("Thea Trenz");
	await page.getByLabel("Passwort").fill(passwordOf(office, "Thea Trenz"));
	await page.getByRole("button", { name: "Anmelden" }).click();
	await page.getByText("Angemeldet als Thea Trenz").waitFor();
	await page.waitForURL("**/dienst/tag");
	await visitor.close();
});
