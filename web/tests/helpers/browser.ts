import { readFileSync, statSync, writeFileSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { smaller } from "./png";
import { fits, given, WAYS, type Way, type WayName } from "./ways";

/** A camera that shows a clock, at a pace for two cores, and a microphone that beeps; two browsers on one machine find each other. */
const CAMERA = [
	"--use-fake-device-for-media-stream=device-count=3,fps=10",
	"--autoplay-policy=no-user-gesture-required",
	"--disable-features=WebRtcHideLocalIpsWithMdns",
];

/** Takes certificates that nobody has signed: a relay's of the test itself. */
export const ANY_CERTIFICATE = "--ignore-certificate-errors";

/** What opens a browser here, unless somebody names another. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** With a camera: who is asked says yes to everything, or decides by the permissions of the context. */
export function openBrowser(camera?: "yes" | "asked", ...more: string[]): Promise<Browser> {
	return launch(CHROMIUM, camera, more);
}

/** The same, from another program that opens one. */
export function launch(executablePath: string, camera?: "yes" | "asked", more: string[] = []): Promise<Browser> {
	return chromium.launch({
		executablePath,
		args: [
			"--no-sandbox",
			...(camera ? CAMERA : []),
			...(camera === "yes" ? ["--use-fake-ui-for-media-stream"] : []),
			...more,
		],
		// The words of the browser itself, and how it writes a date in a field.
		env: { ...process.env, LANGUAGE: "de" },
	});
}

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

/** A person at a device of their own. What the page complains about, or tries to run against the policy, is kept. */
export interface Visitor {
	page: Page;
	context: BrowserContext;
	complaints: string[];
	/** Nothing was complained about. */
	calm: () => void;
	close: () => Promise<void>;
}

/** Who is there now, at whatever browser. */
export const visitors = new Set<Visitor>();

export async function visit(
	browser: Browser,
	url: string,
	options: BrowserContextOptions = {},
	as: WayName | undefined = given,
): Promise<Visitor> {
	const way: Way | undefined = as && WAYS[as];
	const context = await browser.newContext({
		viewport: PHONE,
		locale: "de-DE",
		timezoneId: "Europe/Berlin",
		reducedMotion: "reduce",
		baseURL: url,
		...options,
		...way?.options,
	});
	if (way?.begin) await context.addInitScript(way.begin);
	const page = await context.newPage();
	page.setDefaultTimeout(30_000);
	const complaints: string[] = [];
	page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
	page.on("console", (message) => {
		// A line that is cut is part of some tests.
		if (
			message.type() === "error" &&
			!/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|WebSocket|50[24]|Failed to load/.test(message.text())
		)
			complaints.push(`console: ${message.text()}`);
	});
	page.on("request", (request) => {
		const to = new URL(request.url());
		// The browser's own viewer of PDFs is no site.
		if (/^(https?|wss?):$/.test(to.protocol) && to.host !== new URL(url).host)
			complaints.push(`another site: ${to.origin}`);
	});
	await page.addInitScript(() => {
		document.addEventListener("securitypolicyviolation", (event) =>
			// biome-ignore lint/suspicious/noConsole: the way out of the page, to the test
			console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
		);
	});
	const visitor: Visitor = {
		page,
		context,
		complaints,
		calm: () => expect(complaints).toEqual([]),
		close: () => context.close(),
	};
	visitors.add(visitor);
	context.on("close", () => visitors.delete(visitor));
	return visitor;
}

/** Nothing on the page is on its way any more. */
export const settled = (page: Page): Promise<void> =>
	page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });

/** Opens a page by its address, and waits for what it shows. */
export async function open(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await page.getByRole("heading", { level: 1 }).waitFor();
	await settled(page);
}

const AXE = axe.source;
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Axe finds nothing on the page as it stands, nothing is wider than the window or cut off, and there is one title. */
export async function clean(page: Page): Promise<void> {
	await page.evaluate(AXE);
	const found = await page.evaluate(
		(tags) =>
			(window as unknown as { axe: typeof axe }).axe
				.run(document, { runOnly: { type: "tag", values: tags } })
				.then((result) =>
					result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`),
				),
		RULES,
	);
	expect(found, page.url()).toEqual([]);
	await fits(page);
	expect(await page.locator("h1").count(), "one title").toBe(1);
}

/** Where screenshots go, when they are asked for. A page of nothing but words is cut sooner. */
export async function shot(page: Page, name: string, height = DESK.height): Promise<void> {
	if (!process.env.SCREENSHOTS) return;
	const before = page.viewportSize();
	for (const [size, viewport] of [
		["phone", PHONE],
		["desk", { ...DESK, height }],
	] as const) {
		await page.setViewportSize(viewport);
		await take(page, `${name}-${size}`, viewport.width);
	}
	if (before) await page.setViewportSize(before);
}

/** Two people at one thing, each as they have it before them: the one on a phone, the other at a desk. */
export async function shots(phone: Page, desk: Page, name: string): Promise<void> {
	if (!process.env.SCREENSHOTS) return;
	await take(phone, `${name}-phone`, PHONE.width);
	await take(desk, `${name}-desk`, DESK.width);
}

async function take(page: Page, name: string, width: number): Promise<void> {
	const path = `../docs/screenshots/${name}.png`;
	writeFileSync(
		path,
		smaller(await page.screenshot({ fullPage: false, animations: "disabled", caret: "hide", scale: "css" })),
	);
	expect(statSync(path).size, path).toBeLessThanOrEqual(100_000);
	expect(readFileSync(path).readUInt32BE(16)).toBe(width);
}
