import type { BrowserContext, Locator, Page } from "playwright-core";
import type { Page as FirefoxPage } from "puppeteer-core";
import { expect } from "vitest";

type Watched = typeof window & { connections?: RTCPeerConnection[] };

/** A page of whichever browser: both look into it the same way. */
export type Looked = Page | FirefoxPage;

function look<Arg, Result>(page: Looked, into: (arg: Arg) => Promise<Result>, arg: Arg): Promise<Result> {
	return (page as { evaluate(into: (arg: Arg) => Promise<Result>, arg: Arg): Promise<Result> }).evaluate(into, arg);
}

/** Runs before a page: keeps what connections it makes, so that it can be looked whether pictures arrive. */
export function keep(): void {
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

export async function watch(context: BrowserContext): Promise<void> {
	await context.addInitScript(keep);
}

/** A sum over what comes in on the connections that stand. */
function incoming(page: Looked, kind: "video" | "audio", name: string): Promise<number> {
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
export const decoded = (page: Looked): Promise<number> => incoming(page, "video", "framesDecoded");

/** So much sound has come. */
export const heard = (page: Looked): Promise<number> => incoming(page, "audio", "packetsReceived");

/** Pictures arrive, and go on arriving. Answers after how many milliseconds the first one did. */
export async function sees(
	page: Looked,
	of: (page: Looked) => Promise<number> = decoded,
	timeout = 30_000,
): Promise<number> {
	const begun = Date.now();
	await expect.poll(() => of(page), { timeout, interval: 100 }).toBeGreaterThan(0);
	const first = Date.now() - begun;
	await goesOn(page, of);
	return first;
}

export async function goesOn(page: Looked, of: (page: Looked) => Promise<number> = decoded): Promise<void> {
	const before = await of(page);
	await expect.poll(() => of(page), { timeout: 15_000 }).toBeGreaterThan(before + 10);
}

/** Nothing more arrives. */
export async function stops(page: Page): Promise<void> {
	await expect
		.poll(
			async () => {
				const before = await decoded(page);
				await page.waitForTimeout(1_500);
				return (await decoded(page)) - before;
			},
			{ timeout: 15_000 },
		)
		.toBe(0);
}

export const talk = (page: Page): Locator => page.getByRole("region", { name: /^Videogespräch/ });

/** Turns camera and microphone on, where the browser has not been asked yet. */
export async function turnsOn(page: Page): Promise<void> {
	const ask = page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
	const on = page.getByRole("button", { name: "Kamera aus" });
	await ask.or(on).first().waitFor();
	if (await ask.isVisible()) await ask.click();
	await on.waitFor();
}

/** Which way the pictures go, as the browser itself says: `host`, `prflx`, `relay-udp` …; and from what they come. */
export function pathOf(page: Looked, end: "local" | "remote" = "local"): Promise<string> {
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
export const made = (page: Looked): Promise<number> =>
	look(page, async () => (window as Watched).connections?.length ?? 0, undefined);

/** How the connections of a page stand, for whoever reads why a test has failed. */
export function standing(page: Looked): Promise<string> {
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
