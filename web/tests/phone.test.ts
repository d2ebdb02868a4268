import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, tokenOf } from "./helpers/api";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { type Office, openOffice } from "./helpers/office";
import { signIn, told } from "./helpers/staff";

let office: Office;
let browser: Browser;
let centre: Visitor;
let page: Page;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	centre = await visit(browser, office.url, { viewport: DESK });
	page = centre.page;
	await signIn(page, office, "Silke Spaniol", "/dienst/telefon");
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

/** Counts what somebody does at the keyboard: a field that is typed into is one, each other key is one. */
function keyboard() {
	let count = 0;
	return {
		press: async (key: string) => {
			count += 1;
			await page.keyboard.press(key);
		},
		type: async (text: string) => {
			count += 1;
			await page.keyboard.type(text);
		},
		count: () => count,
	};
}

const focused = () => page.evaluate(() => document.activeElement?.id ?? "");

test("who has no mail address gets an appointment in at most twelve interactions", async () => {
	await expect.poll(focused).toBe("phone-service");
	await clean(page);
	const keys = keyboard();
	await keys.type("Ummeldung");
	await page.getByLabel("Tag", { exact: true }).waitFor();
	await keys.press("Tab");
	await keys.press("Tab");
	await keys.press("Tab");
	expect(await focused()).toBe("phone-name");
	await keys.type("Berta Benz");
	await keys.press("Tab");
	await keys.type("+49 681 4711000");
	await clean(page);
	await shot(page, "phone-book");
	await keys.press("Enter");
	await page.getByText(/Termin V-\d+ ist gebucht/).waitFor();
	expect(keys.count()).toBeLessThanOrEqual(12);
	await clean(page);
	await shot(page, "phone-booked");
	// It is really there.
	const clerk = caller(office, tokenOf(office, "Clara Klein"));
	const number = /V-\d+/.exec((await page.getByText(/Termin V-\d+ ist gebucht/).textContent()) ?? "")?.[0];
	await expect
		.poll(async () => {
			const { nodes } = await clerk.call<{ nodes: { number: string; name: string }[] }>(
				"query($search: String!) { cases(search: $search) { nodes { number name } } }",
				{ search: "Benz" },
			);
			return nodes.map((one) => one.number);
		})
		.toContain(number);
	centre.calm();
});

test("a new access opens the appointment of the caller", async () => {
	await page.getByRole("button", { name: "Neuen Zugang vergeben" }).click();
	await page.getByText("Code zum Vorlesen").waitFor();
	const link = await page.locator(".link-out").textContent();
	expect(link).toMatch(/\/termin#\S+$/);
	const own = caller(office, link?.split("#")[1]);
	const { nodes } = await own.call<{ nodes: { contact: { name: string } }[] }>(
		"{ myBookings { nodes { contact { name } } } }",
	);
	expect(nodes[0]?.contact.name).toBe("Berta Benz");
	await clean(page);
});

test("an appointment is found and moved by the keyboard, in at most twelve interactions", async () => {
	await page.keyboard.press("/");
	await page.getByLabel("Termin suchen").waitFor();
	await expect.poll(focused).toBe("find-what");
	const keys = keyboard();
	await keys.type("berta be");
	await keys.press("Enter");
	await page.getByText("Ein Termin gefunden").waitFor();
	await expect.poll(focused).toBe("hits");
	await clean(page);
	await keys.press("Tab");
	await keys.press("Enter");
	await expect.poll(focused).toBe("time-day");
	await keys.press("Tab");
	await keys.press("ArrowDown");
	await clean(page);
	await shot(page, "phone-move");
	await keys.press("Enter");
	await told(page, /Verlegt auf/);
	expect(keys.count()).toBeLessThanOrEqual(12);
});

test("an appointment is given back by the keyboard, in at most twelve interactions", async () => {
	await page.keyboard.press("/");
	const keys = keyboard();
	await page.keyboard.press("Control+A");
	await keys.type("Benz");
	await keys.press("Enter");
	await page.getByText("Ein Termin gefunden").waitFor();
	await expect.poll(focused).toBe("hits");
	await keys.press("Tab");
	await keys.press("Tab");
	await keys.press("Enter");
	await page.getByText("wirklich absagen").waitFor();
	await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Termin absagen");
	await keys.press("Enter");
	await told(page, "Der Termin ist abgesagt.");
	expect(keys.count()).toBeLessThanOrEqual(12);
	await clean(page);
	centre.calm();
});

test("what is missing is said, and gets the focus", async () => {
	await page.goto("/dienst/telefon");
	await page.getByRole("button", { name: "Termin vergeben" }).click();
	await page.getByText("Bitte prüfen Sie").waitFor();
	expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("alert");
	await clean(page);
});
