import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { AREAS, LANGUAGES } from "../src/app/i18n";
import { widen } from "./helpers/api";
import { clean, DESK, openBrowser, PHONE, settled, shot } from "./helpers/browser";
import { goesOn, heard, sees, talk, turnsOn } from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Desk } from "./helpers/desk";
import { Keyboard } from "./helpers/keyboard";
import { everyLookOf } from "./helpers/looks";
import { type Office, openOffice } from "./helpers/office";
import { connected } from "./helpers/visit";

// The waiting room and the talk for everybody: in each look while the call is live, and by keyboard alone.

vi.setConfig({ testTimeout: 400_000 });

let office: Office;
let theirs: Browser;
let ours: Browser;
/** Who is asked for the camera. */
let wary: Browser;
let desk: Desk;

beforeAll(async () => {
	[theirs, ours, wary] = await Promise.all([openBrowser("yes"), openBrowser("yes"), openBrowser("asked")]);
});
afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close(), wary?.close()]);
});
// Each talk has an office of its own, in which nobody waits from before.
beforeEach(async () => {
	office = await openOffice();
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
});
afterEach(async () => {
	await desk?.visitor.close();
	await office?.stop();
});

const theirLooks = everyLookOf(LANGUAGES, PHONE);
const ourLooks = everyLookOf(AREAS.staff, DESK);

/** Presses what opens something, or closes it. */
const opens = (page: Page, what: "chat" | "devices") => page.locator(`#call-${what}`).click();

test("the waiting room and the talk are clean in every look, on both sides", async () => {
	const citizen = await Citizen.books(wary, office, "CERTIFICATE_OF_CONDUCT", "Ada Lovelace");
	const { page } = citizen;
	await citizen.isThere();
	await page.getByRole("button", { name: "Kamera und Mikrofon einschalten" }).waitFor();
	await theirLooks(page);
	await shot(page, "warteraum-frage");
	await citizen.visitor.context.grantPermissions(["camera", "microphone"]);
	await turnsOn(page);
	await opens(page, "devices");
	await page.getByLabel("Kamera", { exact: true }).waitFor();
	await theirLooks(page);
	await opens(page, "devices");

	await desk.calls(citizen);
	await turnsOn(desk.page);
	await talk(desk.page).getByText("Die Person ist im Warteraum.").waitFor();
	await ourLooks(desk.page);
	await desk.talks("VIDEO");
	await connected(page, desk.page);
	await citizen.toCase();
	await opens(page, "chat");
	await page.getByLabel("Ihre Nachricht").fill("Guten Tag. Ich habe eine Frage zu meinem Führungszeugnis.");
	await page.getByRole("button", { name: "Senden" }).click();
	await desk.page.locator(".chat__lines", { hasText: "Guten Tag." }).waitFor();
	await theirLooks(page);
	await ourLooks(desk.page);
	await desk.page.locator("#call-hold").click();
	await talk(page).getByText("Gerade sieht und hört niemand den anderen.").first().waitFor();
	await theirLooks(page);
	await ourLooks(desk.page);
	await desk.page.locator("#call-hold").click();
	await Promise.all([goesOn(page), goesOn(desk.page)]);
	await page.locator("#call-leave").click();
	await citizen.told("Sie haben das Gespräch verlassen");
	await theirLooks(page);
	await talk(desk.page).getByText("Die Person ist nicht mehr im Raum.").waitFor();
	await ourLooks(desk.page);
	await desk.goodbye();
	citizen.visitor.calm();
	desk.visitor.calm();
	await citizen.visitor.close();
});

const SIZES = {
	"at 320 pixels": { width: 320, height: 700 },
	"at 400 %": { width: 320, height: 256 },
} as const;

test.each(Object.entries(SIZES))("the citizen's talk by keyboard alone (%s)", async (_, size) => {
	const citizen = await Citizen.books(theirs, office, "CERTIFICATE_OF_CONDUCT", "Ada Lovelace");
	const { page } = citizen;
	await page.setViewportSize(size);
	const keys = new Keyboard(page);
	const button = (name: string) => page.getByRole("button", { name, exact: true });
	const words = (text: string) => talk(page).getByText(text).first().waitFor();
	await page.goto(`/termin/${citizen.booking}`);
	await keys.press(button("Ich bin da"));
	await citizen.told("Sie sind angemeldet");
	await keys.held("being there");
	const ask = button("Kamera und Mikrofon einschalten");
	await ask.or(button("Kamera ausschalten")).first().waitFor();
	if (await ask.isVisible()) await keys.press(ask);
	await button("Kamera ausschalten").waitFor();
	await keys.held("camera and microphone are on");
	await clean(page);
	expect(await keys.through()).toBeGreaterThan(12);

	await desk.calls(citizen);
	await turnsOn(desk.page);
	await desk.talks("VIDEO");
	await connected(page, desk.page);
	await keys.held("the talk began");
	await clean(page);
	expect(await keys.through(), "nothing that has the focus is hidden by the talk above the page").toBeGreaterThan(12);

	await keys.press(button("Schreiben"));
	await keys.held("the writing was opened");
	await keys.type(page.getByLabel("Ihre Nachricht"), "Hören Sie mich?");
	await page.keyboard.press("Enter");
	await desk.page.locator(".chat__lines", { hasText: "Hören Sie mich?" }).waitFor();
	await keys.held("something was written");
	await clean(page);
	expect(await keys.through()).toBeGreaterThan(14);
	await keys.press(button("Schreiben"));
	await keys.held("the writing was closed");
	await keys.press(button("Geräte"));
	await keys.held("the devices were opened");
	const camera = page.locator("select[name=camera-choice]");
	const before = await camera.inputValue();
	await keys.to(camera);
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await expect.poll(() => camera.inputValue()).not.toBe(before);
	await keys.held("another camera");
	await Promise.all([goesOn(page), goesOn(desk.page)]);
	await keys.press(button("Geräte"));
	await keys.held("the devices were closed");

	await keys.press(button("Kamera ausschalten"));
	await talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.").waitFor();
	await keys.held("the camera is off");
	await keys.press(button("Kamera einschalten"), "Space");
	await sees(desk.page);
	await keys.held("the camera is on");
	await desk.page.locator("#call-hold").click();
	await words("Gerade sieht und hört niemand den anderen.");
	await keys.held("the talk is on hold");
	await desk.page.locator("#call-hold").click();
	await words("Sie sind im Gespräch.");
	await keys.held("the talk goes on");

	// On the page below the talk everything is done as before.
	await keys.press(page.getByRole("link", { name: "Zum Vorgang" }));
	await keys.arrived("Führungszeugnis");
	await keys.press(page.getByRole("link", { name: /^Unterlagen/ }));
	await keys.arrived("Unterlagen");
	await settled(page);
	expect(await keys.through()).toBeGreaterThan(14);

	await keys.press(button("Verlassen"));
	await citizen.told("Sie haben das Gespräch verlassen");
	await keys.held("the talk was left");
	await keys.press(button("Wieder teilnehmen"));
	await button("Kamera ausschalten").waitFor();
	await keys.held("being back");
	await Promise.all([sees(page), sees(desk.page)]);
	await desk.goodbye();
	await expect.poll(() => page.locator("video").count(), { timeout: 15_000 }).toBe(0);
	await keys.held("the talk is over");
	citizen.visitor.calm();
	await citizen.visitor.close();
});

test.each([
	["at a desk", DESK],
	["at 400 %", { width: 320, height: 256 }],
] as const)("the clerk's talk by keyboard alone (%s)", async (_, size) => {
	const citizen = await Citizen.books(theirs, office, "TAX_ID", "Hedy Lamarr");
	await citizen.isThere();
	await turnsOn(citizen.page);
	const { page } = desk;
	await page.setViewportSize(size);
	const keys = new Keyboard(page);
	const button = (name: string) => page.getByRole("button", { name, exact: true });
	const words = (text: string) => talk(page).getByText(text).first().waitFor();
	await page.getByRole("link", { name: citizen.number }).waitFor();
	// Until the page knows that the visit before is over, the button says why not; a click would wait by itself.
	const next = button("Nächste Person aufrufen");
	await expect.poll(() => next.getAttribute("aria-disabled")).not.toBe("true");
	await keys.press(next);
	await page.waitForURL(`**/dienst/vorgang/${citizen.ofCase}`);
	await keys.arrived(/^Steuer/);
	const ask = button("Kamera und Mikrofon einschalten");
	await ask.or(button("Kamera ausschalten")).first().waitFor();
	if (await ask.isVisible()) await keys.press(ask);
	await button("Kamera ausschalten").waitFor();
	await keys.held("camera and microphone are on");
	await words("Die Person ist im Warteraum.");
	await keys.press(button("Gespräch beginnen"));
	await connected(citizen.page, page);
	await keys.held("the talk began");
	expect(await keys.through()).toBeGreaterThan(20);

	await keys.press(button("Warteschleife"));
	await words("Warteschleife:");
	await keys.held("the talk is on hold");
	await keys.press(button("Weiter sprechen"));
	await words("Verbunden.");
	await keys.held("the talk goes on");
	await keys.press(button("Bildschirm zeigen"));
	await citizen.page.getByLabel("Was Ihnen gezeigt wird").waitFor();
	await keys.held("the screen is shown");
	await keys.press(button("Bildschirm nicht mehr zeigen"));
	await citizen.page.getByLabel("Bild aus dem Bürgeramt").waitFor();
	await keys.held("the screen is not shown any more");
	await keys.press(button("Schreiben"));
	await keys.type(page.getByLabel("Ihre Nachricht"), "Ich höre Sie nicht.");
	await page.keyboard.press("Enter");
	await citizen.page.locator(".chat__lines", { hasText: "Ich höre Sie nicht." }).waitFor();
	await keys.held("something was written");
	await keys.press(button("Mikrofon ausschalten"));
	await button("Mikrofon einschalten").waitFor();
	await keys.held("the microphone is off");
	await keys.press(button("Mikrofon einschalten"));
	await goesOn(citizen.page, heard);
	await keys.press(button("Beenden"));
	await words("Das Videogespräch ist beendet.");
	await keys.held("the talk is over");
	await clean(page);
	await page.setViewportSize(DESK);
	await desk.goodbye();
	citizen.visitor.calm();
	desk.visitor.calm();
	await citizen.visitor.close();
});
