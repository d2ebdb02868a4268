import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Somebody without a mouse: goes on with Tab, presses what has the focus, and always knows where they are. */
export class Keyboard {
	constructor(readonly page: Page) {}

	/** Something has the focus, it can be seen, nothing lies over it, and where it was reached by Tab it is marked. */
	async held(after: string): Promise<void> {
		await expect
			.poll(() => this.page.evaluate(() => document.activeElement !== document.body), {
				timeout: 5_000,
				message: `nothing has the focus after ${after}`,
			})
			.toBe(true);
		const fault = await this.page.evaluate(() => {
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
			const marked = [at, at.parentElement, at.nextElementSibling].some((one) => {
				if (!one) return false;
				return [getComputedStyle(one), getComputedStyle(one, "::before"), getComputedStyle(one, "::after")].some(
					(style) =>
						(style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
				);
			});
			return marked ? "" : `the focus on ${name} is not marked`;
		});
		expect(fault, after).toBe("");
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

	/** The page with this title is there, and its title has the focus. */
	async arrived(title: string | RegExp): Promise<void> {
		await this.page.getByRole("heading", { level: 1, name: title }).waitFor();
		await this.held(`arriving at ${title}`);
	}
}
