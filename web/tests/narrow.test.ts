import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrived, caller, tokenOf, widen } from "./helpers/api";
import { clean, open, openBrowser, type Visitor, visit } from "./helpers/browser";
import { day } from "./helpers/day";
import { Keyboard } from "./helpers/keyboard";
import { type Office, openOffice } from "./helpers/office";
import { signIn, step } from "./helpers/staff";

// The staff's pages on a phone and on a small tablet: nothing is beside the window, nothing is cut off, and what has the focus can be seen.

let office: Office;
let browser: Browser;
let ofCase: string;

const WIDTHS = [320, 768] as const;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	const people = [
		{ service: "CHANGE_OF_RESIDENCE", name: "Wilhelmine Freifrau von Hohenzollern-Sigmaringendorf" },
		{ service: "CERTIFICATE_OF_CONDUCT", name: "Ada Lovelace" },
		{ service: "TAX_ID", name: "Berta Benz" },
	];
	const met = [];
	for (const [n, { service, name }] of people.entries())
		met.push(await arrived(office, service, { name, mail: `narrow${n}@example.org`, phone: `+49 681 77700${n}` }));
	const [first] = met as [Awaited<ReturnType<typeof arrived>>];
	ofCase = first.case;
	// One of them is at the desk, with somebody who moves along.
	const thea = caller(office, tokenOf(office, "Thea Trenz"));
	await thea.give("bookingCall", "BookingStepInput", { booking: first.booking });
	await thea.give("bookingStart", "BookingStepInput", { booking: first.booking });
	await thea.give("consultationBegin", "ConsultationBeginInput", { of: { booking: first.booking }, medium: "VIDEO" });
	for (const [part, givenNames] of [
		["PRINCIPAL", "Wilhelmine"],
		["MOVES_ALONG", "Friedrich-Wilhelm Maximilian"],
	])
		await thea.give("caseAddParty", "CaseAddPartyInput", {
			case: ofCase,
			part,
			who: {
				person: {
					familyName: "Freiherrin von Hohenzollern-Sigmaringendorf",
					givenNames,
					born: { year: 1990, month: 12, day: 10 },
				},
			},
		});
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

/** What is beside the window, cut off in the header, or lies over something else there. */
async function placed(page: Page): Promise<void> {
	const found = await page.evaluate(() => {
		const faults: string[] = [];
		const wide = document.documentElement.clientWidth;
		const name = (one: Element) => `${one.outerHTML.slice(0, 140)} …`;
		const box = (one: Element) => one.getBoundingClientRect();
		const seen = (one: Element) =>
			box(one).width > 1 && box(one).height > 1 && !one.closest(".kern-sr-only, .skip, [hidden], thead, svg *");
		const scrolls = (one: Element) => {
			for (let at = one.parentElement; at; at = at.parentElement)
				if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth + 1) return true;
			return false;
		};
		for (const one of document.querySelectorAll("body *")) {
			if (!seen(one)) continue;
			const { left, right } = box(one);
			if (left >= -0.5 && right <= wide + 0.5) continue;
			// A table of figures may scroll in itself; what can be pressed is never out of sight.
			if (!scrolls(one) || one.matches("a, button, input, select, textarea, summary"))
				faults.push(`beside the window (${Math.round(left)} to ${Math.round(right)} of ${wide}): ${name(one)}`);
		}
		for (const drawing of document.querySelectorAll("svg:has(text)")) {
			const around = box(drawing);
			for (const one of drawing.querySelectorAll("text"))
				if (box(one).left < around.left - 1 || box(one).right > around.right + 1)
					faults.push(`beside its drawing: ${one.textContent}`);
		}
		const parts = [...document.querySelectorAll("header :is(a, button, select, .muted)")].filter(seen);
		for (const one of parts) {
			if (
				!one.matches("select") &&
				(one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2) &&
				getComputedStyle(one).display !== "inline"
			)
				faults.push(`cut off: ${name(one)}`);
			for (const other of parts) {
				if (one === other || one.contains(other) || other.contains(one)) continue;
				const [a, b] = [box(one), box(other)];
				const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
				const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
				if (across > 1 && down > 1) faults.push(`${name(one)} lies over ${name(other)}`);
			}
		}
		return [...new Set(faults)];
	});
	expect(found, page.url()).toEqual([]);
}

/** Goes once around the page by Tab, and back: each thing that has the focus can be seen, and nothing lies over it (WCAG 2.4.11). */
async function walk(page: Page): Promise<void> {
	const keys = new Keyboard(page);
	const within = () => page.evaluate(() => document.activeElement !== document.body);
	await page.locator("h1").focus();
	await page.keyboard.press("Tab");
	await keys.held("Tab");
	const first = await page.evaluateHandle(() => document.activeElement);
	const again = () => first.evaluate((one) => one === document.activeElement);
	for (const key of ["Tab", "Shift+Tab"]) {
		let stops = 0;
		// A field for a date has the focus several times in a row: for its day, its month, its year.
		let left = false;
		for (let there = true; stops < 300 && !(left && there); there = await again()) {
			left ||= !there;
			await page.keyboard.press(key);
			stops += 1;
			// At the end of the page the focus leaves for the browser's own buttons, and comes back.
			if (await within()) await keys.held(`${stops} × ${key}`);
		}
		expect(stops, "there is something to reach").toBeGreaterThan(3);
		expect(stops, `all of ${page.url()} is reached by ${key}`).toBeLessThan(300);
	}
}

async function look({ page }: Visitor, path: string, then?: () => Promise<void>): Promise<void> {
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 700 });
		await open(page, path);
		await then?.();
		await clean(page);
		await placed(page);
		await walk(page);
	}
	// A page of 1280 pixels at 400 %: what stays in sight leaves room for what has the focus.
	await page.setViewportSize({ width: 320, height: 256 });
	await clean(page);
	await placed(page);
}

test("a team lead's pages, with the longest navigation of all", { timeout: 400_000 }, async () => {
	const thea = await visit(browser, office.url, { viewport: { width: 320, height: 700 } });
	await signIn(thea.page, office, "Thea Trenz", "/dienst/tag");
	const people = () => thea.page.getByText("Berta Benz").first().waitFor();
	await look(thea, "/dienst/tag", people);
	await look(thea, "/dienst/vorgaenge", async () => {
		await thea.page.getByRole("button", { name: "Alle", exact: true }).click();
		await people();
	});
	// Rows that stand below each other are still a table for the ear.
	const ear = await thea.context.newCDPSession(thea.page);
	const { nodes } = await ear.send("Accessibility.getFullAXTree");
	const roles = nodes.filter((one) => !one.ignored).map((one) => one.role?.value);
	expect(roles.filter((one) => one === "columnheader")).toHaveLength(7);
	expect(roles.filter((one) => one === "row")).toHaveLength(4);
	expect(roles.filter((one) => one === "cell")).toHaveLength(21);
	await look(thea, "/dienst/aufgaben");
	await look(thea, "/dienst/telefon");
	await look(thea, "/dienst/telefon/suchen");
	for (const path of ["", "/tage", "/konflikte", "/warteliste"]) await look(thea, `/dienst/planung${path}`);
	await look(thea, "/dienst/leitung");
	await look(thea, "/dienst/zahlen");
	await look(thea, `/dienst/zahlen/anliegen/${day(-364)}/${day(0)}/monat`);
	thea.calm();
	await thea.close();
});

test("a case, with each of its steps open", { timeout: 400_000 }, async () => {
	const thea = await visit(browser, office.url, { viewport: { width: 320, height: 700 } });
	const { page } = thea;
	await signIn(page, office, "Thea Trenz", `/dienst/vorgang/${ofCase}`);
	await look(thea, `/dienst/vorgang/${ofCase}`, async () => {
		await page.locator("#step-parties").waitFor();
	});
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 700 });
		for (const id of ["parties", "identify", "data", "form", "custody", "notices", "evidence", "note", "assign"]) {
			await step(page, id);
			for (const fold of await page.locator(`#step-${id}`).locator("xpath=../..").locator("details > summary").all())
				await fold.click();
			await clean(page);
			await placed(page);
		}
		await step(page, "custody");
		await walk(page);
	}
	thea.calm();
	await thea.close();
});

test("an auditor's pages: what stays in sight hides nothing that has the focus", { timeout: 400_000 }, async () => {
	const anton = await visit(browser, office.url, { viewport: { width: 320, height: 700 } });
	const { page } = anton;
	await signIn(page, office, "Anton Arend", "/dienst/pruefung");
	await look(anton, "/dienst/pruefung");
	await look(anton, `/dienst/pruefung/${ofCase}`, async () => {
		await page.getByRole("heading", { name: /Ereignis \d+ von \d+/ }).waitFor();
	});
	anton.calm();
	await anton.close();
});
