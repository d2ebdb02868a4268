import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

let people = 0;

/** Somebody who has never been here before. */
export function somebody(): { name: string; phone: string; mail: string } {
	people += 1;
	const n = `${Date.now()}${people}`;
	return { name: `Ada Lovelace ${people}`, phone: `0681 ${n.slice(-8)}`, mail: `ada.${n}@example.org` };
}

export async function chooseErrand(page: Page, service = "CHANGE_OF_RESIDENCE"): Promise<void> {
	await page.goto("/buchen/anliegen");
	await page.locator(`#errand-${service}`).check();
	await page.getByRole("button", { name: "Weiter" }).click();
	await page.locator("button.time").first().waitFor();
}

/** Which of the free times to take when the first one is this: it does not begin before the form is filled in, and is near enough to check in at once. */
export function soonest(first: string): number {
	const [hour, minute] = first.split(":").map(Number) as [number, number];
	const here = new Intl.DateTimeFormat("en-GB", {
		timeZone: "Europe/Berlin",
		hour: "2-digit",
		minute: "2-digit",
	}).format(new Date());
	const [nowHour, nowMinute] = here.split(":").map(Number) as [number, number];
	const left = (hour * 60 + minute - nowHour * 60 - nowMinute + 1440) % 1440;
	return left < 3 ? 1 : 0;
}

/** One of the free times of the first day; in the evening, where little is left of it, one of the next day. */
export async function timeOf(page: Page, which: number, ofNext = which): Promise<Locator> {
	const times = page.locator("button.time");
	await times.first().waitFor();
	if ((await times.count()) > which) return times.nth(which);
	await page.locator(".days button[aria-expanded=false]").first().click();
	await times.nth(ofNext).waitFor();
	return times.nth(ofNext);
}

export async function chooseTime(page: Page, which?: number): Promise<void> {
	const times = page.locator("button.time");
	const wanted =
		which === undefined ? timeOf(page, soonest((await times.first().textContent()) ?? ""), 0) : timeOf(page, which);
	await (await wanted).click();
	await page.getByLabel("Vor- und Nachname").waitFor();
}

export async function fillContact(page: Page, who = somebody()): Promise<typeof who> {
	await page.getByLabel("Vor- und Nachname").fill(who.name);
	await page.getByLabel("Telefonnummer").fill(who.phone);
	await page.getByLabel("E-Mail-Adresse").fill(who.mail);
	await page.getByRole("button", { name: "Weiter" }).click();
	await page.getByRole("heading", { level: 1, name: "Stimmt alles?" }).waitFor();
	return who;
}

/** Books, and answers the ids of the appointment and of its case. */
export async function book(
	page: Page,
	service = "CHANGE_OF_RESIDENCE",
	who = somebody(),
): Promise<{ booking: string; ofCase: string }> {
	await chooseErrand(page, service);
	await chooseTime(page);
	await fillContact(page, who);
	await page.getByRole("button", { name: "Termin verbindlich buchen" }).click();
	await page.getByRole("heading", { level: 1, name: "Ihr Termin steht fest" }).waitFor();
	const booking = new URL(page.url()).pathname.split("/").pop() ?? "";
	expect(booking).toMatch(/^[0-9a-f-]{36}$/);
	const link = page.locator('a[href^="/vorgang/"]').first();
	await link.waitFor();
	const ofCase = (await link.getAttribute("href"))?.split("/").pop() ?? "";
	return { booking, ofCase };
}
