import type { Page } from "playwright-core";
import type { Language } from "../../src/app/i18n";
import { clean, type DESK, type PHONE } from "./browser";

const THEMES = ["light", "dark"] as const;
const WIDTHS = [320, 768, 1280] as const;

/** How a page can look. */
export interface Look {
	language: Language;
	theme: (typeof THEMES)[number];
	width: (typeof WIDTHS)[number];
}

/** Every language with every theme and every width. */
export const productOf = (languages: readonly Language[]): Look[] =>
	languages.flatMap((language) => THEMES.flatMap((theme) => WIDTHS.map((width) => ({ language, theme, width }))));

/** Half of them: each language with each width once, and the themes in turn, so that every pair is there. */
export const coverOf = (languages: readonly Language[]): Look[] =>
	languages.flatMap((language, l) =>
		WIDTHS.map((width, w) => ({ language, width, theme: THEMES[(l + w) % 2] as Look["theme"] })),
	);

/** Which pairs some looks have. */
export const pairsOf = (looks: readonly Look[]): Set<string> =>
	new Set(
		looks.flatMap(({ language, theme, width }) => [
			`${language} ${theme}`,
			`${language} ${width}`,
			`${theme} ${width}`,
		]),
	);

const FULL = process.env.FULL === "1";

/** How long a test may take that shows many pages. */
export const PATIENCE = FULL ? 900_000 : 300_000;

/** What is found names the look in which it was. */
async function cleanIn(page: Page, look: string): Promise<void> {
	try {
		await clean(page);
	} catch (error) {
		if (error instanceof Error) error.message = `${look}: ${error.message}`;
		throw error;
	}
}

/** Shows a page as it stands in each look, without anything being entered anew: in the cover, or in all of them (`FULL=1`). */
export function everyLookOf(languages: readonly Language[], home: typeof PHONE | typeof DESK) {
	const looks = FULL ? productOf(languages) : coverOf(languages);
	return async (page: Page): Promise<void> => {
		const spoken = page.locator('select[name="language"]');
		for (const { language, theme, width } of looks) {
			await page.emulateMedia({ colorScheme: theme });
			await page.setViewportSize({ width, height: 900 });
			await spoken.selectOption(language);
			await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
			await cleanIn(page, `${language}, ${theme}, ${width} px`);
		}
		await page.emulateMedia({ colorScheme: "light" });
		await spoken.selectOption("de");
		await page.waitForFunction(() => document.documentElement.lang === "de");
		await page.setViewportSize(home);
		// Colours that the reader’s system chooses, and a page of 1280 pixels at 400 %.
		await page.emulateMedia({ forcedColors: "active" });
		await cleanIn(page, "forced colours");
		await page.emulateMedia({ forcedColors: "none" });
		await page.setViewportSize({ width: 320, height: 256 });
		await cleanIn(page, "at 400 %");
		await page.setViewportSize(home);
	};
}
