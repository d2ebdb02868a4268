import type { BrowserContextOptions, Page } from "playwright-core";
import { expect } from "vitest";

/** A way in which somebody uses the pages that asks more of them. */
export interface Way {
	options: BrowserContextOptions;
	/** What the reader's own settings do to every page. */
	begin?: () => void;
}

export const WAYS = {
	/** A page of 1280 × 1024 pixels at 400 %. */
	zoom: { options: { viewport: { width: 320, height: 256 } } },
	/** The colours that the reader's system chooses, in place of ours. */
	forced: { options: { forcedColors: "active" } },
	/** Nothing moves. */
	still: { options: { reducedMotion: "reduce" } },
	/** Lines, words and letters as far apart as WCAG 1.4.12 says; the policy of the pages lets the browser's reader do that, and no style in a page. */
	spacing: {
		options: {},
		begin: () => {
			const apart = new CSSStyleSheet();
			apart.replaceSync(
				"* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }",
			);
			document.adoptedStyleSheets.push(apart);
		},
	},
	/** A machine that is busy with something else: what is drawn, and what waits for that, is late. Nobody waits for it to type. */
	late: {
		options: {},
		begin: () => {
			const { requestAnimationFrame: drawn, setTimeout: after } = window;
			window.requestAnimationFrame = (act) => after(() => drawn(act), 300) as unknown as number;
			window.setTimeout = ((act: () => void, millis = 0, ...more: unknown[]) =>
				after(act, millis > 0 && millis < 50 ? 400 : millis, ...more)) as typeof setTimeout;
		},
	},
} as const satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;

/** The way in which a whole run of tests uses the pages: `WAY=zoom npm run e2e`. */
export const given = process.env.WAY as WayName | undefined;
if (given && !WAYS[given]) throw new Error(`there is no way ${given}`);

/** What each way asks of a page as it stands. */
export async function fits(page: Page): Promise<void> {
	const found = await page.evaluate(() => {
		const faults: string[] = [];
		const name = (one: Element) => `${one.outerHTML.slice(0, 140)} …`;
		const root = document.documentElement;
		if (root.scrollWidth > root.clientWidth) {
			const beyond = (box: DOMRect) => box.right > root.clientWidth + 0.5;
			const wide = [...document.querySelectorAll("body *")].filter((one) => beyond(one.getBoundingClientRect()));
			// A word can be wider than the box that it stands in.
			const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let text = words.nextNode(); text; text = words.nextNode()) {
				if (text.parentElement?.closest(".kern-sr-only")) continue;
				const range = document.createRange();
				range.selectNodeContents(text);
				if (text.parentElement && [...range.getClientRects()].some(beyond)) wide.push(text.parentElement);
			}
			faults.push(`wider than the window: ${wide.slice(-1).map(name).join("")}`);
		}
		const seen = (one: Element) => one.getClientRects().length > 0 && !one.closest(".kern-sr-only, [hidden]");
		const forced = matchMedia("(forced-colors: active)").matches;
		const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
		for (const one of document.querySelectorAll("button, input, select, textarea, summary, a.kern-btn")) {
			if (!seen(one)) continue;
			const style = getComputedStyle(one);
			// A control that is drawn by the browser, or whose shape is somebody else's, has its edge there.
			const native =
				one.matches('input:is([type="checkbox"], [type="radio"], [type="file"], [type="range"])') &&
				style.appearance !== "none";
			const plain = one.matches("summary");
			const edge = Number.parseFloat(style.borderTopWidth) > 0 || Number.parseFloat(style.borderBottomWidth) > 0;
			if (forced && !native && !plain && (!edge || style.borderBottomStyle === "none")) {
				const lined =
					style.textDecorationLine.includes("underline") ||
					getComputedStyle(one.firstElementChild ?? one).textDecorationLine.includes("underline");
				if (!lined) faults.push(`no edge: ${name(one)}`);
			}
			// What is written on it is not cut off.
			if (
				one.matches("button, a.kern-btn, summary") &&
				(one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2) &&
				style.display !== "inline"
			)
				faults.push(`its words do not fit: ${name(one)}`);
		}
		for (const one of document.querySelectorAll("main *")) {
			if (!seen(one) || !one.textContent?.trim()) continue;
			const { overflowX, overflowY, position } = getComputedStyle(one);
			const cut = (overflow: string) => overflow === "hidden" || overflow === "clip";
			if (position === "absolute") continue;
			if (
				(cut(overflowY) && one.scrollHeight > one.clientHeight + 2) ||
				(cut(overflowX) && one.scrollWidth > one.clientWidth + 2)
			)
				faults.push(`cut off: ${name(one)}`);
		}
		if (still)
			for (const moving of document.getAnimations()) {
				const timing = moving.effect?.getComputedTiming();
				if (Number(timing?.duration) > 20 && moving.playState === "running")
					faults.push(`moves: ${name((moving.effect as KeyframeEffect).target as Element)}`);
			}
		return faults;
	});
	expect(found, page.url()).toEqual([]);
}
