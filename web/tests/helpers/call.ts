import type { BrowserContext, Locator, Page } from "playwright-core";
import type { Page as FirefoxPage } from "puppeteer-core";
import { expect } from "vitest";

type Watched = typeof window & {
	connections?: (RTCPeerConnection & { marked?: boolean })[];
	/** What the browser has given of camera and microphone. */
	taken?: MediaStreamTrack[];
};

/** A page of whichever browser: both look into it the same way. */
export type Asked = Page | FirefoxPage;

function look<Arg, Result>(page: Asked, into: (arg: Arg) => Promise<Result>, arg: Arg): Promise<Result> {
	return (page as { evaluate(into: (arg: Arg) => Promise<Result>, arg: Arg): Promise<Result> }).evaluate(into, arg);
}

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

/** A sum over what comes in on the connections that stand. */
function incoming(page: Asked, kind: "video" | "audio", name: string): Promise<number> {
	return look(
		page,
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
	// Where the browser was allowed before, they go on by themselves, and the question is gone.
	if (await ask.isVisible()) await ask.click({ timeout: 3_000 }).catch(() => undefined);
	await on.waitFor();
}

/** Of each of these pages the connection that stands is known again later. */
export async function mark(...pages: Asked[]): Promise<void> {
	for (const page of pages)
		await look(
			page,
			async () => {
				for (const one of (window as Watched).connections ?? []) one.marked = one.connectionState === "connected";
			},
			undefined,
		);
}

/** Pictures and sound still come on the connections that were marked: nobody has left the talk meanwhile. */
export async function unbroken(...pages: Asked[]): Promise<void> {
	for (const page of pages) {
		const known = await look(
			page,
			async () =>
				((window as Watched).connections ?? [])
					.filter((one) => one.connectionState === "connected")
					.map((one) => one.marked === true),
			undefined,
		);
		expect(known, page.url()).toEqual([true]);
	}
	await Promise.all(pages.flatMap((page) => [goesOn(page), goesOn(page, heard)]));
}

/** Which way the pictures go, as the browser itself says: `host`, `prflx`, `relay-udp` …; and from what they come. */
export function pathOf(page: Asked, end: "local" | "remote" = "local"): Promise<string> {
	return look(
		page,
		async (end) => {
			for (const one of (window as Watched).connections ?? []) {
				if (one.connectionState !== "connected") continue;
				const rows = [...(await one.getStats()).values()];
				const of = (id: string) => rows.find((row) => row.id === id);
				const transport = rows.find((row) => row.type === "transport");
				// Firefox marks the pair itself.
				const pair =
					of(transport?.selectedCandidatePairId) ?? rows.find((row) => row.type === "candidate-pair" && row.selected);
				const candidate = of(pair?.[`${end}CandidateId`]);
				if (candidate) return [candidate.candidateType, candidate.relayProtocol].filter(Boolean).join("-");
			}
			return "none";
		},
		end,
	);
}

/** How many connections the page has made by now. */
export const made = (page: Asked): Promise<number> =>
	look(page, async () => (window as Watched).connections?.length ?? 0, undefined);

/** How the connections of a page stand, for whoever reads why a test has failed. */
export function standing(page: Asked): Promise<string> {
	return look(
		page,
		async () => {
			const lines: string[] = [];
			for (const one of (window as Watched).connections ?? []) {
				lines.push(`${one.connectionState} ${one.iceConnectionState} ${one.signalingState}`);
				const rows = [...(await one.getStats()).values()];
				const kinds = /^(candidate-pair|(local|remote)-candidate|transport|(in|out)bound-rtp)$/;
				for (const row of rows) if (kinds.test(row.type)) lines.push(JSON.stringify(row));
			}
			return lines.join("\n");
		},
		undefined,
	);
}
