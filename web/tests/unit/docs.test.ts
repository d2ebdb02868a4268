import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PAGE = "../docs/de/sachbearbeitung/videogespraech.md";
const words = ["call", "citizen", "desk", "staff"].flatMap((area) =>
	Object.values(JSON.parse(readFileSync(`src/lang/${area}.de.json`, "utf8")) as Record<string, string>),
);

/** Whether a page says so: as it stands, or with something in place of what changes. */
function isSaid(quote: string): boolean {
	return words.some((text) => {
		// Of several numbers the texts have a form for one and a form for more.
		const forms = [text, ...[...text.matchAll(/\b(?:one|other) \{([^{}]*)\}/g)].map(([, form]) => form ?? "")];
		return forms.some((form) => {
			// What only puts other things together says nothing itself.
			if (!/\p{L}/u.test(form.replace(/\{[^{}]*\}/g, ""))) return false;
			const pattern = form
				.split(/\{[^{}]*\}|#/)
				.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
				.join(".+");
			return new RegExp(`^${pattern}$`).test(quote);
		});
	});
}

test("what the German page about the talk quotes is on the pages, word for word", () => {
	const quotes = [...readFileSync(PAGE, "utf8").matchAll(/„([^“]+)“/g)].map(([, quote]) => quote ?? "");
	expect(isSaid("Kamera aus")).toBe(false);
	expect(quotes.length).toBeGreaterThan(40);
	expect([...new Set(quotes)].filter((quote) => !isSaid(quote))).toEqual([]);
});
