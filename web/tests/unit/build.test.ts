import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const DIST = "dist";
const ASSETS = join(DIST, "assets");
const assets = readdirSync(ASSETS);

/** How much of a file goes over the line. */
const sent = (path: string): number => statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;

/** A file and everything that it imports before anything runs. */
function withImports(name: string, seen = new Set<string>()): Set<string> {
	if (seen.has(name)) return seen;
	seen.add(name);
	const text = readFileSync(join(ASSETS, name), "utf8");
	for (const found of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
		withImports(found[1] as string, seen);
	return seen;
}

const one = (beginning: string, ending = ".js"): string => {
	// Behind the name stand eight signs of the hash.
	const found = assets.filter(
		(name) => name.startsWith(`${beginning}-`) && name.length === beginning.length + 9 + ending.length,
	);
	expect(found, beginning).toHaveLength(1);
	return found[0] as string;
};

const html = readFileSync(join(DIST, "index.html"), "utf8");
const named = [...html.matchAll(/\/assets\/([\w.-]+)/g)].map((found) => found[1] as string);

test("the first load of the booking is within its budget", () => {
	const scripts = new Set<string>();
	for (const name of [...named.filter((file) => file.endsWith(".js")), one("common.de"), one("citizen.de")])
		withImports(name, scripts);
	const styles = named.filter((file) => file.endsWith(".css"));
	const fonts = assets.filter((file) => file.endsWith(".woff2"));
	const sum = (files: Iterable<string>) => [...files].reduce((all, file) => all + sent(join(ASSETS, file)), 0);
	const budget = {
		html: sent(join(DIST, "index.html")),
		scripts: sum(scripts),
		styles: sum(styles),
		fonts: sum(fonts),
	};
	expect(budget.html).toBeLessThanOrEqual(5_000);
	expect(budget.scripts).toBeLessThanOrEqual(45_000);
	expect(budget.styles).toBeLessThanOrEqual(25_000);
	expect(budget.fonts).toBeLessThanOrEqual(45_000);
	expect(Object.values(budget).reduce((a, b) => a + b)).toBeLessThanOrEqual(120_000);
	expect(fonts).toHaveLength(2);
});

test("nothing in the built pages breaks the policy: no style or script inside, no other site, no map", () => {
	expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=|https?:\/\//);
	for (const name of assets) {
		expect(name).not.toMatch(/\.map$/);
		if (!/\.(js|css)$/.test(name)) continue;
		const text = readFileSync(join(ASSETS, name), "utf8");
		expect(text, name).not.toMatch(/sourceMappingURL|dangerouslySetInnerHTML=|\beval\(|new Function\(/);
		if (name.endsWith(".css"))
			for (const found of text.matchAll(/url\(([^)]+)\)/g))
				expect(found[1], name).toMatch(/^["']?(data:|\/assets\/|\.\/)/);
	}
});

test("the trusted documents are those that the pages send", () => {
	const trusted = Object.keys(JSON.parse(readFileSync("persisted-documents.json", "utf8")));
	const known = [...readFileSync("src/gql/graphql.ts", "utf8").matchAll(/"hash":"(sha256:[0-9a-f]{64})"/g)].map(
		(found) => found[1],
	);
	expect(new Set(trusted)).toEqual(new Set(known));
	const sentByPages = assets
		.filter((name) => name.endsWith(".js"))
		.flatMap((name) =>
			[...readFileSync(join(ASSETS, name), "utf8").matchAll(/sha256:[0-9a-f]{64}/g)].map((found) => found[0]),
		);
	for (const id of sentByPages) expect(trusted).toContain(id);
});

test("what a page adds to the frame is within its budget, its texts included", () => {
	const frame = new Set<string>();
	for (const name of named.filter((file) => file.endsWith(".js"))) withImports(name, frame);
	const texts = (area: string) =>
		Math.max(
			0,
			...assets
				.filter((name) => name.startsWith(`${area}.`) && name.endsWith(".js"))
				.map((name) => sent(join(ASSETS, name))),
		);
	// The most that any area asks for: its own words and those of all of the staff.
	const words = texts("staff") + Math.max(...["desk", "phone", "planning", "audit", "figures", "citizen"].map(texts));
	for (const name of assets.filter((file) => /^[A-Z]\w+-.{8}\.js$/.test(file))) {
		const own = [...withImports(name)].filter((file) => !frame.has(file));
		const sum = own.reduce((all, file) => all + sent(join(ASSETS, file)), words);
		expect(sum, name).toBeLessThanOrEqual(60_000);
	}
});
