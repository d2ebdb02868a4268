import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AREAS, type Area, LANGUAGES } from "../../src/app/i18n";
import { names } from "../../src/app/messages";

const catalog = (area: string, language: string): Record<string, string> =>
	JSON.parse(readFileSync(`src/lang/${area}.${language}.json`, "utf8"));

const areas = Object.keys(AREAS) as Area[];

function sources(folder: string): string[] {
	return readdirSync(folder).flatMap((name) => {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) return name === "gql" || name === "lang" ? [] : sources(path);
		return /\.tsx?$/.test(name) ? [readFileSync(path, "utf8")] : [];
	});
}

test("there is a file for each area and language, and no other", () => {
	const wanted = areas.flatMap((area) => AREAS[area].map((language) => `${area}.${language}.json`)).sort();
	expect(readdirSync("src/lang").sort()).toEqual(wanted);
});

test.each(areas)("%s: every language has the same keys, and each begins with its area", (area) => {
	const german = Object.keys(catalog(area, "de"));
	for (const key of german) expect(key).toMatch(new RegExp(`^${area}\\.`));
	for (const language of AREAS[area]) expect(Object.keys(catalog(area, language)).sort()).toEqual([...german].sort());
});

test.each(areas)("%s: every text can be read, and asks for the same values in each language", (area) => {
	const german = catalog(area, "de");
	for (const language of AREAS[area])
		for (const [key, text] of Object.entries(catalog(area, language))) {
			expect(text.trim(), key).not.toBe("");
			expect(names(text), `${key} in ${language}`).toEqual(names(german[key] ?? ""));
		}
});

test("no text is unused", () => {
	const code = sources("src").join("\n");
	// A key of several codes is named by its beginning: `common.fault.${…}` or keyOf("citizen.state", …).
	const beginnings = [
		...[...code.matchAll(/`([a-z]+(?:\.[\w-]+)*\.)\$\{/g)].map((found) => found[1] as string),
		...[...code.matchAll(/(?:keyOf|word)\(\s*"([^"]+)"/g)].map((found) => `${found[1]}.`),
	];
	const unused = areas.flatMap((area) =>
		Object.keys(catalog(area, "de")).filter(
			(key) => !code.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)),
		),
	);
	expect(unused).toEqual([]);
});

test("every key that the code names is there", () => {
	const code = sources("src").join("\n");
	const known = new Set(areas.flatMap((area) => Object.keys(catalog(area, "de"))));
	const named = [
		...code.matchAll(/"((?:common|citizen|call|staff|desk|phone|planning|audit|figures)(?:\.[\w-]+)+)"/g),
	].map((found) => found[1] as string);
	const beginnings = new Set([...code.matchAll(/(?:keyOf|word)\(\s*"([^"]+)"/g)].map((found) => found[1]));
	expect(named.filter((key) => !known.has(key) && !beginnings.has(key))).toEqual([]);
});

test("German texts are not left standing in other languages", () => {
	for (const area of areas)
		for (const language of LANGUAGES.filter((one) => one === "en" || one === "fr")) {
			if (!(AREAS[area] as readonly string[]).includes(language)) continue;
			const german = catalog(area, "de");
			const same = Object.entries(catalog(area, language)).filter(
				([key, text]) => text === german[key] && /\b(der|die|das|und|Sie|Ihre?|nicht|ist)\b/.test(text),
			);
			expect(same).toEqual([]);
		}
});
