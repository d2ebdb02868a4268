import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { book, chooseErrand, chooseTime, somebody } from "./helpers/booking";
import { openBrowser, type Visitor, visit } from "./helpers/browser";
import { type Office, openOffice } from "./helpers/office";
import { PAYLOADS } from "./helpers/payloads";

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

/** Nothing of theirs has run, nothing was loaded from elsewhere, the policy had nothing to report, and nothing became an element. */
async function harmless({ page, calm }: Visitor, what: string): Promise<void> {
	const found = await page.evaluate(() => ({
		hacked: (window as unknown as { hacked?: number }).hacked ?? 0,
		elements: document.querySelectorAll(
			"main script, main img, main iframe, main object, main embed, main style, main link, main base, main xss, main marquee, main math, main template, [onerror], [onload], [onfocus], [onclick], a[href^='javascript' i]",
		).length,
	}));
	expect(found, what).toEqual({ hacked: 0, elements: 0 });
	calm();
}

test("there are 200 of them", () => {
	expect(new Set(PAYLOADS).size).toBe(200);
});

test("200 payloads in every field of the booking run nothing", { timeout: 300_000 }, async () => {
	const visitor = await visit(browser, office.url, { viewport: { width: 1280, height: 800 } });
	const { page } = visitor;
	await chooseErrand(page);
	await chooseTime(page, 12);
	const steps = async (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
	for (const payload of PAYLOADS) {
		const shown = payload.replaceAll("\0", "");
		await page.getByLabel("Vor- und Nachname").fill(shown.slice(0, 120));
		await page.getByLabel("Telefonnummer").fill(`${shown.slice(0, 24)} 0681 123456`);
		await page.getByLabel("E-Mail-Adresse").fill("");
		await page.locator("#note").fill(shown);
		await page.getByRole("button", { name: "Weiter" }).click();
		await steps("Stimmt alles?");
		expect(await page.locator(".facts").textContent()).toContain(shown.slice(0, 100).replaceAll("\t", "\t"));
		await harmless(visitor, payload);
		await page.getByRole("link", { name: "Ändern E-Mail-Adresse" }).click();
		await steps("Wie erreichen wir Sie?");
		// The address is refused where it is no address, and its words are ours.
		await page.getByLabel("E-Mail-Adresse").fill(shown.slice(0, 200));
		await page.getByRole("button", { name: "Weiter" }).click();
		await page
			.getByText("Die E-Mail-Adresse ist nicht vollständig.")
			.first()
			.or(page.getByRole("heading", { level: 1, name: "Stimmt alles?" }))
			.first()
			.waitFor();
		await harmless(visitor, payload);
		if ((await page.getByRole("heading", { level: 1 }).textContent()) === "Stimmt alles?") {
			await page.goBack();
			await steps("Wie erreichen wir Sie?");
		}
	}
	await visitor.close();
});

test("what is stored comes back as it was written, and runs nothing", async () => {
	// As many as fit into a name and a note, by somebody new each time.
	for (const part of [PAYLOADS.slice(0, 4), PAYLOADS.slice(5, 8), PAYLOADS.slice(104, 107)]) {
		const visitor = await visit(browser, office.url, { viewport: { width: 1280, height: 800 } });
		const { page } = visitor;
		await chooseErrand(page);
		await chooseTime(page, 13);
		const who = somebody();
		const name = part.join("").slice(0, 120);
		await page.getByLabel("Vor- und Nachname").fill(name);
		await page.getByLabel("Telefonnummer").fill(who.phone);
		await page.getByLabel("E-Mail-Adresse").fill(who.mail);
		await page.locator("#note").fill(part.join(" ").slice(0, 390));
		await page.getByRole("button", { name: "Weiter" }).click();
		await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
		await page.getByRole("heading", { level: 1, name: "Ihr Termin steht fest" }).waitFor();
		await harmless(visitor, name);
		await page.goto(`/termin/${page.url().split("/").pop()}`);
		await page.getByText(who.mail).waitFor();
		expect(await page.locator("main").textContent()).toContain(name);
		await harmless(visitor, name);
		await visitor.close();
	}
});

test("200 payloads in the address, and as the token of a link, run nothing and are not kept", {
	timeout: 300_000,
}, async () => {
	const visitor = await visit(browser, office.url);
	const { page } = visitor;
	await page.goto("/termin");
	await page.getByRole("heading", { level: 1 }).waitFor();
	for (const [i, payload] of PAYLOADS.entries()) {
		const part = encodeURIComponent(payload.replaceAll("\0", ""));
		const path = [`/vorgang/${part}`, `/termin/${part}`, `/buchen/fertig/${part}`, `/${part}`][i % 4] as string;
		// Within the page, as a link of somebody else's would lead there.
		await page.evaluate((to) => {
			history.pushState(null, "", to);
			dispatchEvent(new PopStateEvent("popstate"));
		}, path);
		await page.getByRole("heading", { level: 1 }).waitFor();
		await harmless(visitor, payload);
	}
	for (const payload of PAYLOADS.filter((_, i) => i % 20 === 0)) {
		await page.goto(`/termin#${encodeURIComponent(payload)}`);
		await page.reload();
		await page.goto("/");
		await page.goto(`/termin#${encodeURIComponent(payload)}`);
		await page.getByRole("heading", { level: 1, name: "Bitte geben Sie Ihren Code ein" }).waitFor();
		expect(new URL(page.url()).hash).toBe("");
		await page.getByLabel("Code mit sechs Ziffern").fill("000000");
		await page.getByRole("button", { name: "Termin öffnen" }).click();
		await page.getByText("Das hat nicht geklappt").waitFor();
		await harmless(visitor, payload);
	}
	await visitor.close();
});

test("names of files run nothing", async () => {
	const visitor = await visit(browser, office.url, { viewport: { width: 1280, height: 800 } });
	const { page } = visitor;
	const { ofCase } = await book(page);
	await page.goto(`/vorgang/${ofCase}/unterlagen`);
	const picture = await page.screenshot();
	for (const payload of ["<img src=x onerror=parent.hacked=1>", '"><svg onload=parent.hacked=1>', "{n, plural}"]) {
		await page
			.getByLabel("Datei wählen")
			.setInputFiles({ name: `${payload}.png`, mimeType: "image/png", buffer: picture });
		await page.getByRole("button", { name: "Hochladen" }).click();
		await page.getByText(/ist angekommen/).waitFor();
		await harmless(visitor, payload);
	}
	await page.reload();
	await page.getByRole("heading", { name: "Schon da" }).waitFor();
	await harmless(visitor, "the list");
	await visitor.close();
});
