import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import { expect } from "vitest";

/** Firefox, by the protocol that browsers have in common. What it saves goes into a folder. */
export function openFirefox(saves: string, camera = false): Promise<Browser> {
	return puppeteer.launch({
		browser: "firefox",
		executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
		headless: true,
		extraPrefsFirefox: {
			"intl.accept_languages": "de-DE, de",
			"browser.download.folderList": 2,
			"browser.download.dir": saves,
			"browser.download.useDownloadDir": true,
			"browser.download.always_ask_before_handling_new_types": false,
			"pdfjs.disabled": true,
			// A camera and a microphone that are made up, and nobody is asked for them.
			...(camera && { "media.navigator.streams.fake": true, "media.navigator.permission.disabled": true }),
		},
	});
}

/** How long something may take to appear, in milliseconds. */
const PATIENCE = 30_000;

/** Somebody at Firefox: finds things by the words that stand on them, as a reader does. */
export class Reader {
	private static acting: Reader | undefined;
	readonly complaints: string[] = [];
	private constructor(
		readonly page: Page,
		readonly url: string,
	) {
		page.on("pageerror", (error) => this.complaints.push(`error: ${error}`));
		page.on("console", (message) => {
			if (message.type() === "error" && !/WebSocket|Failed to load/.test(message.text()))
				this.complaints.push(`console: ${message.text()}`);
		});
		page.on("request", (request) => {
			const to = new URL(request.url());
			if (["http:", "https:"].includes(to.protocol) && to.origin !== new URL(url).origin)
				this.complaints.push(`another site: ${to.origin}`);
		});
	}

	static async begin(browser: Browser, url: string, viewport: { width: number; height: number }): Promise<Reader> {
		const context = await browser.createBrowserContext();
		const page = await context.newPage();
		await page.setViewport(viewport);
		return new Reader(page, url);
	}

	calm(): void {
		expect(this.complaints).toEqual([]);
	}

	async goto(path: string): Promise<void> {
		await this.page.goto(`${this.url}${path}`);
	}

	/** Asks until there is an answer: the clocks of a tab in the background are slow, those of the test are not. */
	async until<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
		if (Reader.acting !== this) await this.page.bringToFront();
		Reader.acting = this;
		for (const since = Date.now(); Date.now() - since < PATIENCE; ) {
			// A page that is being left has no answer.
			const answer = await ask().catch(() => undefined);
			if (answer) return answer;
			await new Promise((go) => setTimeout(go, 100));
		}
		const text = await this.page.evaluate(() => document.querySelector("main")?.textContent?.slice(0, 700));
		throw new Error(`no ${what} at ${this.page.url()}:\n${text}`);
	}

	/** The first thing that is there; waits for it. */
	first(selector: string): Promise<ElementHandle<Element>> {
		return this.until(selector, () => this.page.$(selector));
	}

	/** The first thing that fits and can be seen; waits for it. */
	private find(selector: string, words: string | RegExp): Promise<ElementHandle<HTMLElement>> {
		const [exact, pattern] = words instanceof RegExp ? [undefined, words.source] : [words, undefined];
		return this.until(`${selector} with ${words}`, async () => {
			const found = await this.page.evaluateHandle(
				(among, wanted, like) => {
					const says = (text: string | null) => (text ?? "").replace(/\s+/g, " ").trim();
					const fits = (text: string) => (like ? new RegExp(like).test(text) : text === wanted);
					return [...document.querySelectorAll<HTMLElement>(among)].find(
						(one) => fits(says(one.textContent)) && one.getClientRects().length > 0,
					);
				},
				selector,
				exact,
				pattern,
			);
			return found.asElement() as ElementHandle<HTMLElement> | null;
		});
	}

	async sees(words: string | RegExp, selector = "main *"): Promise<void> {
		await this.find(selector, words);
	}

	async title(words: string): Promise<void> {
		await this.find("h1", new RegExp(`^${words.replace(/[.?*+()[\]{}|^$\\]/g, "\\$&")}`));
	}

	/** Presses a button or follows a link that can be pressed. */
	async press(words: string | RegExp): Promise<void> {
		const target = await this.find('button:not([aria-disabled="true"]), a[href], summary', words);
		await target.click();
	}

	async pressNth(selector: string, which: number): Promise<void> {
		const target = await this.until(`${which} ${selector}`, async () => (await this.page.$$(selector))[which]);
		await target.click();
	}

	/** The field that a label belongs to, in a group if one is named. */
	private async field(label: string | RegExp, group?: string): Promise<ElementHandle<HTMLElement>> {
		if (!group) {
			const named = await this.find("label", label);
			return (await named.evaluateHandle((one) => (one as HTMLLabelElement).control)) as ElementHandle<HTMLElement>;
		}
		const set = await this.find("fieldset > legend", group);
		return (await set.evaluateHandle(
			(one, words) =>
				[...(one.parentElement?.querySelectorAll("label") ?? [])].find((each) => each.textContent?.trim() === words)
					?.control ?? null,
			label as string,
		)) as ElementHandle<HTMLElement>;
	}

	async fill(label: string | RegExp, value: string, group?: string): Promise<void> {
		const field = await this.field(label, group);
		// A day is typed as the browser writes it, which is not how the page keeps it.
		const keys = await field.evaluate((one, day) => {
			const input = one as HTMLInputElement;
			if (input.type !== "date") {
				input.select();
				return day;
			}
			const [year, month, date] = day.split("-");
			const parts = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "2-digit", day: "2-digit" });
			return parts
				.formatToParts(new Date(day))
				.map(({ type }) => ({ year, month, day: date })[type as string] ?? "")
				.join("");
		}, value);
		await field.type(keys);
		expect(await field.evaluate((one) => (one as HTMLInputElement).value), String(label)).toBe(value);
	}

	async select(label: string | RegExp, value: string): Promise<void> {
		const field = await this.field(label);
		await (field as unknown as ElementHandle<HTMLSelectElement>).select(value);
	}

	async check(label: string | RegExp): Promise<void> {
		const field = await this.field(label);
		if (!(await field.evaluate((one) => (one as HTMLInputElement).checked))) await field.click();
		expect(await field.evaluate((one) => (one as HTMLInputElement).checked), String(label)).toBe(true);
	}

	/** Ticks every box there is, in a group if one is named. */
	async checkAll(group?: string): Promise<void> {
		const around = group
			? ((await (
					await this.find("fieldset > legend", group)
				).evaluateHandle((one) => one.parentElement)) as ElementHandle<HTMLElement>)
			: await this.first("main");
		await this.first('main input[type="checkbox"]');
		for (const box of await around.$$('input[type="checkbox"]'))
			if (!(await box.evaluate((one) => one.checked))) await box.click();
	}

	async choose(label: string, path: string): Promise<void> {
		const field = await this.field(label);
		await (field as unknown as ElementHandle<HTMLInputElement>).uploadFile(path);
	}

	/** Opens a step of the clerk's command panel. */
	async step(id: string): Promise<void> {
		const head = await this.first(`#step-${id}`);
		if ((await head.evaluate((one) => one.getAttribute("aria-expanded"))) !== "true") await head.click();
		await this.first(`#step-${id}[aria-expanded="true"]`);
	}

	/** What has just been done is said. */
	async told(words: RegExp): Promise<void> {
		await this.find(".told, .told *", words);
	}
}
