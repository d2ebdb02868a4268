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

test("who has no mail address gets a link for one time, and opens the appointment in their own browser", async () => {
	await page.getByRole("button", { name: "Link und Code geben" }).click();
	await page.getByText("Der Link ist bereit").waitFor();
	await clean(page);
	await shot(page, "phone-access-by-hand");
	const link = (await page.locator(".link-out").textContent()) ?? "";
	const code = (await page.locator(".code").textContent())?.replace(/\s/g, "") ?? "";
	expect(code).toMatch(/^\d{6}$/);
	const open = async () => {
		const own = await visit(browser, office.url);
		const { pathname, hash } = new URL(link);
		await own.page.goto(pathname + hash);
		await own.page.getByLabel(/Code/).fill(code);
		await own.page.keyboard.press("Enter");
		return own;
	};
	const berta = await open();
	await berta.page.getByText("Berta Benz").waitFor();
	berta.calm();
	// The second time it says what happened, and opens nothing.
	const stranger = await open();
	await stranger.page.getByText("Dieser Link wurde schon benutzt").waitFor();
	await berta.context.close();
	await stranger.context.close();
});

test("who has a mail address gets a new link, and its code is read out", async () => {
	await page.getByRole("button", { name: "Nächster Anruf" }).click();
	await page.getByLabel("Anliegen").selectOption("TAX_ID");
	await page.getByLabel("Name", { exact: true }).fill("Carla Cantor");
	await page.getByLabel("Telefon", { exact: true }).fill("+49 681 4711001");
	await page.getByLabel(/^E-Mail/).fill("carla@example.org");
	await page.getByRole("button", { name: /^Termin um/ }).click();
	await page.getByRole("button", { name: "Neuen Link senden" }).click();
	await page.getByText("Der neue Link ist unterwegs").waitFor();
	await clean(page);
	await shot(page, "phone-access");
	const code = (await page.locator(".code").textContent())?.replace(/\s/g, "");
	// The mail arrives with another way than the code, and only both together open the appointment.
	const links = () =>
		office
			.mails()
			.map((mail) => mail.replace(/=\r?\n/g, "").replace(/=3D/g, "="))
			.filter((mail) => mail.includes("carla@example.org"))
			.flatMap((mail) => /\/termin#([\w.-]+)/.exec(mail)?.[1] ?? []);
	await expect.poll(() => links().length, { timeout: 20_000 }).toBeGreaterThan(0);
	const open = async (token: string, with_: string | undefined) =>
		(
			await fetch(`${office.url}/session/link`, {
				method: "POST",
				headers: { "content-type": "application/json", "x-vorgang-csrf": "1", origin: office.url },
				body: JSON.stringify({ token, code: with_ }),
			})
		).status;
	await expect
		.poll(
			async () => (await Promise.all(links().map((token) => open(token, code)))).filter((one) => one === 204).length,
			{
				timeout: 20_000,
				interval: 1000,
			},
		)
		.toBe(1);
	expect(await open(links().at(-1) ?? "", code === "000000" ? "000001" : "000000")).toBe(401);
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
