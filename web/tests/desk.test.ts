import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, comes, tokenOf, widen } from "./helpers/api";
import { clean, DESK, open, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { type Office, openOffice } from "./helpers/office";
import { passwordOf, pressUnknown, signIn, step, told } from "./helpers/staff";

let office: Office;
let browser: Browser;
let clara: Visitor;
let page: Page;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	clara = await visit(browser, office.url, { viewport: DESK });
	page = clara.page;
	await signIn(page, office, "Clara Klein", "/dienst/tag");
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

const focused = () =>
	page.evaluate(() => {
		const at = document.activeElement;
		return at && at !== document.body ? at.id || (at.textContent ?? "") : "";
	});
/** Nothing hides what has the focus, and there is always something that has it. */
async function inSight(): Promise<void> {
	const seen = await page.evaluate(() => {
		const at = document.activeElement;
		if (!at || at === document.body) return "nothing has the focus";
		const box = at.getBoundingClientRect();
		const found = document.elementFromPoint(
			box.left + Math.min(10, box.width / 2),
			box.top + Math.min(10, box.height / 2),
		);
		return found && (at.contains(found) || found.contains(at)) ? "" : `${at.outerHTML.slice(0, 120)} is hidden`;
	});
	expect(seen).toBe("");
}
/** Presses Tab until something is reached, and no more often than is decent. */
async function tabTo(wanted: string, most = 30): Promise<void> {
	for (let n = 0; n < most; n += 1) {
		if ((await focused()).includes(wanted)) return inSight();
		await page.keyboard.press("Tab");
	}
	throw new Error(`${wanted} was not reached; the focus is at ${await focused()}`);
}

test("an empty day says so, and who arrives appears by themselves", async () => {
	await page.getByText("Niemand wartet.").waitFor();
	await clean(page);
	const citizen = await comes(office, "TAX_ID", "COUNTER");
	const since = Date.now();
	// A page that is not told asks again every 15 seconds.
	await page.getByRole("link", { name: citizen.number }).waitFor({ timeout: 12_000 });
	process.stdout.write(`who arrives stands on the page of the day after ${Date.now() - since} ms\n`);
	await clean(page);
	await shot(page, "desk-day");
});

test("an errand at the counter from the call to the end by keyboard alone", async () => {
	await page.locator("h1").focus();
	await page.keyboard.press("n");
	await page.waitForURL("**/dienst/vorgang/*");
	await page.getByRole("button", { name: "Gespräch beginnen" }).waitFor();
	await page.keyboard.press("g");
	await tabTo("Gespräch beginnen");
	await page.keyboard.press("Enter");
	await told(page, "Das Gespräch läuft.");
	await page.keyboard.press("p");
	await expect.poll(focused).toBe("party-given");
	await tabTo("party-born");
	await page.keyboard.type("10.12.1990");
	await page.keyboard.press("Enter");
	await told(page, "Die Person ist erfasst.");
	await expect.poll(focused).toBe("step-parties");
	await inSight();
	await page.keyboard.press("w");
	await expect.poll(focused).toBe("identify-party");
	await tabTo("check-PHOTO_MATCHES");
	for (let n = 0; n < 5; n += 1) {
		await page.keyboard.press("Space");
		await page.keyboard.press("Tab");
	}
	await tabTo("Identität feststellen");
	await page.keyboard.press("Enter");
	await told(page, "ist festgestellt");
	await page.keyboard.press("w");
	await expect.poll(focused).toBe("tax-ground");
	await inSight();
	await tabTo("Angaben festhalten");
	await page.keyboard.press("Enter");
	await told(page, "Die Angaben sind festgehalten.");
	await expect.poll(focused).toBe("step-data");
	await page.keyboard.press("s");
	await expect.poll(focused).toContain("Vorgang einreichen");
	await inSight();
	await page.keyboard.press("Enter");
	await told(page, "Der Vorgang ist eingereicht.");
	await expect.poll(focused).toContain("Vorgang abschließen");
	await page.keyboard.press("Enter");
	await told(page, "Der Vorgang ist abgeschlossen.");
	await page.keyboard.press("g");
	await tabTo("Besuch abschließen");
	await page.keyboard.press("Enter");
	await tabTo("delivered-TAX_ID");
	await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await page.waitForURL("**/dienst/tag");
	clara.calm();
});

test("the keys are shown by ?, and can be turned off", async () => {
	await page.getByRole("heading", { name: "Der Tag" }).waitFor();
	await page.getByText("Niemand wartet.").waitFor();
	await page.keyboard.press("?");
	await page.getByRole("dialog", { name: "Tastenkürzel" }).waitFor();
	await clean(page);
	await shot(page, "desk-keys");
	await page.getByLabel("Tastenkürzel sind an").uncheck();
	await page.getByRole("button", { name: "Schließen", exact: true }).click();
	await page.keyboard.press("v");
	await page.waitForTimeout(300);
	expect(page.url()).toMatch(/\/dienst\/tag$/);
	await page.getByRole("button", { name: "Tasten" }).click();
	await page.getByLabel("Tastenkürzel sind an").check();
	await page.getByRole("button", { name: "Schließen", exact: true }).click();
	await page.locator("h1").focus();
	await page.keyboard.press("v");
	await page.waitForURL("**/dienst/vorgaenge");
	await clean(page);
	await page.goto("/dienst/tag");
});

test("of two who call the same person one is told that the other was faster", async () => {
	const citizen = await comes(office, "REGISTRATION_CERTIFICATE");
	await page.getByRole("link", { name: citizen.number }).waitFor();
	// The page does not hear of it in time: the line of the live changes is cut.
	let pressed = () => {};
	const held = new Promise<void>((go) => {
		pressed = go;
	});
	await page.route("**/graphql", async (route) => {
		if (route.request().postData()?.includes("today")) await held;
		await route.continue().catch(() => {});
	});
	await caller(office, tokenOf(office, "David Dahm")).give("bookingCall", "BookingStepInput", {
		booking: citizen.booking,
	});
	await page.getByRole("button", { name: `Aufrufen ${citizen.number}` }).click();
	pressed();
	await page.getByText(`${citizen.number} ist schon vergeben`).waitFor();
	await page.getByText("David Dahm war schneller").waitFor();
	await page.unroute("**/graphql");
	await clean(page);
	// What belongs to a colleague can be read, and it says why the rest cannot be done.
	await page.getByRole("link", { name: citizen.number }).click();
	await page.getByText("David Dahm hat aufgerufen.").waitFor();
	await clean(page);
	clara.calm();
});

test("a colleague changes the case meanwhile: what they did is named, and nothing typed is lost", async () => {
	const citizen = await comes(office, "TAX_ID");
	await page.goto("/dienst/tag");
	await page.getByRole("button", { name: "Nächste Person aufrufen" }).click();
	await page.waitForURL(`**/dienst/vorgang/${citizen.case}`);
	await step(page, "note");
	await page.getByLabel("Bemerkung", { exact: true }).fill("Die Person kommt mit ihrer Schwester.");
	// Nothing is heard of the change before the remark is sent.
	const david = caller(office, tokenOf(office, "David Dahm"));
	let first = true;
	await page.route("**/graphql", async (route) => {
		if (first && route.request().postData()?.includes("expectedVersion")) {
			first = false;
			await david.give("caseAddNote", "CaseAddNoteInput", { case: citizen.case, text: "Rückruf vereinbart." });
		}
		await route.continue();
	});
	await page.getByRole("button", { name: "Bemerkung speichern" }).click();
	await page.getByText("Jemand anderes hat den Vorgang gerade geändert").waitFor();
	await page.getByText(/David Dahm: Bemerkung/).waitFor();
	expect(await page.getByLabel("Bemerkung", { exact: true }).inputValue()).toBe(
		"Die Person kommt mit ihrer Schwester.",
	);
	await clean(page);
	await shot(page, "desk-conflict");
	await page.getByRole("button", { name: "Gesehen, weiter" }).click();
	await page.getByRole("button", { name: "Bemerkung speichern" }).click();
	await told(page, "Die Bemerkung ist gespeichert.");
	await page.getByText("Rückruf vereinbart.").waitFor();
	await page.getByText("Die Person kommt mit ihrer Schwester.").waitFor();
	await page.unroute("**/graphql");
});

test("the session ends: signing in again loses nothing that was typed", async () => {
	await step(page, "parties");
	await page.getByLabel("Vornamen").fill("Augusta Ada");
	await page.getByLabel("Geburtsdatum").fill("10.12.1990");
	await page.context().clearCookies();
	const dialog = await pressUnknown(page, page.getByRole("button", { name: "Person erfassen" }));
	await clean(page);
	await dialog.getByLabel("Passwort").fill(passwordOf(office, "Clara Klein"));
	if (!(await dialog.getByLabel("Name", { exact: true }).inputValue()))
		await dialog.getByLabel("Name", { exact: true }).fill("Clara Klein");
	await dialog.getByRole("button", { name: "Anmelden" }).click();
	await dialog.waitFor({ state: "detached" });
	expect(await page.getByLabel("Vornamen").inputValue()).toBe("Augusta Ada");
	await page.getByRole("button", { name: "Person erfassen" }).click();
	await told(page, "Die Person ist erfasst.");
});

test("without a line the page can be read, and says why nothing can be sent", async () => {
	await step(page, "note");
	await page.getByLabel("Bemerkung", { exact: true }).fill("Noch einmal anrufen.");
	await page.context().setOffline(true);
	await page.getByText("Sie sind gerade ohne Verbindung").waitFor();
	await page.getByText("Geht erst wieder mit Verbindung.").first().waitFor();
	await clean(page);
	await page.context().setOffline(false);
	await page.getByText("Sie sind gerade ohne Verbindung").waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Bemerkung speichern" }).click();
	await told(page, "Die Bemerkung ist gespeichert.");
});

test("a visit is parked, the clerk is free, and goes on with it", async () => {
	await page.getByLabel("Gespräch per").selectOption("PHONE");
	await page.getByRole("button", { name: "Gespräch beginnen" }).click();
	await told(page, "Das Gespräch läuft.");
	await page.getByText("Zurückstellen", { exact: true }).first().click();
	await page.getByRole("button", { name: "Zurückstellen" }).click();
	await told(page, "zurückgestellt");
	await page.getByRole("link", { name: "Zum Tag" }).click();
	await page.getByRole("heading", { name: /Zurückgestellt/ }).waitFor();
	await clean(page);
	await page.getByRole("button", { name: /^Fortsetzen/ }).click();
	await page.waitForURL("**/dienst/vorgang/*");
	await page.locator("#talk .tag", { hasText: /im Gespräch|aufgerufen/ }).waitFor();
});

test("somebody who could be protected is given to the team lead, with one sentence and no more", async () => {
	const url = page.url();
	await step(page, "restrict");
	await clean(page);
	await page.getByRole("button", { name: "An die Teamleitung geben", exact: true }).click();
	await page.getByRole("dialog", { name: "Sagen Sie genau diesen Satz" }).waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Gesagt, zum Tag" }).click();
	await page.goto(url);
	await page.getByText("Diesen Vorgang gibt es hier nicht").waitFor();
	await clean(page);

	// A team lead opens it for an hour, with a reason that stands in its history.
	const thea = await visit(browser, office.url, { viewport: DESK });
	await signIn(thea.page, office, "Thea Trenz", new URL(url).pathname);
	await thea.page.getByRole("heading", { name: "Vorgang mit Grund öffnen" }).waitFor();
	await clean(thea.page);
	await shot(thea.page, "desk-glass");
	await thea.page.getByLabel("Beschwerde, Gericht oder Aufsicht").check();
	await thea.page.getByRole("button", { name: "Für eine Stunde öffnen" }).click();
	await thea.page.getByText("nur Teamleitung").waitFor();
	await thea.page.getByText("Verlauf", { exact: true }).click();
	await thea.page.getByText("Zugriff mit Grund geöffnet").waitFor();
	await clean(thea.page);
	thea.calm();
	await thea.close();
});

test("what a clerk looked for is not there for whoever sits down after them", async () => {
	const desk = await visit(browser, office.url, { viewport: DESK });
	await signIn(desk.page, office, "Clara Klein", "/dienst/vorgaenge");
	const search = desk.page.getByLabel("Vorgang suchen");
	await search.fill("Lovelace");
	await desk.page.getByRole("button", { name: "Suchen", exact: true }).click();
	await desk.page.getByRole("heading", { name: "Gefunden" }).waitFor();
	await desk.page.getByRole("link", { name: "Der Tag" }).click();
	await desk.page.getByRole("link", { name: "Vorgänge", exact: true }).first().click();
	expect(await search.inputValue(), "it stays for the one who looked").toBe("Lovelace");
	await desk.page.getByRole("button", { name: "Abmelden" }).click();
	// The page is not loaded anew in between.
	await desk.page.getByLabel("Name", { exact: true }).fill("David Dahm");
	await desk.page.getByLabel("Passwort").fill(passwordOf(office, "David Dahm"));
	await desk.page.getByRole("button", { name: "Anmelden" }).click();
	await desk.page.getByRole("link", { name: "Vorgänge", exact: true }).first().click();
	await desk.page.getByRole("heading", { name: "Arbeitsliste" }).waitFor();
	expect(await search.inputValue()).toBe("");
	desk.calm();
	await desk.close();
});

test.each([
	["/dienst/tag", 768],
	["/dienst/vorgaenge", 768],
	["/dienst/aufgaben", 768],
	["/dienst/tag", 320],
	["/dienst/vorgaenge", 320],
] as const)("%s at %i px is clean, in German and English, light and dark", async (path, width) => {
	await page.setViewportSize({ width, height: 900 });
	await open(page, path);
	await clean(page);
	await page.emulateMedia({ colorScheme: "dark" });
	await page.locator("select[name=language]").selectOption("en");
	await page.locator("html[lang=en]").waitFor();
	await clean(page);
	await page.locator("select[name=language]").selectOption("de");
	await page.emulateMedia({ colorScheme: "light", forcedColors: "active" });
	await clean(page);
	await page.emulateMedia({ forcedColors: "none" });
	await page.setViewportSize(DESK);
});
