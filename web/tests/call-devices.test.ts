import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { widen } from "./helpers/api";
import { clean, openBrowser } from "./helpers/browser";
import { type Asked, decoded, heard, sees, talk, turnsOn, uses } from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Desk } from "./helpers/desk";
import { type Office, openOffice } from "./helpers/office";

// A talk with whatever camera and microphone somebody has, and with none.

vi.setConfig({ testTimeout: 120_000 });

let office: Office;
let ours: Browser;
/** Who is asked for the camera, and may say no. */
let wary: Browser;
let desk: Desk;
let citizen: Citizen;

beforeAll(async () => {
	[ours, wary] = await Promise.all([openBrowser("yes"), openBrowser("asked")]);
});
afterAll(async () => {
	await Promise.all([ours?.close(), wary?.close()]);
});
beforeEach(async () => {
	office = await openOffice();
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
	citizen = await Citizen.books(wary, office, "REGISTRATION_CERTIFICATE", "Emmy Noether");
});
afterEach(async () => {
	await Promise.all([citizen?.visitor.close(), desk?.visitor.close()]);
	await office?.stop();
});

type Why = "NotReadableError" | "NotFoundError";

/** The browser gives no camera or no microphone, for that reason, until `mended` is true in the page. */
async function lacks(context: BrowserContext, camera?: Why, microphone?: Why): Promise<void> {
	await context.addInitScript(
		([camera, microphone]) => {
			const before = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
			navigator.mediaDevices.getUserMedia = async (wanted) => {
				const why = (wanted?.video && camera) || (wanted?.audio && microphone);
				if (why && !(window as { mended?: boolean }).mended) throw new DOMException("", why);
				return before(wanted);
			};
		},
		[camera, microphone] as const,
	);
}

/** The citizen waits in their room, as far as their devices let them, and the clerk begins the talk. */
async function talks(what: string, ...told: string[]): Promise<void> {
	const { page, visitor } = citizen;
	await page.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.isThere();
	// It is said what the browser will ask, before it asks.
	await page.getByText("Ihr Browser fragt gleich, ob diese Seite Kamera und Mikrofon benutzen darf.").waitFor();
	await uses(page);
	await clean(page);
	await visitor.context.grantPermissions(["camera", "microphone"]);
	await page.getByRole("button", { name: "Kamera und Mikrofon einschalten" }).click();
	for (const title of told) await citizen.told(title);
	await clean(page);
	await desk.calls(citizen);
	await turnsOn(desk.page);
	await desk.talks("VIDEO");
	// Whatever they lack, they see and hear the clerk.
	const first = await sees(page);
	process.stdout.write(`first frame, ${what}: ${first} ms\n`);
	await sees(page, heard);
}

const nothing = async (page: Asked, of: (page: Asked) => Promise<number>) => expect(await of(page)).toBe(0);

test("nobody's camera is taken before they have read why and pressed a button", async () => {
	await talks("a citizen who was asked");
	await uses(citizen.page, "audio", "video");
	await Promise.all([sees(desk.page), sees(desk.page, heard)]);
	citizen.visitor.calm();
});

test("a camera that something else uses: the talk has sound, and the camera comes when it is free", async () => {
	await lacks(citizen.visitor.context, "NotReadableError");
	await talks("a citizen whose camera is in use", "Die Kamera wird gerade von etwas anderem benutzt");
	await sees(desk.page, heard);
	await talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.").waitFor();
	await nothing(desk.page, decoded);
	await citizen.page.evaluate(() => {
		(window as { mended?: boolean }).mended = true;
	});
	await citizen.page.getByRole("button", { name: "Kamera einschalten" }).click();
	await sees(desk.page);
	citizen.visitor.calm();
});

test("without a camera they are heard, and see the clerk", async () => {
	await lacks(citizen.visitor.context, "NotFoundError");
	await talks("a citizen who has no camera", "Wir finden keine Kamera");
	await sees(desk.page, heard);
	await talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.").waitFor();
	await nothing(desk.page, decoded);
	await Promise.all([clean(citizen.page), clean(desk.page)]);
	citizen.visitor.calm();
});

test("without a microphone they are seen, and the clerk reads that they cannot be heard", async () => {
	await lacks(citizen.visitor.context, undefined, "NotFoundError");
	await talks("a citizen who has no microphone", "Wir finden kein Mikrofon");
	await sees(desk.page);
	await talk(desk.page).getByText("Das Mikrofon der Person ist aus.").waitFor();
	await nothing(desk.page, heard);
	await Promise.all([clean(citizen.page), clean(desk.page)]);
	citizen.visitor.calm();
});

test("with neither they see and hear the clerk, and write", async () => {
	await lacks(citizen.visitor.context, "NotFoundError", "NotFoundError");
	await talks("a citizen who has neither", "Wir finden keine Kamera", "Wir finden kein Mikrofon");
	await nothing(desk.page, decoded);
	await nothing(desk.page, heard);
	await citizen.page.locator("#call-chat").click();
	await citizen.page.getByLabel("Ihre Nachricht").fill("Ich kann nur schreiben.");
	await citizen.page.getByRole("button", { name: "Senden" }).click();
	await desk.page.locator(".chat__lines", { hasText: "Ich kann nur schreiben." }).waitFor();
	await Promise.all([clean(citizen.page), clean(desk.page)]);
	citizen.visitor.calm();
});
