import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { widen } from "./helpers/api";
import { book, somebody } from "./helpers/booking";
import { clean, DESK, openBrowser, shot, shots, visit } from "./helpers/browser";
import { decoded, goesOn, heard, made, sees, stops, talk, turnsOn, uses } from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Desk } from "./helpers/desk";
import { eventsOf } from "./helpers/history";
import { type Office, openOffice } from "./helpers/office";
import { step, told } from "./helpers/staff";

// The talk over video, in two browsers with cameras of their own: from the waiting room to the last word.

vi.setConfig({ testTimeout: 300_000 });

let office: Office;
let theirs: Browser;
let ours: Browser;
/** Who is asked for the camera, and may say no. */
let wary: Browser;
let desk: Desk;

/** On a busy machine Chromium now and then finds no address of its own for a connection: then a talk is tried once more. */
const AGAIN = { retry: 2 };

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

async function both(citizen: Citizen, name: string): Promise<void> {
	await Promise.all([clean(citizen.page), clean(desk.page)]);
	await shots(citizen.page, desk.page, name);
	citizen.visitor.calm();
	desk.visitor.calm();
}

/** A time of a first picture, for whoever reads the run. */
const print = (what: string, millis: number) => process.stdout.write(`first frame, ${what}: ${millis} ms\n`);

test(
	"an errand inside a call: device test, waiting room, talk, hold, writing, the same paper before both, signature, payment, reloads, the end",
	AGAIN,
	async () => {
		const citizen = await Citizen.books(theirs, office, "CERTIFICATE_OF_CONDUCT", "Lise Meitner");
		const { page } = citizen;

		// Before the day, or a moment before: does everything work?
		await page.goto(`/termin/${citizen.booking}/test`);
		await citizen.title("Kamera, Mikrofon und Ton prüfen");
		const ask = page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
		// The browser may have said yes by itself.
		await ask.or(page.locator("video")).first().waitFor();
		if (await ask.isVisible()) await ask.click({ timeout: 3_000 }).catch(() => undefined);
		await expect.poll(() => page.locator("video").evaluate((it: HTMLVideoElement) => it.videoWidth)).toBeGreaterThan(0);
		await expect
			.poll(() => page.locator("meter").evaluate((it: HTMLMeterElement) => it.value), { interval: 50, timeout: 10_000 })
			.toBeGreaterThan(0.02);
		await page.getByRole("button", { name: "Töne spielen" }).click();
		await page.getByText("Haben Sie nichts gehört?").waitFor();
		await page.getByRole("button", { name: "Verbindung prüfen" }).click();
		await citizen.told("Ihr Browser kann Videogespräche");
		await clean(page);
		await shot(page, "geraete");
		await theirs.contexts().at(-1)?.grantPermissions(["camera", "microphone"]);

		await page.goto(`/vorgang/${citizen.ofCase}`);
		await citizen.handsIn(
			"Schriftliche Aufforderung für das erweiterte Führungszeugnis",
			"Aufforderung.jpg",
			"Für die Arbeit in unserer Kita brauchen wir ein erweitertes Führungszeugnis.",
		);
		await citizen.isThere();
		await turnsOn(page);
		await talk(page).getByText("Sie sind da. Wir rufen Sie auf.").waitFor();
		await clean(page);
		await shot(page, "warteraum");
		// In each language, without anything being asked once more.
		for (const [language, words] of [
			["en", "You are here. We will call you."],
			["fr", "Vous êtes là. Nous vous appellerons."],
			["de-x-einfach", "Sie sind da. Wir rufen Sie auf."],
			["de", "Sie sind da. Wir rufen Sie auf."],
		] as const) {
			await page.locator("select[name=language]").selectOption(language);
			await page.getByText(words).waitFor();
			await clean(page);
		}

		await desk.calls(citizen);
		await turnsOn(desk.page);
		await talk(desk.page).getByText("Die Person ist im Warteraum.").first().waitFor();
		await clean(desk.page);
		await shot(desk.page, "desk-warteraum");
		// Nobody is seen before the talk has begun.
		expect(await decoded(page)).toBe(0);
		expect(await decoded(desk.page)).toBe(0);

		await desk.talks("VIDEO");
		const [first, other] = await Promise.all([sees(page), sees(desk.page)]);
		print("citizen", first);
		print("clerk", other);
		await Promise.all([sees(page, heard), sees(desk.page, heard)]);
		await talk(page).getByText("Sie sind im Gespräch.").waitFor();
		await both(citizen, "gespraech-video");

		// In writing, letter by letter.
		await page.locator("#call-chat").click();
		await page.getByLabel("Ihre Nachricht").pressSequentially("Hören Sie mich");
		await desk.page.locator("#call-chat").click();
		await page.getByLabel("Ihre Nachricht").pressSequentially("?");
		await desk.page.locator(".chat__typing", { hasText: "Hören Sie mich?" }).waitFor();
		await page.getByRole("button", { name: "Senden" }).click();
		await desk.page.locator(".chat__lines", { hasText: "Hören Sie mich?" }).waitFor();
		await desk.page.getByLabel("Ihre Nachricht").fill("Ja, gut.");
		await desk.page.getByRole("button", { name: "Senden" }).click();
		await page.locator(".chat__lines", { hasText: "Ja, gut." }).waitFor();
		await both(citizen, "gespraech-schreiben");
		await page.locator("#call-chat").click();
		await desk.page.locator("#call-chat").click();

		// The clerk looks something up: nobody sees or hears anybody. By key, as everything at the desk.
		await desk.page.locator("h1").focus();
		await desk.page.keyboard.press("l");
		await talk(page).getByText("Gerade sieht und hört niemand den anderen.").first().waitFor();
		await Promise.all([stops(page), stops(desk.page)]);
		await both(citizen, "gespraech-warteschleife");
		await desk.page.keyboard.press("l");
		await Promise.all([goesOn(page), goesOn(desk.page)]);

		// Another camera (the second of the browser is one for depths); and what the clerk has on the screen.
		await page.locator("#call-devices").click();
		const cameras = page.locator("select[name=camera-choice]");
		const before = await cameras.inputValue();
		await cameras.selectOption({ index: 2 });
		await expect.poll(() => cameras.inputValue()).not.toBe(before);
		await page.getByRole("button", { name: "Kamera ausschalten" }).waitFor();
		await Promise.all([goesOn(page), goesOn(desk.page)]);
		await clean(page);
		await page.locator("#call-devices").click();
		await desk.page.locator("#call-screen").click();
		await page.getByLabel("Was Ihnen gezeigt wird").waitFor();
		await goesOn(page);
		await both(citizen, "gespraech-bildschirm");
		await desk.page.locator("#call-screen").click();
		await page.getByLabel("Bild aus dem Bürgeramt").waitFor();
		await goesOn(page);

		await desk.person(citizen);
		await desk.identify();
		await step(desk.page, "data");
		await desk.page.getByLabel("Erweitert (§ 30a BZRG)").check();
		await desk.page.getByLabel("Geburtsort").fill("Wien");
		await desk.page.getByLabel("Staatsangehörigkeiten").fill("DE, AT");
		await desk.record();

		// What was handed in lies before both.
		await desk.accepts("Aufforderung.jpg");
		await desk.page.getByRole("button", { name: "Der Person zeigen" }).click();
		await page.getByRole("img", { name: "Das gezeigte Schriftstück" }).waitFor();
		await both(citizen, "gespraech-unterlage");
		await desk.page.getByRole("button", { name: "Nicht mehr zeigen" }).click();
		await page.getByRole("img", { name: "Das gezeigte Schriftstück" }).waitFor({ state: "detached" });
		// Either side loads its page anew, and is back without a word.
		await page.reload();
		await citizen.title("Ihr Termin");
		print("citizen, after a reload", await sees(page));
		await sees(desk.page);
		await desk.page.reload();
		print("clerk, after a reload", await sees(desk.page));
		await sees(page);
		await both(citizen, "gespraech-wieder-da");

		// After the line had dropped it is looked whether it is the same person; until then nobody signs.
		await step(desk.page, "identify");
		await desk.page.getByRole("button", { name: "Es ist noch Lise Meitner" }).click();
		await told(desk.page, "Bestätigt");

		await desk.shows();

		// What the clerk shows is before the citizen, at the same place; and no longer, when they do not want to follow.
		const declared = desk.page.getByRole("region", { name: "Erklärung" }).first();
		await declared.getByRole("button", { name: "Der Person zeigen" }).click();
		await page.waitForURL(`**/vorgang/${citizen.ofCase}/unterschreiben`);
		await citizen.title("Lesen und unterschreiben");
		await goesOn(page);
		const way = (of: typeof page, what: string) =>
			of.locator(what).evaluate((it) => it.scrollTop / Math.max(1, it.scrollHeight - it.clientHeight));
		// Both boxes are made low, so that there is something to scroll.
		for (const [of, box] of [
			[desk.page, ".declared"],
			[page, ".sheet"],
		] as const)
			await of.locator(box).evaluate((it) => {
				it.style.maxHeight = "9rem";
			});
		await desk.page.locator(".declared").evaluate((it) => it.scrollTo({ top: it.scrollHeight }));
		expect(await way(desk.page, ".declared")).toBeGreaterThan(0.9);
		await expect.poll(() => way(page, ".sheet")).toBeGreaterThan(0.9);
		await both(citizen, "gespraech-gezeigt");
		await page.getByRole("button", { name: "Nicht mehr folgen" }).click();
		await page.getByRole("button", { name: "Wieder folgen" }).waitFor();
		await desk.page.getByRole("button", { name: "Nicht mehr zeigen" }).click();
		await page.getByRole("button", { name: "Wieder folgen" }).waitFor({ state: "detached" });

		for (const box of await page.getByRole("checkbox", { name: /gelesen/ }).all()) await box.check();
		await citizen.consents();
		await citizen.signs();
		await desk.sees("unterschrieben");

		// The fee is paid beside the talk, which goes on.
		await desk.fee();
		await citizen.opens("Bezahlen");
		await citizen.title("Gebühr bezahlen");
		await citizen.presses("Online bezahlen");
		await citizen.atTheProvider("card");
		await page.getByText(/13,00.*sind bezahlt/).waitFor({ timeout: 30_000 });
		await Promise.all([goesOn(page), goesOn(desk.page)]);
		await both(citizen, "gespraech-bezahlt");

		await desk.finish();
		await desk.goodbye();
		await expect.poll(() => page.locator("video").count(), { timeout: 15_000 }).toBe(0);
		await Promise.all([uses(page), uses(desk.page)]);
		await clean(page);
		citizen.visitor.calm();
		desk.visitor.calm();
		await citizen.visitor.close();
	},
);

test("a camera that is not allowed: they are heard, and see the clerk; leaving and coming back", AGAIN, async () => {
	const citizen = await Citizen.books(wary, office, "REGISTRATION_CERTIFICATE", "Alan Turing");
	const { page } = citizen;
	await citizen.visitor.context.grantPermissions(["microphone"]);
	await page.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.isThere();
	// The browser has its answers, so nobody is asked once more.
	await citizen.told("Die Kamera ist nicht erlaubt");
	await page.getByRole("button", { name: "Mikrofon ausschalten" }).waitFor();
	await clean(page);
	await shot(page, "kamera-nicht-erlaubt");

	await desk.calls(citizen);
	await turnsOn(desk.page);
	await desk.talks("VIDEO");
	print("citizen without a camera", await sees(page));
	await sees(desk.page, heard);
	await talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.").waitFor();
	await both(citizen, "gespraech-nur-ton");

	await page.locator("#call-leave").click();
	await citizen.told("Sie haben das Gespräch verlassen");
	await clean(page);
	await page.getByRole("button", { name: "Wieder teilnehmen" }).click();
	await page.getByRole("button", { name: "Mikrofon ausschalten" }).waitFor();
	await sees(page);
	await sees(desk.page, heard);

	// A second window with the same appointment takes the seat; the first one says so, and can take it back.
	const second = await citizen.visitor.context.newPage();
	await second.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.told("Das Gespräch ist in einem anderen Fenster offen");
	await clean(page);
	await second.close();
	await page.getByRole("button", { name: "Hierher holen" }).click();
	await sees(page);

	await page.locator("#call-microphone").focus();
	await page.keyboard.press("Enter");
	await talk(desk.page).getByText("Das Mikrofon der Person ist aus.").waitFor();
	await desk.goodbye();
	await expect.poll(() => page.locator("video").count(), { timeout: 15_000 }).toBe(0);
	citizen.visitor.calm();
	await citizen.visitor.close();
});

test(
	"a camera that is turned off is given back, and stays off when the page is loaded anew; so does having left",
	AGAIN,
	async () => {
		const citizen = await Citizen.books(theirs, office, "REGISTRATION_CERTIFICATE", "Grace Hopper");
		const { page } = citizen;
		const button = (name: string) => page.getByRole("button", { name, exact: true });
		await citizen.isThere();
		await turnsOn(page);
		await uses(page, "audio", "video");
		await button("Kamera ausschalten").click();
		await page.getByText("Ihre Kamera ist aus.").waitFor();
		await uses(page, "audio");
		await desk.calls(citizen);
		await turnsOn(desk.page);
		await desk.talks("VIDEO");
		const soundOnly = talk(desk.page).getByText("Nur Ton: Von der Person kommt kein Bild.");
		await soundOnly.waitFor();
		await sees(desk.page, heard);
		await page.reload();
		await button("Kamera einschalten").waitFor();
		await goesOn(desk.page, heard);
		await soundOnly.waitFor();
		await uses(page, "audio");
		await both(citizen, "gespraech-kamera-aus");

		await button("Kamera einschalten").click();
		await sees(desk.page);
		await uses(page, "audio", "video");
		await button("Mikrofon ausschalten").click();
		const muted = talk(desk.page).getByText("Das Mikrofon der Person ist aus.");
		await muted.waitFor();
		await page.reload();
		await button("Mikrofon einschalten").waitFor();
		await sees(desk.page);
		await muted.waitFor();
		await button("Mikrofon einschalten").click();
		await muted.waitFor({ state: "detached" });

		await page.locator("#call-leave").click();
		await citizen.told("Sie haben das Gespräch verlassen");
		await uses(page);
		// Nothing is kept about anybody.
		expect(await page.evaluate(() => ({ ...sessionStorage }))).toEqual({ "call-left": "yes", language: "de" });
		await page.reload();
		await citizen.told("Sie haben das Gespräch verlassen");
		await uses(page);
		await talk(desk.page).getByText("Die Person ist nicht mehr im Raum.").waitFor();
		await button("Wieder teilnehmen").click();
		await Promise.all([sees(page), sees(desk.page)]);
		await uses(page, "audio", "video");

		// Whoever signs out is neither seen nor heard any more.
		await uses(desk.page, "audio", "video");
		await desk.page.getByRole("button", { name: "Abmelden" }).click();
		await desk.page.getByRole("heading", { level: 1, name: "Anmelden" }).waitFor();
		await uses(desk.page);
		await talk(page).getByText("Wir sind gleich wieder bei Ihnen.").waitFor();
		citizen.visitor.calm();
		await citizen.visitor.close();
	},
);

test("a talk that is held by telephone, or at the counter, is told so where the video was to be", async () => {
	for (const [medium, words] of [
		["PHONE", "Das Gespräch geht am Telefon weiter."],
		["COUNTER", "Das Gespräch findet am Schalter statt."],
	] as const) {
		const citizen = await Citizen.books(theirs, office, "TAX_ID", "Hedy Lamarr");
		await citizen.isThere();
		await turnsOn(citizen.page);
		await desk.calls(citizen);
		await desk.talks(medium);
		await citizen.told(words);
		await uses(citizen.page);
		await clean(citizen.page);
		await shot(citizen.page, `gespraech-statt-video-${medium.toLowerCase()}`);
		await desk.goodbye();
		citizen.visitor.calm();
		await citizen.visitor.close();
	}
});

test("who has an appointment at the counter waits for their number, and is asked for no camera", async () => {
	const visitor = await visit(theirs, office.url);
	const { page } = visitor;
	// As it is arranged by the service centre: these pages offer times for video.
	await page.route("**/graphql", (route) => {
		const postData = route.request().postData()?.replace('"channel":"VIDEO"', '"channel":"COUNTER"');
		return route.continue(postData ? { postData } : {});
	});
	const { booking, ofCase } = await book(page, "TAX_ID", { ...somebody(), name: "Konrad Zuse" });
	const number = (await page.locator(".ticket__number").textContent()) ?? "";
	await page.goto(`/termin/${booking}`);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText(`Wir rufen Sie mit Ihrer Nummer auf: ${number}.`).waitFor();
	await clean(page);
	await shot(page, "termin-schalter");
	await desk.calls({ name: "Konrad Zuse", number, ofCase });
	await page.getByText("Bitte kommen Sie zum Schalter.").waitFor();
	expect(await talk(page).count()).toBe(0);
	expect(await page.locator(".call").count()).toBe(0);
	await clean(page);
	visitor.calm();
	await visitor.close();
});

test("without a camera or a microphone at all the page says so, and where to go on", async () => {
	const visitor = await visit(wary, office.url, { viewport: DESK });
	// A machine that has neither.
	await visitor.context.addInitScript(() => {
		navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
		navigator.mediaDevices.enumerateDevices = async () => [];
	});
	await visitor.page.goto("/termin/00000000-0000-4000-8000-000000000000/test");
	const ask = visitor.page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
	await ask.waitFor();
	await clean(visitor.page);
	await shot(visitor.page, "geraete-vorher");
	await ask.click();
	await visitor.page.locator(".notice__title", { hasText: "Wir finden keine Kamera" }).waitFor();
	await visitor.page.locator(".notice__title", { hasText: "Wir finden kein Mikrofon" }).waitFor();
	await clean(visitor.page);
	await shot(visitor.page, "geraete-fehlen");
	visitor.calm();
	await visitor.close();
});

test("a camera that something else uses is said to be so before the day, and comes when it is free", async () => {
	const visitor = await visit(theirs, office.url);
	await visitor.context.addInitScript(() => {
		const before = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		let busy = 2;
		navigator.mediaDevices.getUserMedia = (wanted) => {
			if (wanted?.video && busy > 0) {
				busy -= 1;
				return Promise.reject(new DOMException("", "NotReadableError"));
			}
			return before(wanted);
		};
	});
	const { page } = visitor;
	await page.goto("/termin/00000000-0000-4000-8000-000000000000/test");
	const ask = page.getByRole("button", { name: "Kamera und Mikrofon einschalten" });
	const busy = page.locator(".notice__title", { hasText: "Die Kamera wird gerade von etwas anderem benutzt" });
	await ask.or(busy).first().waitFor();
	if (await ask.isVisible()) await ask.click({ timeout: 3_000 }).catch(() => undefined);
	await busy.waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Noch einmal versuchen" }).click();
	await expect.poll(() => page.locator("video").evaluate((it: HTMLVideoElement) => it.videoWidth)).toBeGreaterThan(0);
	visitor.calm();
	await visitor.close();
});

test("whoever is called and not let in reads so, sees and hears nobody, and their camera is given back", async () => {
	const citizen = await Citizen.books(theirs, office, "TAX_ID", "Emmy Noether");
	const { page } = citizen;
	await page.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.isThere();
	await turnsOn(page);
	await desk.calls(citizen);
	await talk(desk.page).getByText("Die Person ist im Warteraum.").first().waitFor();
	await desk.page.getByText("Nicht einlassen", { exact: true }).click();
	await clean(desk.page);
	await shot(desk.page, "desk-nicht-einlassen");
	await desk.page.getByRole("button", { name: "Termin beenden" }).click();
	await desk.page.waitForURL("**/dienst/tag");
	await told(desk.page, "Die Person wurde nicht eingelassen");
	await citizen.told("Dieser Termin ist abgesagt");
	await page.getByText("Wir konnten nicht mit Ihnen sprechen.").waitFor();
	await clean(page);
	await shot(page, "nicht-eingelassen");
	await uses(page);
	expect(await decoded(page)).toBe(0);
	const happened = () => eventsOf(office, citizen.ofCase, "booking", "consultation");
	await expect.poll(happened).toContain("booking.cancelled");
	expect(await happened()).not.toContain("consultation.begun");
	await citizen.visitor.close();
});

test("through a proxy that swallows WebSockets, and over a restart of the server", AGAIN, async () => {
	const citizen = await Citizen.books(theirs, office, "REGISTRATION_CERTIFICATE", "Emmy Noether");
	const { page } = citizen;
	// It takes the connection, and lets nothing through.
	await citizen.visitor.context.routeWebSocket(/\/rtc\/v1\/ws/, () => {});
	const posted: string[] = [];
	page.on("request", (request) => {
		const { pathname, search } = new URL(request.url());
		if (pathname.startsWith("/rtc/")) posted.push(pathname + search);
	});
	await page.goto(`/vorgang/${citizen.ofCase}`);
	await citizen.isThere();
	await turnsOn(page);
	await talk(page).getByText("Sie sind da. Wir rufen Sie auf.").waitFor();
	await desk.calls(citizen);
	await turnsOn(desk.page);
	await desk.talks("VIDEO");
	print("citizen without WebSockets", await sees(page));
	await sees(desk.page);
	// Nothing secret stands in an address.
	expect(new Set(posted)).toEqual(new Set(["/rtc/v1/stream", "/rtc/v1/frames"]));

	const before = await Promise.all([decoded(page), decoded(desk.page)]);
	await office.kill();
	await Promise.all([goesOn(page), goesOn(desk.page)]);
	await office.start();
	await desk.writes("Sind Sie noch da?");
	await page.locator(".chat__lines", { hasText: "Sind Sie noch da?" }).waitFor();
	// It was the same connection all the time.
	expect(await Promise.all([made(page), made(desk.page)])).toEqual([1, 1]);
	await Promise.all([goesOn(page), goesOn(desk.page)]);
	for (const [i, of] of [page, desk.page].entries()) expect(await decoded(of)).toBeGreaterThan(before[i] as number);
	// The demo keeps its sessions in memory: everybody is asked to sign in anew, and talks on meanwhile.
	await desk.page.getByText("Bitte noch einmal anmelden").waitFor({ timeout: 30_000 });
	await Promise.all([goesOn(page), goesOn(desk.page)]);
	await citizen.visitor.close();
});
