import type { ComponentChildren, VNode } from "preact";
import type audit from "../lang/audit.de.json";
import type call from "../lang/call.de.json";
import type citizen from "../lang/citizen.de.json";
import type common from "../lang/common.de.json";
import type desk from "../lang/desk.de.json";
import type figures from "../lang/figures.de.json";
import type phone from "../lang/phone.de.json";
import type planning from "../lang/planning.de.json";
import type staff from "../lang/staff.de.json";
import { fill, read, type Values } from "./messages";
import { store } from "./store";

/** The languages of the pages. `de-x-einfach` is plain German, written for people who read slowly. */
export const LANGUAGES = ["de", "en", "fr", "de-x-einfach"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself. */
export const OWN_NAMES: Record<Language, string> = {
	de: "Deutsch",
	en: "English",
	fr: "Français",
	"de-x-einfach": "Einfache Sprache",
};

/** The texts of an area are one file for each language, and are fetched when a page of the area is opened. */
export const AREAS = {
	common: LANGUAGES,
	citizen: LANGUAGES,
	// The talk, which both sides see.
	call: LANGUAGES,
	// The office works in German; who does not read it yet is helped with English.
	staff: ["de", "en"],
	desk: ["de", "en"],
	phone: ["de", "en"],
	planning: ["de", "en"],
	audit: ["de", "en"],
	figures: ["de", "en"],
} as const satisfies Record<string, readonly Language[]>;
export type Area = keyof typeof AREAS;

export type Key =
	| keyof typeof common
	| keyof typeof citizen
	| keyof typeof call
	| keyof typeof staff
	| keyof typeof desk
	| keyof typeof phone
	| keyof typeof planning
	| keyof typeof audit
	| keyof typeof figures;

type Catalog = Record<string, string>;
const files = import.meta.glob<Catalog>("../lang/*.json", { import: "default" });
const texts = new Map<string, Catalog>();

/** The language of the page. */
export const language = store<Language>("de");

/** The language in which an area has texts: the wished one, or else German. */
function spoken(area: Area, wished: Language): Language {
	return (AREAS[area] as readonly Language[]).includes(wished) ? wished : "de";
}

/** Fetches the texts that pages of these areas need, in one language. */
export async function loadTexts(areas: readonly Area[], wished: Language): Promise<void> {
	await Promise.all(
		(["common", ...areas] as const).map(async (area) => {
			const name = `${area}.${spoken(area, wished)}`;
			if (texts.has(name)) return;
			const file = files[`../lang/${name}.json`];
			if (!file) throw new Error(`no texts for ${name}`);
			texts.set(name, await file());
		}),
	);
}

/** The first of the reader's languages that we speak. */
export function wishedLanguage(wishes: readonly string[]): Language {
	for (const wish of wishes) {
		const main = wish.toLowerCase();
		const found = LANGUAGES.find((have) => have === main) ?? LANGUAGES.find((have) => have === main.slice(0, 2));
		if (found) return found;
	}
	return "de";
}

/** The locale for numbers and dates. */
export function locale(of: Language = language.get()): string {
	return { de: "de-DE", en: "en-GB", fr: "fr-FR", "de-x-einfach": "de-DE" }[of];
}

function lookUp(key: Key): string {
	const area = key.slice(0, key.indexOf(".")) as Area;
	const found = texts.get(`${area}.${spoken(area, language.get())}`)?.[key];
	// A server that is newer than this page may know states that the page has no word for. Nobody is shown its codes.
	return found ?? texts.get(`common.${language.get()}`)?.["common.unknown"] ?? "";
}

/** The text of a key in the language of the page. */
export function t(key: Key, values: Values = {}): string {
	return fill<string>(read(lookUp(key)), values, locale()).join("");
}

/** A text in which something else than words stands, such as a link. */
export function T({ k, ...values }: { k: Key } & Record<string, VNode | string | number>): VNode {
	return <>{fill<ComponentChildren>(read(lookUp(k)), values, locale())}</>;
}

/** A key that is put together of a known beginning and a code of the API. */
export function keyOf(beginning: string, code: string): Key {
	return `${beginning}.${code}` as Key;
}
