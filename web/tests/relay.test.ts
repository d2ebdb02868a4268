import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, onTestFinished, test, vi } from "vitest";
import { widen } from "./helpers/api";
import { ANY_CERTIFICATE, clean, DESK, openBrowser, shot } from "./helpers/browser";
import {
	type Asked,
	decoded,
	goesOn,
	heard,
	made,
	pathOf,
	standing,
	talk,
	turnsOn,
	watch,
	watching,
} from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Desk } from "./helpers/desk";
import { openFirefox, Reader } from "./helpers/firefox";
import { Net } from "./helpers/network";
import { type Office, openOffice, type Settings } from "./helpers/office";
import { type Leg, openRelay, type Relay, told, Wire } from "./helpers/relay";
import { passwordOf } from "./helpers/staff";

// A talk through a real relay, over bad lines and from behind firewalls. The clerk's side is relayed always.

vi.setConfig({ testTimeout: 240_000 });

const ALL: Leg[] = ["udp", "tcp", "tls"];

let relay: Relay;
let wire: Wire;
let theirs: Browser;
let ours: Browser;
let office: Office;
let desk: Desk;
let citizen: Citizen;

beforeAll(async () => {
	relay = await openRelay();
	wire = new Wire(relay);
	// The relay's certificate is its own.
	[theirs, ours] = await Promise.all([openBrowser("yes", ANY_CERTIFICATE), openBrowser("yes", ANY_CERTIFICATE)]);
});
afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
	await relay?.stop();
});
beforeEach(() => {
	wire.whole();
	onTestFailed(() => {
		process.stdout.write(`${relay.log().split("\n").slice(-60).join("\n")}\n`);
	});
});
afterEach(async () => {
	wire.whole();
	await Promise.all([citizen?.visitor.close(), desk?.visitor.close()].map((closed) => closed?.catch(() => {})));
	await office?.stop();
});

const print = (what: string, millis: number) => process.stdout.write(`first frame, ${what}: ${millis} ms\n`);

/** An office whose pages are offered these ways, with a clerk at the desk. */
async function opens(legs: Leg[], settings: Settings = {}): Promise<void> {
	office = await openOffice("none", { ...(legs.length > 0 ? told(relay, ...legs) : {}), ...settings });
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
	await watch(desk.visitor.context);
	await desk.page.reload();
}

/** Somebody has an appointment. */
async function books(browser = theirs): Promise<void> {
	citizen = await Citizen.books(browser, office, "REGISTRATION_CERTIFICATE", "Emmy Noether");
	await watch(citizen.visitor.context);
}

/** Somebody waits. */
async function arrives(browser = theirs): Promise<void> {
	await books(browser);
	await isThere();
}

async function isThere(): Promise<void> {
	await citizen.page.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.isThere();
	await turnsOn(citizen.page);
	await talk(citizen.page).getByText("Sie sind da. Wir rufen Sie auf.").waitFor();
}

/** Somebody waits, and is called. */
async function waits(browser = theirs): Promise<void> {
	await arrives(browser);
	await desk.calls(citizen);
	await turnsOn(desk.page);
}

async function firstFrame(page: Asked, since: number): Promise<number> {
	await expect.poll(() => decoded(page), { timeout: 60_000, interval: 100 }).toBeGreaterThan(0);
	return Date.now() - since;
}

/** The talk begins, and pictures arrive at both ends and go on arriving. */
async function begins(what: string): Promise<void> {
	const since = Date.now();
	const [, theirFirst, ourFirst] = await Promise.all([
		desk.talks("VIDEO"),
		firstFrame(citizen.page, since),
		firstFrame(desk.page, since),
	]);
	await bothSee();
	print(`${what}, citizen`, theirFirst);
	print(`${what}, clerk`, ourFirst);
}

const bothSee = () => Promise.all([goesOn(citizen.page), goesOn(desk.page)]);

/** The pictures of a page go this way. Where another was found first, the better one is taken a moment later. */
async function goesOver(way: string | RegExp, page: Asked, end?: "remote"): Promise<void> {
	const wanted = typeof way === "string" ? way : expect.stringMatching(way);
	await expect.poll(() => pathOf(page, end), { timeout: 60_000 }).toEqual(wanted);
}

/** Both see each other again; prints how long after it began. */
async function again(what: string, since: number, path?: RegExp): Promise<void> {
	if (path) await goesOver(path, desk.page);
	const before = await Promise.all([decoded(citizen.page), decoded(desk.page)]);
	const grows = (page: Page, i: 0 | 1) =>
		expect.poll(() => decoded(page), { timeout: 60_000, interval: 100 }).toBeGreaterThan(before[i]);
	await Promise.all([grows(citizen.page, 0), grows(desk.page, 1)]).catch(async (cause) => {
		for (const { page } of [citizen, desk]) process.stdout.write(`${await standing(page)}\n`);
		throw cause;
	});
	print(what, Date.now() - since);
	await bothSee();
}

/** The connection is the one of the beginning: nobody has left, and nobody came anew. */
async function sameAsBefore(): Promise<void> {
	expect(await Promise.all([made(citizen.page), made(desk.page)])).toEqual([1, 1]);
}

test("without a relay the pictures go from browser to browser", async () => {
	await opens([]);
	await waits();
	await begins("direct");
	await goesOver(/^(host|prflx)$/, desk.page);
	await goesOver(/^(host|prflx)$/, citizen.page);
});

test.each(ALL)("the clerk's side goes through the relay over %s alone", async (leg) => {
	await opens([leg]);
	await waits();
	await begins(`relay over ${leg}`);
	await goesOver(`relay-${leg}`, desk.page);
	// The citizen's browser sends straight to the relay: it never learns where the clerk is.
	await goesOver(/^(?!.*undefined)/, desk.page, "remote");
	await goesOver("relay", citizen.page, "remote");
	await desk.goodbye();
});

test("where UDP is blocked from the beginning, both sides go through the relay over TCP", async () => {
	await opens(ALL);
	wire.blocks("udp");
	await waits();
	await begins("UDP blocked");
	await goesOver("relay-tcp", desk.page);
	await goesOver("relay-tcp", citizen.page);
	expect(wire.dropped()).toBeGreaterThan(0);
});

test("where a firewall lets through nothing but TLS, both sides go through the relay over TLS", async () => {
	await opens(ALL);
	wire.blocks("udp", "tcp");
	await waits();
	await begins("UDP and TCP blocked");
	await goesOver("relay-tls", desk.page);
	await goesOver("relay-tls", citizen.page);
	expect(wire.dropped()).toBeGreaterThan(0);
});

test("where UDP is dropped in the middle of a talk, it goes on over TCP or TLS", async () => {
	await opens(ALL);
	await waits();
	await begins("before UDP is dropped");
	await goesOver("relay-udp", desk.page);
	const since = Date.now();
	wire.blocks("udp");
	await again("after UDP was dropped", since, /^relay-(tcp|tls)$/);
	await goesOver(/^relay-(tcp|tls)$/, citizen.page);
	await sameAsBefore();
});

test("where eight packets of a hundred are lost, the pictures come all the same", async () => {
	await opens(ALL);
	wire.loses(8);
	await waits();
	await begins("8 % lost");
	await goesOver(/^relay-/, desk.page);
	const [before, since] = [await decoded(desk.page), Date.now()];
	await desk.page.waitForTimeout(10_000);
	const fps = ((await decoded(desk.page)) - before) / ((Date.now() - since) / 1000);
	process.stdout.write(`with 8 % lost: ${fps.toFixed(1)} pictures a second, ${wire.dropped()} packets dropped\n`);
	expect(fps).toBeGreaterThan(1);
	expect(wire.dropped()).toBeGreaterThan(50);
});

test("where more is lost than pictures bear, each page offers to go on with sound alone", async () => {
	await opens(ALL);
	await waits();
	await begins("before much is lost");
	wire.loses(30);
	for (const { page } of [citizen, desk]) {
		const weak = page.locator(".notice", { hasText: "Die Leitung ist gerade schwach" });
		await weak.waitFor({ timeout: 90_000 });
		await clean(page);
		if (page === citizen.page) await shot(page, "leitung-schwach");
		await weak.getByRole("button", { name: "Nur mit Ton weiter" }).click();
		await weak.getByText("sprechen wir am Telefon weiter").waitFor();
	}
	await talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.").waitFor();
	await Promise.all([goesOn(citizen.page, heard), goesOn(desk.page, heard)]);
	await sameAsBefore();
});

test("a line that is gone for five seconds comes back, and nobody has left", async () => {
	await opens(ALL);
	await waits();
	await begins("before five seconds of nothing");
	const since = Date.now();
	wire.cuts(office.url);
	// What is written meanwhile waits.
	const writing = desk.writes("Sind Sie noch da?");
	await desk.page.waitForTimeout(5_000);
	expect(await citizen.page.locator(".chat__lines", { hasText: "Sind Sie noch da?" }).count()).toBe(0);
	wire.whole();
	await again("after five seconds of nothing", since);
	await sameAsBefore();
	await writing;
	await citizen.page.locator(".chat__lines", { hasText: "Sind Sie noch da?" }).waitFor({ timeout: 20_000 });
	expect(await citizen.page.getByText("Sind Sie noch da?").count()).toBe(1);
	await goesOver(/^relay-/, desk.page);
});

test("a relay that is stopped and started again takes the talk up again", async () => {
	await opens(ALL);
	await waits();
	await begins("before the relay stops");
	const since = Date.now();
	await relay.kill();
	await desk.page.waitForTimeout(3_000);
	await relay.start();
	await again("after the relay was started again", since);
	await sameAsBefore();
	await goesOver(/^relay-/, desk.page);
});

/** Counts how often a page asks for a password of the relay, and tells which it was given, and until when the last one is good. */
function passwords(page: Page): {
	asked: () => number;
	goodUntil: (which?: number) => number;
	given: () => RTCIceServer[];
} {
	let asked = 0;
	const given: RTCIceServer[] = [];
	page.on("websocket", (socket) => {
		socket.on("framesent", ({ payload }) => {
			if (`${payload}`.includes('"t":"turn"')) asked += 1;
		});
		socket.on("framereceived", ({ payload }) => {
			if (`${payload}`.includes('"username":"')) given.push(JSON.parse(`${payload}`).ice[0]);
		});
	});
	// A name begins with the second in which its password ends.
	const goodUntil = (which = -1) => Number(given.at(which)?.username?.split(":")[0]) * 1_000;
	return { asked: () => asked, goodUntil, given: () => given };
}

/** How many ways through the relay open with this password. */
async function waysWith(server?: RTCIceServer): Promise<number> {
	if (!server) throw new Error("no password was given");
	return desk.page.evaluate(async (server) => {
		const pc = new RTCPeerConnection({ iceServers: [server], iceTransportPolicy: "relay" });
		let ways = 0;
		pc.onicecandidate = ({ candidate }) => {
			if (candidate?.candidate) ways += 1;
		};
		const done = new Promise<void>((answer) => {
			pc.onicegatheringstatechange = () => pc.iceGatheringState === "complete" && answer();
		});
		pc.createDataChannel("try");
		await pc.setLocalDescription();
		await done;
		pc.close();
		return ways;
	}, server);
}

/** An office whose passwords of the relay are good for a minute. */
const SHORT = { VORGANG_TURN_PASSWORD_MINS: "1" };

test("a password that ended while they waited opens no way any more, and they have had another long since", async () => {
	await opens(ALL, SHORT);
	const { asked, goodUntil, given } = passwords(desk.page);
	await waits();
	const over = goodUntil(0);
	await desk.page.waitForTimeout(Math.max(0, over + 2_000 - Date.now()));
	expect(goodUntil()).toBeGreaterThan(Date.now());
	expect(asked()).toBe(0);
	const before = relay.log().length;
	await begins("passwords that were renewed while they waited");
	expect(relay.log().slice(before)).not.toContain("Cannot find credentials");
	await goesOver(/^relay-/, desk.page);
	await sameAsBefore();
	expect(await waysWith(given().at(-1))).toBeGreaterThan(0);
	expect(await waysWith(given()[0])).toBe(0);
	expect(relay.log().slice(before)).toContain(`Cannot find credentials of user <${over / 1_000}:`);
});

test("a password that ends in the middle of a talk is fetched anew when a new way is needed", async () => {
	await opens(ALL, SHORT);
	const { asked, goodUntil } = passwords(desk.page);
	await waits();
	await begins("passwords that end soon");
	await desk.page.waitForTimeout(Math.max(0, goodUntil() + 2_000 - Date.now()));
	// What is passed on is so for longer than its password is good.
	await bothSee();
	const before = asked();
	const since = Date.now();
	await relay.kill();
	await desk.page.waitForTimeout(3_000);
	await relay.start();
	await again("with new passwords", since);
	expect(asked()).toBeGreaterThan(before);
	expect(goodUntil()).toBeGreaterThan(Date.now());
	await sameAsBefore();
});

/** The citizen tries the line: before the day, or while they wait. */
async function triesTheLine(): Promise<void> {
	const { page } = citizen;
	if (!page.url().endsWith("/test")) {
		await page.locator("#call-devices").click();
		await page.getByRole("link", { name: "Kamera, Mikrofon und Ton prüfen" }).click();
		await citizen.title("Kamera, Mikrofon und Ton prüfen");
	}
	await page.getByRole("button", { name: "Verbindung prüfen" }).click();
}

test("the device test sends bytes through the relay each way, and says which are closed and when none is left", async () => {
	await opens(ALL);
	await books();
	const { page } = citizen;
	const says = (...lines: string[]) =>
		expect.poll(() => page.locator(".notice li").allTextContents(), { timeout: 30_000 }).toEqual(lines);
	const allWays = [
		"Der schnellste Weg (UDP) ist frei.",
		"Der zweite Weg (TCP) ist frei.",
		"Der Weg, den auch Webseiten nehmen (TLS), ist frei.",
	];
	// Before they have said that they are there, the page asks for a password of its own.
	await page.goto(`/termin/${citizen.booking}/test`);
	await triesTheLine();
	await says(...allWays);
	await isThere();
	await desk.calls(citizen);
	await turnsOn(desk.page);
	await triesTheLine();
	await says(...allWays);
	await citizen.told("Die Verbindung steht");
	await clean(page);

	wire.blocks("udp", "tcp");
	await triesTheLine();
	await says(
		"Der schnellste Weg (UDP) ist versperrt.",
		"Der zweite Weg (TCP) ist versperrt.",
		"Der Weg, den auch Webseiten nehmen (TLS), ist frei.",
	);

	await relay.kill();
	await triesTheLine();
	await citizen.told("Bild und Ton kommen von hier nicht bis zu uns");
	await clean(page);
	await relay.start();
});

test("a clerk in Firefox and a citizen in Chromium see each other through the relay", async () => {
	office = await openOffice("none", told(relay, "udp", "tcp"));
	await widen(office);
	const saves = mkdtempSync(join(tmpdir(), "vorgang-firefox-"));
	const firefox = await openFirefox(saves, "camera");
	onTestFinished(async () => {
		await firefox.close();
		rmSync(saves, { recursive: true, force: true });
	});
	await arrives();
	const clerk = await Reader.begin(firefox, office.url, DESK);
	await clerk.page.evaluateOnNewDocument(watching);
	await clerk.goto("/dienst/tag");
	await clerk.fill("Name", "Clara Klein");
	await clerk.fill("Passwort", passwordOf(office, "Clara Klein"));
	await clerk.press("Anmelden");
	await clerk.press("Nächste Person aufrufen");
	// What comes meanwhile would move the button away.
	await clerk.sees(/^Die Person ist im Warteraum/);
	await clerk.press("Kamera und Mikrofon einschalten");
	await clerk.sees("Kamera ausschalten", "button");
	await clerk.select(/^Gespräch per/, "VIDEO");
	const since = Date.now();
	await clerk.press("Gespräch beginnen");
	const [theirFirst, ourFirst] = await Promise.all([firstFrame(citizen.page, since), firstFrame(clerk.page, since)]);
	print("Firefox at the desk, citizen in Chromium", theirFirst);
	print("Firefox at the desk, clerk", ourFirst);
	await Promise.all([goesOn(citizen.page), goesOn(clerk.page)]);
	await goesOver("relay-udp", clerk.page);
	await goesOver("relay", citizen.page, "remote");
});

test.each([
	["comes just then", "comes"],
	["was there before", "there"],
] as const)(
	"a citizen whose network is another one in the middle of a talk is seen and read again over the new one, which %s",
	async (how, second) => {
		await opens(ALL);
		const net = await Net.open(office.url, second);
		onTestFinished(() => net.close());
		const roaming = await net.browser();
		onTestFinished(() => roaming.close());
		await waits(roaming);
		await begins("from a network of its own");
		await goesOver(/^relay-/, desk.page);
		const since = Date.now();
		net.changes();
		// What had come before is seen for a moment longer.
		await desk.page.waitForTimeout(500);
		await again(`over another network, which ${how}`, since);
		await sameAsBefore();
		// What is written goes by way of the office, whose line was on the network that is gone. Where pictures have not gone
		// with it, nothing but the next ping says so.
		await desk.writes("Sind Sie noch da?");
		await citizen.page.locator(".chat__lines", { hasText: "Sind Sie noch da?" }).waitFor({ timeout: 40_000 });
		const message = Date.now() - since;
		// And so does what is done meanwhile, by a line of its own.
		await desk.goodbye();
		await citizen.page
			.locator(".notice__title", { hasText: "Dieser Termin ist erledigt" })
			.waitFor({ timeout: 40_000 });
		process.stdout.write(
			`over another network, which ${how}: a message ${message} ms, a step of the clerk ${Date.now() - since} ms\n`,
		);
	},
);
