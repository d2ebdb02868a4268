import type { BrowserContext, Locator, Page } from "playwright-core";
import { expect } from "vitest";

type Watched = typeof window & {
	connections?: (RTCPeerConnection & { marked?: boolean })[];
	/** What the browser has given of camera and microphone. */
	taken?: MediaStreamTrack[];
};

/** In a page, before its own scripts: keeps what connections they make, and what they take of camera and microphone. */
export function watching(): void {
	const taken: MediaStreamTrack[] = [];
	(window as Watched).taken = taken;
	const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
	if (ask)
		navigator.mediaDevices.getUserMedia = async (wanted) => {
			const stream = await ask(wanted);
			taken.push(...stream.getTracks());
			return stream;
		};
	const all: RTCPeerConnection[] = [];
	(window as Watched).connections = all;
	window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
		construct(target, args) {
			const made = new target(...(args as [RTCConfiguration]));
			all.push(made);
			return made;
		},
	});
}

export const watch = (context: BrowserContext): Promise<unknown> => context.addInitScript(watching);

/** A page in Chromium or Firefox, of which something can be asked. */
export type Asked = Pick<Page, "evaluate" | "url">;

/** A sum over what comes in on the connections that stand. */
function incoming(page: Asked, kind: "video" | "audio", name: string): Promise<number> {
	return page.evaluate(
		async ([kind, name]) => {
			let sum = 0;
			for (const one of (window as Watched).connections ?? []) {
				if (one.connectionState !== "connected") continue;
				for (const row of (await one.getStats()).values())
					if (row.type === "inbound-rtp" && row.kind === kind) sum += Number(row[name as string] ?? 0);
			}
			return sum;
		},
		[kind, name],
	);
}

/** So many pictures were decoded on the connections that stand. */
export const decoded = (page: Asked): Promise<number> => incoming(page, "video", "framesDecoded");

/** So much sound has come. */
export const heard = (page: Asked): Promise<number> => incoming(page, "audio", "packetsReceived");

/** Pictures arrive, and go on arriving. Answers after how many milliseconds the first one did. */
export async function sees(
	page: Asked,
	of: (page: Asked) => Promise<number> = decoded,
	timeout = 30_000,
): Promise<number> {
	const begun = Date.now();
	await expect.poll(() => of(page), { timeout, interval: 100 }).toBeGreaterThan(0);
	const first = Date.now() - begun;
	await goesOn(page, of);
	return first;
}

export async function goesOn(page: Asked, of: (page: Asked) => Promise<number> = decoded): Promise<void> {
	const before = await of(page);
	await expect.poll(() => of(page), { timeout: 15_000 }).toBeGreaterThan(before + 10);
}

/** Nothing more arrives, neither of the picture nor of the sound. */
export async function stops(page: Page): Promise<void> {
	const all = async () => (await decoded(page)) + (await heard(page));
	await expect
		.poll(
			async () => {
				const before = await all();
				await page.waitForTimeout(1_500);
				return (await all()) - before;
			},
			{ timeout: 15_000 },
		)
		.toBe(0);
}

/** Which devices are in use: the lamp of the camera is on for as long as one of its tracks has not ended. */
export async function uses(page: Page, ...devices: ("audio" | "video")[]): Promise<void> {
	const found = () =>
		page.evaluate(() =>
			((window as Watched).taken ?? [])
				.filter((one) => one.readyState === "live")
				.map((one) => one.kind)
				.sort(),
		);
	await expect.poll(found, { timeout: 15_000, message: "camera and microphone in use" }).toEqual(devices);
}

export const talk = (page: Page): Locator => page.getByRole("region", { name: /^Videogespräch/ });

/** Turns camera and microphone on, where the browser has not been asked yet. */
export async function turnsOn(page: Page): Promise<void> {
	const ask = page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
	const on = page.getByRole("button", { name: "Kamera ausschalten" });
	await ask.or(on).first().waitFor();
	if (await ask.isVisible()) await ask.click();
	await on.waitFor();
}

/** Of each of these pages the connection that stands is known again later. */
export async function mark(...pages: Asked[]): Promise<void> {
	for (const page of pages)
		await page.evaluate(() => {
			for (const one of (window as Watched).connections ?? []) one.marked = one.connectionState === "connected";
		});
}

/** Pictures and sound still come on the connections that were marked: nobody has left the talk meanwhile. */
export async function unbroken(...pages: Asked[]): Promise<void> {
	for (const page of pages) {
		const standing = await page.evaluate(() =>
			((window as Watched).connections ?? [])
				.filter((one) => one.connectionState === "connected")
				.map((one) => one.marked === true),
		);
		expect(standing, page.url()).toEqual([true]);
	}
	await Promise.all(pages.flatMap((page) => [goesOn(page), goesOn(page, heard)]));
}
