import { randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AREAS, LANGUAGES } from "../src/app/i18n";
import { caller, comes, tokenOf, widen } from "./helpers/api";
import { clean, DESK, open, openBrowser, settled, shot, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { coverOf, everyLookOf, PATIENCE, pairsOf, productOf } from "./helpers/looks";
import { type Office, openOffice } from "./helpers/office";
import { signIn } from "./helpers/staff";
import { expired, failing, seldom, waiting } from "./helpers/states";

// The staff's pages, as `cover` shows the citizen's. Those of a case are in `cover-case`.

const everyLook = everyLookOf(AREAS.staff, DESK);

let office: Office;
let browser: Browser;
/** A team lead, who also plans: everything is hers to see but the audit. */
let thea: Visitor;
let page: Page;
let anton: Visitor;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	thea = await visit(browser, office.url, { viewport: DESK });
	page = thea.page;
	await signIn(page, office, "Thea Trenz", "/dienst/tag");
	anton = await visit(browser, office.url, { viewport: DESK });
	await signIn(anton.page, office, "Anton Arend", "/dienst/pruefung");
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

test("the cover of the staff's languages has every pair", () => {
	expect(pairsOf(coverOf(AREAS.staff))).toEqual(pairsOf(productOf(AREAS.staff)));
	expect(coverOf(AREAS.staff)).toHaveLength(6);
	for (const area of ["desk", "phone", "planning", "audit", "figures"] as const)
		expect(AREAS[area], area).toEqual(AREAS.staff);
});

test("the door is clean in every look, and so is what it says", { timeout: PATIENCE }, async () => {
	const visitor = await visit(browser, office.url, { viewport: DESK });
	const everyLanguage = everyLookOf(LANGUAGES, DESK);
	await open(visitor.page, "/dienst/anmelden");
	await everyLanguage(visitor.page);
	await shot(visitor.page, "anmelden");
	await visitor.page.getByRole("button", { name: "Anmelden" }).click();
	await visitor.page.getByText("Bitte prüfen Sie 2 Angaben").waitFor();
	await everyLanguage(visitor.page);
	await visitor.page.getByLabel("Name").fill("Clara Klein");
	await visitor.page.getByLabel("Passwort").fill("falsch und lang genug");
	await visitor.page.getByRole("button", { name: "Anmelden" }).click();
	await visitor.page.getByText("Die Anmeldung hat nicht geklappt").waitFor();
	await everyLanguage(visitor.page);
	visitor.calm();
	await visitor.close();
});

test("the first page of somebody whose work has no pages is clean in every look", async () => {
	const karl = await visit(browser, office.url, { viewport: DESK });
	await signIn(karl.page, office, "Karl Kiefer", "/dienst");
	await karl.page.getByRole("heading", { level: 1, name: "Für Mitarbeitende" }).waitFor();
	await karl.page.getByText("Für Ihre Aufgaben gibt es hier noch keine Seite.").waitFor();
	await everyLookOf(LANGUAGES, DESK)(karl.page);
	await open(karl.page, "/dienst/tag");
	await karl.page.getByText("Dafür fehlt Ihnen der Zugang").first().waitFor();
	await everyLook(karl.page);
	await karl.close();
});

test.each([
	["/dienst/tag", "Niemand wartet."],
	["/dienst/vorgaenge", "Hier ist nichts zu tun"],
	["/dienst/aufgaben", "Alles ist hinausgegangen"],
	["/dienst/planung/konflikte", "Keine Konflikte"],
	["/dienst/planung/warteliste", "Niemand wartet"],
	["/dienst/leitung", "Nichts zu entscheiden"],
	["/dienst/zahlen/auslastung/2020-01-01/2020-02-01/woche", "Keine Zahlen für diese Zeit"],
	["/dienst/zahlen/anliegen/2020-01-01/2020-02-01/monat", "Keine Zahlen für diese Zeit"],
	["/dienst/vorgang/00000000-0000-4000-8000-000000000000", "Diesen Vorgang gibt es hier nicht"],
])("%s with nothing in it is clean in every look", { timeout: PATIENCE }, async (path, words) => {
	await open(page, path);
	await page.getByText(words).first().waitFor();
	await everyLook(page);
	thea.calm();
});

test("an audit that finds nothing is clean in every look", async () => {
	await open(anton.page, "/dienst/pruefung");
	await anton.page.getByText("Nichts gefunden").waitFor();
	await everyLook(anton.page);
	await open(anton.page, "/dienst/pruefung/00000000-0000-4000-8000-000000000000");
	await anton.page.getByText("Diesen Vorgang gibt es").waitFor();
	await everyLook(anton.page);
});

/** What can be wrong with the line, the server and the session, on the main pages; what is typed and shown stays. */
test.each([
	"/dienst/tag",
	"/dienst/vorgaenge",
	"/dienst/telefon",
	"/dienst/planung",
	"/dienst/leitung",
	"/dienst/zahlen",
])(
	"%s on its way, failed, without a line and without a session is clean in every look",
	{ timeout: PATIENCE },
	async (path) => {
		await open(page, path);
		await page.context().setOffline(true);
		await page.getByText("Sie sind gerade ohne Verbindung").waitFor();
		// What has not been fetched in the other language yet cannot be, so both are here first.
		await page.context().setOffline(false);
		await page.getByText("Sie sind gerade ohne Verbindung").waitFor({ state: "detached" });
		await page.locator("select[name=language]").selectOption("en");
		await page.locator("html[lang=en]").waitFor();
		await page.locator("select[name=language]").selectOption("de");
		await page.locator("html[lang=de]").waitFor();
		await page.context().setOffline(true);
		await page.getByText("Sie sind gerade ohne Verbindung").waitFor();
		await everyLook(page);
		await page.context().setOffline(false);
		await page.getByText("Sie sind gerade ohne Verbindung").waitFor({ state: "detached" });

		const answer = await waiting(page);
		await page.goto(path);
		await page.getByRole("heading", { level: 1 }).waitFor();
		await everyLook(page);
		await answer();

		const mend = await failing(page);
		await page.goto(path);
		await page.getByText("Da ist bei uns etwas schiefgegangen").first().waitFor();
		await everyLook(page);
		await mend();

		const back = await expired(page);
		await page.goto(path);
		await page.getByRole("dialog", { name: "Bitte noch einmal anmelden" }).waitFor();
		await everyLook(page);
		await back();
	},
);

test("the day with everybody in it is clean in every look", { timeout: PATIENCE }, async () => {
	const david = caller(office, tokenOf(office, "David Dahm"));
	const hers = caller(office, tokenOf(office, "Thea Trenz"));
	const [parked, his, own] = [
		await comes(office, "TAX_ID"),
		await comes(office, "TAX_ID"),
		await comes(office, "CHANGE_OF_RESIDENCE"),
	];
	await comes(office, "REGISTRATION_CERTIFICATE");
	await hers.give("bookingCall", "BookingStepInput", { booking: parked.booking });
	await hers.give("bookingStart", "BookingStepInput", { booking: parked.booking });
	await hers.give("bookingPark", "BookingParkInput", { booking: parked.booking, reason: "PAPERS" });
	await david.give("bookingCall", "BookingStepInput", { booking: his.booking });
	await hers.give("bookingCall", "BookingStepInput", { booking: own.booking });
	// Somebody is late, somebody is expected, somebody was not served; one of them has said what they need.
	await seldom(page, (data) => {
		if (!data.appointments?.nodes || !data.queue) return;
		const [first] = data.queue;
		if (!first) return;
		const one = (state: string, minutes: number, more: object) => ({
			...first,
			id: randomUUID(),
			state,
			startsAt: new Date(Date.now() + minutes * 60_000).toISOString(),
			...more,
		});
		data.appointments.nodes.push(
			one("CONFIRMED", -25, {
				contact: {
					...first.contact,
					name: "Maximiliane Freifrau von und zu Musterhausen-Beispielstein",
					needs: "Rollstuhl",
				},
			}),
			one("CONFIRMED", 90, { medium: "PHONE" }),
			one("MISSED", -90, { contact: null, contactErased: true }),
			one("UNSERVED", -120, {}),
		);
		data.appointments.pageInfo.hasNextPage = true;
	});
	await open(page, "/dienst/tag");
	await page.getByText("Musterhausen-Beispielstein").waitFor();
	await page.locator("main details summary").first().click();
	await everyLook(page);
	await page.keyboard.press("?");
	await page.getByRole("dialog", { name: "Tastenkürzel" }).waitFor();
	await everyLook(page);
	await page.keyboard.press("Escape");
	await page.unroute("**/graphql");
	thea.calm();
});

test("the lists of cases, found ones and none are clean in every look", { timeout: PATIENCE }, async () => {
	const undo = await seldom(page, (data) => {
		const [first] = data.worklist?.nodes ?? [];
		if (first) data.worklist.nodes.push({ ...first, id: randomUUID(), late: true, name: null, startsAt: null });
		if (first) data.worklist.pageInfo = { hasNextPage: true, endCursor: "x" };
	});
	await open(page, "/dienst/vorgaenge");
	await page.getByRole("button", { name: "Alle", exact: true }).click();
	await page
		.getByRole("cell", { name: /Lovelace/ })
		.first()
		.waitFor();
	await everyLook(page);
	await undo();
	await page.getByLabel("Vorgang suchen").fill("Lovelace");
	await page.getByRole("button", { name: "Suchen" }).click();
	await page.getByRole("heading", { name: "Gefunden" }).waitFor();
	await page
		.getByRole("cell", { name: /Lovelace/ })
		.first()
		.waitFor();
	await everyLook(page);
	await page.getByLabel("Vorgang suchen").fill("Nirgendwo");
	await page.getByRole("button", { name: "Suchen" }).click();
	await page.getByText("Nichts gefunden").waitFor();
	await everyLook(page);
	await page.getByRole("button", { name: "Suche beenden" }).click();
	await page.getByRole("button", { name: "Suchen" }).click();
	await page.getByText("Bitte prüfen Sie eine Angabe").waitFor();
	await everyLook(page);
});

test("what did not go out is clean in every look", async () => {
	const ofCase = randomUUID();
	const undo = await seldom(page, (data) => {
		if (!data.mailsInTrouble) return;
		data.mailsInTrouble.push(
			...["CONFIRMED", "NEW_LINK", "REMINDER"].map((kind, i) => ({
				__typename: "Mail",
				id: randomUUID(),
				booking: randomUUID(),
				kind,
				state: "UNDELIVERED",
				attempts: i + 1,
				queuedAt: new Date().toISOString(),
			})),
		);
		data.transmissionsInTrouble.push(
			...[
				["FAILED", "UNREACHABLE", true],
				["REJECTED", "BAD_ANSWER", false],
			].map(([state, cause, overdue]) => ({
				__typename: "Transmission",
				id: randomUUID(),
				case: ofCase,
				service: "CHANGE_OF_RESIDENCE",
				recipient: "FURTHER_DWELLING_AUTHORITY",
				authority: "05315000",
				state,
				cause,
				attempts: 6,
				dueAt: new Date().toISOString(),
				overdue,
			})),
		);
	});
	await open(page, "/dienst/aufgaben");
	await page.getByRole("heading", { name: "E-Mails" }).waitFor();
	await everyLook(page);
	await undo();
});

test("the pages of the telephone are clean in every look", { timeout: PATIENCE }, async () => {
	await open(page, "/dienst/telefon");
	await page.getByRole("button", { name: "Termin vergeben" }).click();
	await page.getByText("Bitte prüfen Sie").waitFor();
	await everyLook(page);
	await page.getByLabel("Anliegen").selectOption("TAX_ID");
	await page.getByLabel("Name", { exact: true }).fill("Carla Cantor");
	await page.getByLabel("Telefon", { exact: true }).fill("+49 681 4711001");
	await page.getByLabel(/^E-Mail/).fill("carla@example.org");
	await page.getByRole("button", { name: /^Termin um/ }).waitFor();
	for (const fold of await page.locator("main details > summary").all()) await fold.click();
	await everyLook(page);
	await page.getByRole("button", { name: /^Termin um/ }).click();
	await page.getByText(/Termin V-\d+ ist gebucht/).waitFor();
	await page.getByRole("button", { name: "Neuen Link senden" }).click();
	await page.getByText("Der neue Link ist unterwegs").waitFor();
	await everyLook(page);

	await open(page, "/dienst/telefon/suchen");
	await page.getByLabel("Termin suchen").fill("Niemand");
	await page.getByRole("button", { name: "Suchen" }).click();
	await page.getByText("Nichts gefunden").waitFor();
	await everyLook(page);
	await page.getByLabel("Termin suchen").fill("Cantor");
	await page.getByRole("button", { name: "Suchen" }).click();
	await page.getByText("Ein Termin gefunden").waitFor();
	for (const doing of [/^Verlegen/, /^Absagen/, /^Zugang/]) {
		await page.getByRole("button", { name: doing }).first().click();
		await page.locator(".card").waitFor();
		await settled(page);
		await everyLook(page);
	}
	thea.calm();
});

test("the planners' pages are clean in every look", { timeout: PATIENCE }, async () => {
	await open(page, "/dienst/planung");
	await page.getByRole("heading", { name: "Neu festlegen" }).waitFor();
	await page.getByRole("button", { name: "Zeile hinzufügen" }).click();
	await page.getByRole("button", { name: "Schließung hinzufügen" }).click();
	await page.getByLabel("Bis", { exact: true }).first().fill("07:00");
	await page.getByRole("button", { name: "Öffnungszeiten festlegen" }).click();
	await page.getByText("Bitte prüfen Sie").waitFor();
	await everyLook(page);

	await open(page, "/dienst/planung/tage");
	await everyLook(page);
	await page.getByLabel("Tag absagen").check();
	await page.getByRole("button", { name: "Tag absagen" }).click();
	await page.getByRole("dialog").waitFor();
	await everyLook(page);
	await page.keyboard.press("Escape");
	await page.getByLabel("Tag schließen").check();
	const { on } = await comes(office, "TAX_ID");
	await page.getByLabel("Tag", { exact: true }).fill(on);
	await page.getByRole("button", { name: "Tag schließen" }).click();
	await page.getByText("ist geschlossen").waitFor();
	await everyLook(page);

	await page.getByRole("link", { name: "Konflikte ansehen" }).click();
	await page.getByText("Ada Lovelace").first().waitFor();
	await everyLook(page);
	await page
		.getByRole("button", { name: /^Verlegen/ })
		.first()
		.click();
	await page.locator(".card").waitFor();
	await settled(page);
	await everyLook(page);
	await open(page, "/dienst/planung/tage");
	await page.getByLabel("Tag wieder öffnen").check();
	await page.getByLabel("Tag", { exact: true }).fill(on);
	await page.getByRole("button", { name: "Tag wieder öffnen" }).click();
	await page.getByText("ist wieder offen").waitFor();

	const now = new Date();
	const undo = await seldom(page, (data) => {
		if (!data.waitingList) return;
		const one = (offers: number, more: object) => ({
			__typename: "WaitingEntry",
			id: randomUUID(),
			before: data.waitingList.length,
			from: on,
			until: on,
			joinedAt: now.toISOString(),
			channel: "VIDEO",
			medium: null,
			offers,
			unanswered: 0,
			contactErased: false,
			contact: { __typename: "Contact", name: "Berta Benz", phone: "+49 681 4711", mail: null },
			lines: [{ __typename: "Line", service: "CERTIFICATE_OF_CONDUCT", quantity: 2 }],
			offer: null,
			...more,
		});
		data.waitingList.push(one(0, {}));
		data.waitingList.push(
			one(1, {
				offer: {
					__typename: "Offer",
					booking: randomUUID(),
					startsAt: now.toISOString(),
					expiresAt: now.toISOString(),
				},
			}),
		);
		data.waitingList.push(one(2, { contact: null, contactErased: true }));
	});
	await open(page, "/dienst/planung/warteliste");
	await page.getByText("Berta Benz").first().waitFor();
	await everyLook(page);
	await undo();
	thea.calm();
});

test("what a team lead decides is clean in every look", async () => {
	const undo = await seldom(page, (data) => {
		if (data.paymentWorklist) {
			data.paymentWorklist.nodes = ["REFUND_TO_APPROVE", "REFUND_BY_HAND", "OTHER_AMOUNT", "UNCLEAR", "UNRESOLVED"].map(
				(concern, i) => ({
					__typename: "MoneyItem",
					fee: randomUUID(),
					reference: "2026-000017-4",
					amountCents: 1300,
					concern,
					refund: i < 2 ? 1 : null,
					attempt: i < 2 ? null : 1,
					since: new Date().toISOString(),
				}),
			);
		}
		if (data.lateRegistrations)
			data.lateRegistrations.push({
				__typename: "LateRegistration",
				case: randomUUID(),
				filedOn: "2026-11-20",
				service: "CHANGE_OF_RESIDENCE",
			});
	});
	await open(page, "/dienst/leitung");
	await page.getByRole("button", { name: "Erstattung freigeben" }).waitFor();
	await everyLook(page);
	await undo();
});

test("the figures are clean in every look", { timeout: PATIENCE }, async () => {
	await open(page, "/dienst/zahlen");
	await page.getByText(/der angebotenen Zeit waren gebucht/).waitFor();
	await everyLook(page);
	await page.getByText("Als Tabelle").click();
	await everyLook(page);
	const undo = await seldom(page, (data) => {
		for (const period of data.requestTypes ?? []) {
			const count = (n: number | null) => ({ __typename: "Count", count: n, suppressed: n === null });
			period.services = ["CHANGE_OF_RESIDENCE", "CERTIFICATE_OF_CONDUCT", "TRADE_REGISTER_EXTRACT"].map(
				(service, i) => ({
					__typename: "ServiceRequests",
					service,
					share: 0.4,
					trend: 17 - 30 * i,
					trendOfYear: i === 0 ? 204 : null,
					delivered: count(i === 2 ? null : 1204 - 300 * i),
					completed: count(i === 2 ? null : 1100 - 300 * i),
				}),
			);
			period.rising = [{ __typename: "Rise", service: "CHANGE_OF_RESIDENCE", more: 17 }];
		}
	});
	await page.getByRole("link", { name: "Anliegen" }).click();
	await page.getByText(/Am stärksten gestiegen/).waitFor();
	await everyLook(page);
	await undo();
	thea.calm();
});

test("the auditors' pages are clean in every look", { timeout: PATIENCE }, async () => {
	const citizen = await comes(office, "TAX_ID");
	const reference = await new Clerk(office).sendTaxId(citizen.booking, citizen.case);
	const desk = anton.page;
	await open(desk, "/dienst/pruefung");
	await desk.getByRole("link", { name: reference }).waitFor();
	await everyLook(desk);
	await desk.getByLabel("Nummer des Vorgangs").fill("7");
	await desk.getByRole("button", { name: "Öffnen" }).click();
	await desk.getByText("Bitte prüfen Sie eine Angabe").waitFor();
	await everyLook(desk);
	await open(desk, `/dienst/pruefung/${citizen.case}`);
	await desk.getByRole("heading", { name: /Ereignis \d+ von \d+/ }).waitFor();
	await desk.locator("dl.values").waitFor();
	await everyLook(desk);
	await desk.getByRole("slider").focus();
	await desk.keyboard.press("Home");
	await desk.getByRole("heading", { name: /Ereignis 1 von/ }).waitFor();
	await desk.getByRole("button", { name: "Als Tabelle" }).click();
	await everyLook(desk);
	const back = await expired(desk);
	await desk.goto("/dienst/pruefung");
	await desk.getByRole("dialog", { name: "Bitte noch einmal anmelden" }).waitFor();
	await everyLook(desk);
	await back();
	await clean(desk);
});
