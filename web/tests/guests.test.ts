import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { LANGUAGES } from "../src/app/i18n";
import { comes, widen } from "./helpers/api";
import { clean, openBrowser, PHONE, shot, shots } from "./helpers/browser";
import { goesOn, made, sees, talk, turnsOn, watch } from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Company, everythingIsBack, invites, letsIn, linesSent, row, seesFrom, watchDevices } from "./helpers/company";
import { Desk } from "./helpers/desk";
import { eventsOf } from "./helpers/history";
import { Keyboard } from "./helpers/keyboard";
import { everyLookOf } from "./helpers/looks";
import { type Office, openOffice } from "./helpers/office";

// A third and a fourth person in the talk: an interpreter, and somebody who is with the citizen.

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

let office: Office;
let theirs: Browser;
let ours: Browser;
let desk: Desk;
let citizen: Citizen;

/** On a busy machine Chromium now and then finds no address of its own for a connection: then a talk is tried once more. */
const AGAIN = { retry: 2 };
const everyLook = everyLookOf(LANGUAGES, PHONE);
const REMOVED = "Sie sind nicht in diesem Gespräch";
const WRONG = "Diese Einladung gilt nicht";

const print = (what: string, millis: number) => process.stdout.write(`first frame, ${what}: ${millis} ms\n`);

beforeAll(async () => {
	[theirs, ours] = await Promise.all([openBrowser("yes"), openBrowser("yes")]);
});
afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
});

// Each talk has an office of its own, in which nobody waits from before.
beforeEach(async () => {
	office = await openOffice();
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
	await watch(desk.visitor.context);
	await watchDevices(desk.visitor.context);
	await desk.page.reload();
	citizen = await Citizen.books(theirs, office, "REGISTRATION_CERTIFICATE", "Rosa Luxemburg");
	await watch(citizen.visitor.context);
	await watchDevices(citizen.visitor.context);
	await citizen.page.goto(`/vorgang/${citizen.ofCase}`);
});
afterEach(async () => {
	await Promise.all([...theirs.contexts(), ...ours.contexts()].map((one) => one.close()));
	await office?.stop();
});

async function waitingRoom(): Promise<void> {
	await citizen.isThere();
	await turnsOn(citizen.page);
	await talk(citizen.page).getByText("Sie sind da. Wir rufen Sie auf.").waitFor();
	await desk.calls(citizen);
	await turnsOn(desk.page);
}

async function talking(): Promise<void> {
	await waitingRoom();
	await desk.talks("VIDEO");
	await Promise.all([sees(citizen.page), sees(desk.page)]);
}

/** Somebody more is in the talk, by an invitation of the clerk. */
async function third(): Promise<Company> {
	const guest = await Company.opens(theirs, office, await invites(desk.page, "Zum Dolmetschen"));
	await guest.knocks();
	const letIn = await letsIn(desk, "Dolmetscher:in");
	const firsts = await Promise.all([citizen.page, desk.page, guest.page].map((page) => seesFrom(page, 2, letIn)));
	print("three, at the last of them", Math.max(...firsts));
	return guest;
}

const said = (page: Page, words: string) =>
	page.locator(".guest-list", { hasText: words }).waitFor({ timeout: 20_000 });

test(
	"a companion whom the citizen brings along and an interpreter: everybody sees everybody, over reloads of a guest and of the clerk",
	AGAIN,
	async () => {
		// The citizen invites in the waiting room.
		await citizen.isThere();
		await turnsOn(citizen.page);
		await talk(citizen.page).getByText("Sie sind da. Wir rufen Sie auf.").waitFor();
		const link = await invites(citizen.page, "Zur Begleitung");
		await said(citizen.page, "Begleitung: eingeladen und noch nicht da.");
		await clean(citizen.page);
		await shot(citizen.page, "gast-einladen");

		const companion = await Company.opens(theirs, office, link);
		await companion.page.getByRole("heading", { level: 1, name: "Sie sind zu einem Gespräch eingeladen" }).waitFor();
		// The secret has left the address, and no session was begun for it.
		expect(new URL(companion.page.url()).hash).toBe("");
		await clean(companion.page);
		await shot(companion.page, "gast-eingeladen");
		await companion.knocks();
		await companion.waits();
		expect(await companion.visitor.context.cookies()).toEqual([]);
		await clean(companion.page);
		await shot(companion.page, "gast-wartet");
		await said(citizen.page, "Begleitung: wartet.");

		await desk.calls(citizen);
		await turnsOn(desk.page);
		await desk.page.getByRole("status").getByText("Begleitung möchte herein").waitFor();
		// Before the talk has begun nobody is let in.
		await desk.page.getByText("Das geht, sobald das Gespräch läuft.").waitFor();
		await clean(desk.page);
		await desk.talks("VIDEO");
		await Promise.all([sees(citizen.page), sees(desk.page)]);
		// Whoever waits is not seen, and sees nobody.
		expect(
			await companion.page.evaluate(() => (window as typeof window & { connections: [] }).connections.length),
		).toBe(0);

		// By keyboard alone: the focus stays where the guests are.
		await row(desk, "Begleitung").getByRole("button", { name: "Einlassen" }).focus();
		await desk.page.keyboard.press("Enter");
		const letIn = Date.now();
		await row(desk, "Begleitung").getByText("ist im Gespräch").waitFor();
		await expect.poll(() => desk.page.evaluate(() => document.activeElement?.id)).toBe("guests-title");
		const pages = [citizen.page, desk.page, companion.page];
		for (const [i, millis] of (await Promise.all(pages.map((page) => seesFrom(page, 2, letIn)))).entries())
			print(`three, at the ${["citizen", "clerk", "companion"][i]}`, millis);
		await said(citizen.page, "Begleitung: ist im Gespräch.");
		await companion.reads("Sie sind im Gespräch.");
		await Promise.all(pages.map(clean));
		await shots(companion.page, desk.page, "gast-zu-dritt");
		await everyLook(companion.page);
		// By keyboard, and never without a focus that is seen.
		const hands = new Keyboard(companion.page);
		await hands.press(companion.page.locator("#call-microphone"));
		await desk.page.locator(".tile", { hasText: "Mikrofon ist aus" }).waitFor();
		await hands.press(companion.page.locator("#call-microphone"));

		const interpreter = await Company.opens(theirs, office, await invites(desk.page, "Zum Dolmetschen"));
		await interpreter.knocks();
		const asFourth = await letsIn(desk, "Dolmetscher:in");
		pages.push(interpreter.page);
		for (const [i, millis] of (await Promise.all(pages.map((page) => seesFrom(page, 3, asFourth)))).entries())
			print(`four, at the ${["citizen", "clerk", "companion", "interpreter"][i]}`, millis);
		// There is no fifth seat.
		await desk.page.getByText("Es sind schon zwei eingeladen.").first().waitFor();
		// What goes out more than once is smaller, and guests are smaller still.
		for (const [page, most] of [
			[citizen.page, 360],
			[desk.page, 360],
			[interpreter.page, 180],
		] as const) {
			await expect.poll(() => linesSent(page), { timeout: 30_000 }).toBeLessThanOrEqual(most);
			expect(await linesSent(page)).toBeGreaterThan(0);
		}
		await Promise.all(pages.map(clean));
		await shots(interpreter.page, desk.page, "gast-zu-viert");
		await shot(citizen.page, "gast-zu-viert-beim-buerger");

		// What is written everybody reads, with who wrote it.
		await interpreter.page.locator("#call-chat").click();
		await interpreter.page.getByLabel("Ihre Nachricht").fill("Ich übersetze.");
		await interpreter.page.getByRole("button", { name: "Senden" }).click();
		for (const page of [citizen.page, desk.page, companion.page])
			await page.locator(".chat__lines", { hasText: "Dolmetscher:in: Ich übersetze." }).waitFor();

		// A guest loads their page anew, and is back without being asked or let in once more.
		await interpreter.page.reload();
		for (const [i, millis] of (await Promise.all(pages.map((page) => seesFrom(page, 3)))).entries())
			if (i === 3) print("interpreter, after a reload", millis);
		await desk.page.reload();
		for (const [i, millis] of (await Promise.all(pages.map((page) => seesFrom(page, 3)))).entries())
			if (i === 1) print("clerk with two guests, after a reload", millis);
		for (const one of [companion, interpreter, citizen, desk]) one.visitor.calm();

		await desk.goodbye();
		for (const one of [companion, interpreter]) await one.reads("Das Videogespräch ist beendet.");
		await Promise.all(pages.map(everythingIsBack));
		await clean(companion.page);
	},
);

test(
	"whoever is refused at the door, and whoever is sent away in the middle, comes back neither by a reload nor by the link",
	AGAIN,
	async () => {
		await talking();
		const refused = await Company.opens(theirs, office, await invites(desk.page, "Zur Begleitung"));
		await refused.knocks();
		await refused.waits();
		await desk.page.getByRole("status").getByText("Begleitung möchte herein").waitFor();
		await shot(desk.page, "desk-gast-wartet");
		await row(desk, "Begleitung").getByRole("button", { name: "Ablehnen" }).click();
		await refused.reads(REMOVED);
		await clean(refused.page);
		await everythingIsBack(refused.page);
		await refused.page.reload();
		await refused.reads(WRONG);
		await clean(refused.page);
		await shot(refused.page, "gast-einladung-gilt-nicht");

		const guest = await third();
		await row(desk, "Dolmetscher:in").getByRole("button", { name: "Entfernen" }).click();
		await guest.reads(REMOVED);
		await everythingIsBack(guest.page);
		// The other two go on with each other alone.
		await Promise.all([seesFrom(citizen.page, 1), seesFrom(desk.page, 1)]);
		await guest.page.reload();
		await guest.reads(WRONG);
		const again = await Company.opens(theirs, office, guest.link);
		await again.knocks();
		await again.reads(WRONG);
		await Promise.all([goesOn(citizen.page), goesOn(desk.page)]);
		for (const one of [refused, guest, again, citizen, desk]) one.visitor.calm();
	},
);

test("an invitation that was taken back, one that is none, and one that comes before the citizen", AGAIN, async () => {
	const none = await Company.opens(theirs, office, "/gast");
	await none.page.getByRole("heading", { level: 1, name: "Hier fehlt eine Einladung" }).waitFor();
	await clean(none.page);
	const wrong = await Company.opens(theirs, office, "/gast#vi1.abc");
	await wrong.knocks();
	await wrong.reads(WRONG);

	await waitingRoom();
	const link = await invites(citizen.page, "Zur Begleitung");
	await citizen.page.getByRole("button", { name: "Begleitung wieder ausladen" }).click();
	await expect.poll(() => citizen.page.getByLabel("Link für: Begleitung").count()).toBe(0);
	const late = await Company.opens(theirs, office, link);
	await late.knocks();
	await late.reads(WRONG);

	// Somebody whose citizen is not there yet waits, and is at the door as soon as they are.
	const other = await Citizen.books(theirs, office, "REGISTRATION_CERTIFICATE", "Clara Zetkin");
	const text = await other.page.evaluate(
		async ([booking, idempotencyKey]) => {
			const response = await fetch("/graphql", {
				method: "POST",
				headers: { "content-type": "application/json", "x-vorgang-csrf": "1" },
				body: JSON.stringify({
					query:
						"mutation($input: ConsultationInviteInput!) { consultationInvite(input: $input) { invitation { text } errors { __typename } } }",
					variables: { input: { booking, idempotencyKey, part: "COMPANION" } },
				}),
			});
			return (await response.json()).data?.consultationInvite.invitation.text as string;
		},
		[other.booking, randomUUID()] as const,
	);
	const early = await Company.opens(theirs, office, `/gast#${text}`);
	await early.knocks();
	await early.reads("Sie sind früh dran.");
	await clean(early.page);
	await shot(early.page, "gast-frueh");
	await other.page.goto(`/vorgang/${other.ofCase}`);
	await other.isThere();
	await early.waits();
	for (const one of [none, wrong, late, early]) one.visitor.calm();
});

test(
	"two windows with one invitation: the newer one counts, and the older one says so and can take it back",
	AGAIN,
	async () => {
		await talking();
		const guest = await third();
		const second = await guest.visitor.context.newPage();
		await second.goto(guest.link);
		await second.getByRole("button", { name: "Ich bin da" }).click();
		await guest.reads("Das Gespräch ist in einem anderen Fenster offen");
		await clean(guest.page);
		await everythingIsBack(guest.page);
		print("the newer window", await seesFrom(second, 2));
		await guest.page.getByRole("button", { name: "Hierher holen" }).click();
		print("the older window, taken back", await seesFrom(guest.page, 2));
		await second.locator(".notice__title", { hasText: "Das Gespräch ist in einem anderen Fenster offen" }).waitFor();
		await everythingIsBack(second);
		guest.visitor.calm();
	},
);

test("a ticket is good once, and opens no other room", async () => {
	const [one, other] = await Promise.all([comes(office, "REGISTRATION_CERTIFICATE"), comes(office, "TAX_ID")]);
	const ticketOf = async (of: typeof one): Promise<string> => {
		const { invitation } = await of.give<{ invitation: { text: string } }>(
			"consultationInvite",
			"ConsultationInviteInput",
			{ booking: of.booking, part: "INTERPRETER" },
			"invitation { text }",
		);
		// Nobody is signed in.
		const response = await fetch(`${office.url}/graphql`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({
				query:
					"mutation($input: ConsultationJoinAsGuestInput!) { consultationJoinAsGuest(input: $input) { seat { ticket { text } } errors { __typename } } }",
				variables: { input: { idempotencyKey: randomUUID(), invitation: invitation.text } },
			}),
		});
		return (await response.json()).data.consultationJoinAsGuest.seat.ticket.text;
	};
	const tickets = await Promise.all([ticketOf(one), ticketOf(other)]);
	await citizen.page.goto("/");
	/** What is heard first with a ticket: which room it is, or why the line was closed. */
	const enter = (ticket: string) =>
		citizen.page.evaluate(
			(ticket) =>
				new Promise<string | number>((done) => {
					const socket = new WebSocket(`ws://${location.host}/rtc/v1/ws`, "vorgang-rtc-1");
					socket.onopen = () => socket.send(JSON.stringify({ t: "hello", ticket }));
					socket.onmessage = ({ data }) => {
						const said = JSON.parse(data);
						if (said.t === "welcome") done(said.room);
					};
					socket.onclose = ({ code }) => done(code);
				}),
			ticket,
		);
	const [a, b] = tickets as [string, string];
	// Half of the one and half of the other is neither.
	const half = Math.floor(a.length / 2);
	const forged = a.slice(0, half) + b.slice(half);
	expect(await enter(forged)).toBe(4401);
	const rooms = [await enter(a), await enter(b)];
	expect(rooms.every((room) => typeof room === "string")).toBe(true);
	expect(rooms[0]).not.toBe(rooms[1]);
	expect(await enter(a)).toBe(4401);
	expect(await enter(b)).toBe(4401);
});

test(
	"the clerk ends the talk while the citizen leaves: everything is closed and given back, and there is one end",
	AGAIN,
	async () => {
		await talking();
		const guest = await third();
		await Promise.all([desk.page.locator("#call-end").click(), citizen.page.locator("#call-leave").click()]);
		await guest.reads("Das Videogespräch ist beendet.");
		await Promise.all([citizen.page, desk.page, guest.page].map(everythingIsBack));
		const ends = async () =>
			(await eventsOf(office, citizen.ofCase, "consultation")).filter((name) => name === "consultation.ended");
		await expect.poll(async () => (await ends()).length).toBe(1);
		await desk.goodbye();
		expect(await ends()).toHaveLength(1);
		guest.visitor.calm();
	},
);

test("over a restart of the server nobody leaves, and a guest is in their place again", AGAIN, async () => {
	await talking();
	const guest = await third();
	const pages = [citizen.page, desk.page, guest.page];
	const before = await Promise.all(pages.map(made));
	const happened = () => eventsOf(office, citizen.ofCase, "consultation");
	await expect.poll(async () => (await happened()).at(-1)).toBe("consultation.guest_arrived");
	const events = await happened();
	await office.kill();
	await Promise.all(pages.map((page) => seesFrom(page, 2)));
	await office.start();
	const since = Date.now();
	await guest.page.locator("#call-chat").click();
	await guest.page.getByLabel("Ihre Nachricht").fill("Ich übersetze weiter.");
	await guest.page.getByRole("button", { name: "Senden" }).click();
	const line = { hasText: "Dolmetscher:in: Ich übersetze weiter." };
	await Promise.all([citizen.page, desk.page].map((page) => page.locator(".chat__lines", line).waitFor()));
	process.stdout.write(`all three are back after ${Date.now() - since} ms\n`);
	// They were on the same connections all the time, and nobody has come or gone.
	await Promise.all(pages.map((page) => seesFrom(page, 2)));
	expect(await Promise.all(pages.map(made))).toEqual(before);
	await expect.poll(happened).toEqual(events);
});

test("the talk goes on by telephone: everybody reads so, and no camera is on any more", AGAIN, async () => {
	await talking();
	const guest = await third();
	await desk.page.getByRole("button", { name: "Am Telefon weiter" }).click();
	await desk.page.getByRole("dialog", { name: "Am Telefon weitersprechen?" }).waitFor();
	await desk.page.getByText("Am Telefon sehen Sie keinen Ausweis.").waitFor();
	await clean(desk.page);
	await shot(desk.page, "desk-am-telefon-weiter");
	await desk.page.getByRole("button", { name: "Video beenden und anrufen" }).click();
	await desk.page.locator(".tag", { hasText: /Telefon/ }).waitFor();
	await citizen.told("Das Gespräch geht am Telefon weiter.");
	await guest.reads("Das Videogespräch ist beendet.");
	await Promise.all([citizen.page, desk.page, guest.page].map(everythingIsBack));
	await clean(citizen.page);
	await shot(citizen.page, "gespraech-am-telefon-weiter");
	await expect
		.poll(async () =>
			(await eventsOf(office, citizen.ofCase, "consultation")).filter((name) => /\.(begun|ended)$/.test(name)),
		)
		.toEqual(["consultation.begun", "consultation.ended", "consultation.begun"]);
	for (const one of [citizen, desk, guest]) one.visitor.calm();
});
