import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const SOURCES = readdirSync("src", { recursive: true, encoding: "utf8" })
	.filter((file) => /\.tsx?$/.test(file))
	.map((file) => [file, readFileSync(`src/${file}`, "utf8")] as const);

test("the focus moves with what is drawn: on a busy machine the next frame comes after the next key", () => {
	expect(SOURCES.length).toBeGreaterThan(100);
	for (const [file, text] of SOURCES) {
		expect(text, file).not.toMatch(/requestAnimationFrame/);
		// The body of an effect that is run after the next frame.
		for (const [, body] of text.matchAll(/\buseEffect\(\(\) => \{?([\s\S]*?)\n\t*\}?, \[/g))
			expect(body, file).not.toMatch(/\.focus\(/);
	}
});

test("what changes a value is heard of from the moment at which it is drawn", () => {
	const text = SOURCES.find(([file]) => file.endsWith("app/store.ts"))?.[1];
	expect(text).toMatch(/useLayoutEffect\(\(\) => \{\n\t*const stop = self\.subscribe/);
});
