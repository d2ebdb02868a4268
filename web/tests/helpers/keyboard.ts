import type { JSHandle, Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Somebody without a mouse: goes on with Tab, presses what has the focus, and always knows where they are. */
export class Keyboard {
	constructor(readonly page: Page) {}

	/** Something has the focus, it can be seen, nothing lies over it, and where it was reached by Tab it is marked. */
	async held(after: string): Promise<void> {
		await expect
			.poll(() => this.page.evaluate(() => document.activeElement !== document.body), {
				timeout: 15_000,
				message: `nothing has the focus after ${after}`,
			})
			.toBe(true);
		const look = () =>
			this.page.evaluate(() => {
				const at = document.activeElement as HTMLElement;
				const boxes = [...at.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
				const name = `${at.outerHTML.slice(0, 140)} …`;
				if (boxes.length === 0) return `${name} cannot be seen`;
				// The middle of what of it lies within the window.
				const free = boxes.some((box) => {
					const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
					const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
					if (right <= left || bottom <= top) return false;
					const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
					// A box that is drawn over the control by its own label is the control.
					const label = found?.closest("label");
					return found !== null && (at.contains(found) || found.contains(at) || label?.control === at);
				});
				if (!free) return `${name} is hidden`;
				if (!at.matches(":focus-visible") || at.tabIndex < 0) return "";
				// The mark is its own, or that of the box around it.
				const around = [at, at.nextElementSibling];
				for (let one = at.parentElement; one && around.length < 6; one = one.parentElement) around.push(one);
				const marked = around.some((one) => {
					if (!one) return false;
					return [getComputedStyle(one), getComputedStyle(one, "::before"), getComputedStyle(one, "::after")].some(
						(style) =>
							style.outlineStyle === "auto" ||
							(style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2) ||
							style.boxShadow !== "none",
					);
				});
				return marked ? "" : `the focus on ${name} is not marked`;
			});
		// What appears takes the focus a moment after it is there.
		await expect.poll(look, { timeout: 15_000, message: after }).toBe("");
	}

	/** Goes on until something has the focus. Of buttons that belong together the arrows choose. */
	async to(wanted: Locator): Promise<void> {
		await wanted.waitFor();
		const there = () =>
			wanted.evaluate(
				(one) =>
					one === document.activeElement ||
					(one instanceof HTMLInputElement &&
						one.type === "radio" &&
						(document.activeElement as HTMLInputElement)?.name === one.name &&
						one.name !== ""),
			);
		for (let presses = 0; presses < 260; presses += 1) {
			if (await there()) return this.held(`${presses} × Tab`);
			await this.page.keyboard.press("Tab");
			// At the end of the page the focus leaves for the browser's own buttons, and comes back.
			if (await this.page.evaluate(() => document.activeElement !== document.body)) await this.held("Tab");
		}
		throw new Error(`${wanted} does not get the focus`);
	}

	async press(wanted: Locator, key = "Enter"): Promise<void> {
		await this.to(wanted);
		await this.page.keyboard.press(key);
	}

	async type(wanted: Locator, words: string): Promise<void> {
		await this.to(wanted);
		await this.page.keyboard.type(words);
		expect(await wanted.inputValue()).toBe(words);
	}

	async tick(wanted: Locator): Promise<void> {
		await this.to(wanted);
		if (!(await wanted.isChecked())) await this.page.keyboard.press("Space");
		for (let presses = 0; presses < 10 && !(await wanted.isChecked()); presses += 1) {
			await this.page.keyboard.press("ArrowDown");
			await this.held("an arrow");
		}
		expect(await wanted.isChecked()).toBe(true);
	}

	/** Takes one of a list that is folded in. */
	async choose(wanted: Locator, value: string): Promise<void> {
		await this.to(wanted);
		for (let presses = 0; presses < 60 && (await wanted.inputValue()) !== value; presses += 1)
			await this.page.keyboard.press("ArrowDown");
		expect(await wanted.inputValue()).toBe(value);
		await this.held("an arrow");
	}

	/** Writes a day (`2026-11-30`) into a field for one, in the order that the browser has for its parts. */
	async date(wanted: Locator, day: string): Promise<void> {
		await this.to(wanted);
		const [year, month, date] = day.split("-") as [string, string, string];
		for (const digits of [date + month + year, month + date + year]) {
			for (let parts = 0; parts < 3; parts += 1) await this.page.keyboard.press("ArrowLeft");
			await this.page.keyboard.type(digits);
			if ((await wanted.inputValue()) === day) return this.held("a day was written");
		}
		throw new Error(`${day} was not written, but ${await wanted.inputValue()}`);
	}

	/** Goes to the end of the page, and from there through all of it to its beginning. Answers how many places there are. */
	async through(): Promise<number> {
		let missed: string[] = [];
		// What is told meanwhile may draw a list anew, and whoever is in it then starts from its title.
		for (let tries = 0; tries < 5; tries += 1) {
			const there = await this.onward("Tab");
			const back = await this.onward("Shift+Tab");
			// What is gone since then is not missed.
			missed = await there.evaluate(
				(places, others) =>
					[...places]
						.filter((one) => one.isConnected && one.getClientRects().length > 0 && !others.has(one))
						.map((one) => one.outerHTML.slice(0, 140)),
				back,
			);
			if (missed.length === 0) return back.evaluate((places) => places.size);
		}
		throw new Error(`not reached on the way back:\n${missed.join("\n")}`);
	}

	/** The places up to the end of the page: of buttons that belong together, of which the first or the last is reached, one. */
	private async onward(key: "Tab" | "Shift+Tab"): Promise<JSHandle<Set<Element>>> {
		const places = await this.page.evaluateHandle(() => new Set<Element>());
		for (let presses = 1; presses <= 500; presses += 1) {
			const last = await this.page.evaluateHandle(() => document.activeElement);
			await this.page.keyboard.press(key);
			const further = await places.evaluate((all, last) => {
				const at = document.activeElement ?? document.body;
				// At the end the focus leaves for the browser's own buttons, or begins again: then it leaves with the first
				// step back.
				if (at === document.body) return all.size === 0 && last !== at;
				const isRadio = at instanceof HTMLInputElement && at.type === "radio" && at.name;
				const place = (isRadio && document.querySelector(`input[type=radio][name="${CSS.escape(at.name)}"]`)) || at;
				// A field for a day has several places in itself.
				const goesOn = at === last || !all.has(place);
				if ((at as HTMLElement).tabIndex >= 0) all.add(place);
				return goesOn;
			}, last);
			if (!further) return places;
			if (await this.page.evaluate(() => document.activeElement !== document.body))
				await this.held(`${presses} × ${key}`);
		}
		throw new Error("the page has no end");
	}

	/** The page with this title is there, and its title has the focus. */
	async arrived(title: string | RegExp): Promise<void> {
		await this.page.getByRole("heading", { level: 1, name: title }).waitFor();
		await this.held(`arriving at ${title}`);
	}
}
