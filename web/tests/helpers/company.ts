import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { type Visitor, visit } from "./browser";
import { watch } from "./call";
import type { Desk } from "./desk";
import type { Office } from "./office";

type Watched = typeof window & { connections?: RTCPeerConnection[]; given?: MediaStreamTrack[] };

/** Keeps what the browser gives of microphone and camera, so that it can be looked whether it was given back. */
export async function watchDevices(context: BrowserContext): Promise<void> {
	await context.addInitScript(() => {
		const given: MediaStreamTrack[] = [];
		(window as Watched).given = given;
		const before = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
		if (!before) return;
		navigator.mediaDevices.getUserMedia = async (wanted) => {
			const stream = await before(wanted);
			given.push(...stream.getTracks());
			return stream;
		};
	});
}

/** Nothing of what the browser gave is in use any more, and no connection is open. */
export async function everythingIsBack(page: Page): Promise<void> {
	const open = () =>
		page.evaluate(() => {
			const { given = [], connections = [] } = window as Watched;
			return [
				given.filter((one) => one.readyState !== "ended").length,
				connections.filter((one) => one.connectionState !== "closed").length,
			];
		});
	await expect.poll(open, { timeout: 20_000 }).toEqual([0, 0]);
	expect(await page.evaluate(() => (window as Watched).given?.length)).toBeGreaterThan(0);
}

/** How many pictures were decoded on each connection that stands. */
const fromEach = (page: Page): Promise<number[]> =>
	page.evaluate(async () => {
		const counts: number[] = [];
		for (const one of (window as Watched).connections ?? []) {
			if (one.connectionState !== "connected") continue;
			let sum = 0;
			for (const row of (await one.getStats()).values())
				if (row.type === "inbound-rtp" && row.kind === "video") sum += Number(row.framesDecoded ?? 0);
			counts.push(sum);
		}
		return counts;
	});

/** Pictures arrive from so many others, and go on arriving from each. Answers how long after a moment the first of the last one did. */
export async function seesFrom(page: Page, others: number, begun = Date.now()): Promise<number> {
	const timeout = 60_000;
	const all = async () => {
		const counts = await fromEach(page);
		return counts.length === others && counts.every((count) => count > 0);
	};
	await expect.poll(all, { timeout, interval: 100, message: `pictures from ${others}` }).toBe(true);
	const first = Date.now() - begun;
	const before = await fromEach(page);
	const goesOn = async () => {
		const now = await fromEach(page);
		return now.length === others && now.every((count, i) => count > (before[i] ?? 0) + 3);
	};
	await expect.poll(goesOn, { timeout, message: `pictures go on from ${others}` }).toBe(true);
	return first;
}

/** How many lines the pictures have that go out, the most. */
export const linesSent = (page: Page): Promise<number> =>
	page.evaluate(async () => {
		let most = 0;
		for (const one of (window as Watched).connections ?? []) {
			if (one.connectionState !== "connected") continue;
			for (const row of (await one.getStats()).values())
				if (row.type === "outbound-rtp" && row.kind === "video") most = Math.max(most, Number(row.frameHeight ?? 0));
		}
		return most;
	});

/** Somebody with a link to a talk, and a telephone of their own. */
export class Company {
	private constructor(
		readonly visitor: Visitor,
		readonly link: string,
	) {}

	static async opens(browser: Browser, office: Office, link: string): Promise<Company> {
		const visitor = await visit(browser, office.url);
		await watch(visitor.context);
		await watchDevices(visitor.context);
		await visitor.page.goto(link);
		return new Company(visitor, link);
	}

	get page(): Page {
		return this.visitor.page;
	}

	/** Turns the camera on and says that they are here. */
	async knocks(): Promise<void> {
		await this.page.getByRole("heading", { level: 1, name: "Sie sind zu einem Gespräch eingeladen" }).waitFor();
		const ask = this.page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
		await ask.or(this.page.getByLabel("Ihr eigenes Bild")).first().waitFor();
		// Where the browser was allowed before, they go on by themselves, and the question is gone.
		if (await ask.isVisible()) await ask.click({ timeout: 3_000 }).catch(() => undefined);
		await this.page.getByLabel("Ihr eigenes Bild").waitFor();
		await this.page.getByRole("button", { name: "Ich bin da" }).click();
	}

	async waits(): Promise<void> {
		await this.reads("Sie warten. Das Bürgeramt lässt Sie gleich herein.");
	}

	async reads(words: string): Promise<void> {
		await this.page.locator(".call__words, .notice__title", { hasText: words }).first().waitFor({ timeout: 30_000 });
	}
}

/** The link of an invitation that somebody has just made in their page. */
export async function invites(page: Page, forWhat: "Zum Dolmetschen" | "Zur Begleitung"): Promise<string> {
	const open = page.locator("#call-invite");
	if ((await open.getAttribute("aria-expanded")) !== "true") await open.click();
	await page.getByRole("button", { name: forWhat }).click();
	const who = forWhat === "Zum Dolmetschen" ? "Dolmetscher:in" : "Begleitung";
	const field = page.getByLabel(`Link für: ${who}`);
	await field.waitFor();
	await expect.poll(() => field.evaluate((it) => it === document.activeElement)).toBe(true);
	const link = await field.inputValue();
	expect(new URL(link).pathname).toBe("/gast");
	expect(new URL(link).hash).toMatch(/^#vi1\./);
	return link;
}

/** The clerk reads who is at the door, and lets them in. Answers when that was. */
export async function letsIn(desk: Desk, who: string): Promise<number> {
	await desk.page.getByRole("status").getByText(`${who} möchte herein`).waitFor({ timeout: 30_000 });
	await row(desk, who).getByRole("button", { name: "Einlassen" }).click();
	const at = Date.now();
	await row(desk, who).getByText("ist im Gespräch").waitFor();
	return at;
}

/** The line of a guest on the clerk's page. */
export const row = (desk: Desk, who: string) => desk.page.locator(".guest-list li", { hasText: who });
