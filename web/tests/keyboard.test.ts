import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dateOf } from "../src/app/format";
import { comes, widen } from "./helpers/api";
import { clean, DESK, open, openBrowser, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { day } from "./helpers/day";
import { Keyboard } from "./helpers/keyboard";
import { type Office, openOffice } from "./helpers/office";
import { passwordOf, signIn, told } from "./helpers/staff";

// The staff's ways by keyboard alone, without the single keys, which somebody may have turned off. Whatever has been
// done, something has the focus, is in sight, and lies below nothing.

let office: Office;
let browser: Browser;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

const SIZES = { "at a desk": DESK, "at 400 %": { width: 320, height: 256 } } as const;
type Size = keyof typeof SIZES;
const sizes = Object.keys(SIZES) as Size[];

/** A member of the staff who has signed in, and no mouse. */
class Hands extends Keyboard {
	private constructor(readonly visitor: Visitor) {
		super(visitor.page);
	}

	static async of(name: string, path: string, size: Size = "at a desk"): Promise<Hands> {
		const visitor = await visit(browser, office.url, { viewport: SIZES[size] });
		await signIn(visitor.page, office, name, path);
		return new Hands(visitor);
	}

	button(name: string | RegExp) {
		return this.page.getByRole("button", { name });
	}

	/** Presses a button, and is told what was done. */
	async does(button: string | RegExp, done: string | RegExp): Promise<void> {
		await this.press(this.button(button));
		await told(this.page, done);
		await this.held(`“${done}” was said`);
	}

	/** Unfolds a step of the panel. */
	async step(id: string): Promise<void> {
		const head = this.page.locator(`#step-${id}`);
		await this.to(head);
		if ((await head.getAttribute("aria-expanded")) !== "true") await this.page.keyboard.press("Enter");
		await expect.poll(() => head.getAttribute("aria-expanded")).toBe("true");
		await this.held(`${id} was unfolded`);
	}
}

test("the door, and out again", async () => {
	const visitor = await visit(browser, office.url, { viewport: DESK });
	const { page } = visitor;
	const keys = new Keyboard(page);
	await page.goto("/dienst/anmelden");
	await page.getByRole("heading", { level: 1, name: "Anmelden" }).waitFor();
	await keys.press(page.getByRole("button", { name: "Anmelden" }));
	await page.getByText("Bitte prüfen Sie 2 Angaben").waitFor();
	await keys.held("what is missing is said");
	await keys.type(page.getByLabel("Name", { exact: true }), "Clara Klein");
	await keys.type(page.getByLabel("Passwort"), "falsch und lang genug");
	await page.keyboard.press("Enter");
	await page.getByText("Die Anmeldung hat nicht geklappt").waitFor();
	await keys.held("it was refused");
	await keys.to(page.getByLabel("Passwort"));
	await page.keyboard.press("Control+A");
	await keys.type(page.getByLabel("Passwort"), passwordOf(office, "Clara Klein"));
	await page.keyboard.press("Enter");
	await keys.arrived("Der Tag");
	await keys.press(page.getByRole("button", { name: "Abmelden" }));
	await keys.arrived("Anmelden");
	visitor.calm();
	await visitor.close();
});

test.each(sizes)("a clerk's visit, from the day to the end of it (%s)", { timeout: 240_000 }, async (size) => {
	const hands = await Hands.of("Clara Klein", "/dienst/tag", size);
	const { page } = hands;
	const citizen = await comes(office, "CERTIFICATE_OF_CONDUCT");
	await page.getByRole("link", { name: citizen.number }).waitFor();
	await hands.press(hands.button("Nächste Person aufrufen"));
	await page.waitForURL(`**/dienst/vorgang/${citizen.case}`);
	await hands.arrived(/^Führungszeugnis/);
	await hands.does("Gespräch beginnen", "Das Gespräch läuft.");
	await hands.step("parties");
	await hands.press(hands.button("Person erfassen"));
	await page.getByText(/^Bitte prüfen Sie/).waitFor();
	await hands.held("what is missing is said");
	await hands.type(page.getByLabel("Geburtsdatum"), "10.12.1990");
	await hands.does("Person erfassen", "Die Person ist erfasst.");
	await hands.step("identify");
	const seen = page.getByRole("group", { name: "Das habe ich gesehen" }).getByRole("checkbox");
	for (const check of await seen.all()) await hands.tick(check);
	await hands.does("Identität feststellen", "ist festgestellt");
	await hands.step("data");
	await hands.type(page.getByLabel("Geburtsort"), "London");
	await hands.type(page.getByLabel("Staatsangehörigkeiten"), "DE, GB");
	await hands.does("Angaben festhalten", "Die Angaben sind festgehalten.");
	await hands.step("declaration");
	await hands.does("Erklärung vorbereiten", "Die Erklärung ist vorbereitet.");
	await hands.does("Erklärung zeigen", "Die Erklärung wird gezeigt.");
	const { declarationText, parties } = await citizen.call<{
		declarationText: { hash: string };
		parties: { id: string }[];
	}>("query($id: UUID!) { case(id: $id) { declarationText { hash } parties { id } } }", { id: citizen.case });
	await citizen.give("caseSign", "CaseSignInput", {
		case: citizen.case,
		party: parties[0]?.id,
		method: "TYPED_CONSENT",
		hash: declarationText.hash,
	});
	await page.locator(".tag", { hasText: "unterschrieben" }).waitFor();
	await hands.held("what the citizen did has appeared");
	await hands.step("fee");
	await hands.does("Gebühr festsetzen", "Die Gebühr ist festgesetzt.");
	await hands.does(/13,00.€ kassieren/, "sind bezahlt");
	await hands.step("note");
	await hands.type(page.getByLabel("Bemerkung", { exact: true }), "Alles besprochen.");
	await hands.does("Bemerkung speichern", "Die Bemerkung ist gespeichert.");
	await hands.step("submit");
	await hands.does("Vorgang einreichen", "Der Vorgang ist eingereicht.");
	await hands.does("Vorgang abschließen", "Der Vorgang ist abgeschlossen.");
	await hands.does("Ausstellen", "Das Schriftstück ist ausgestellt.");
	await hands.press(page.getByRole("button", { name: /^Ansehen/ }).first());
	await page.locator("figure.shown").waitFor();
	await hands.held("a paper is shown");
	await hands.press(page.getByRole("button", { name: /^Schließen/ }).first());
	await hands.held("a paper was put away");
	await hands.press(page.locator("#talk summary", { hasText: "Besuch abschließen" }));
	await hands.press(page.locator("#talk").getByRole("button", { name: "Besuch abschließen" }));
	await page.waitForURL("**/dienst/tag");
	await hands.arrived("Der Tag");
	hands.visitor.calm();
	await hands.visitor.close();
});

test("a team lead takes a case over, waives its fee, gives it to somebody else, and opens it with a reason", {
	timeout: 240_000,
}, async () => {
	const citizen = await comes(office, "CERTIFICATE_OF_CONDUCT");
	const clara = new Clerk(office);
	await clara.prepareConduct(citizen.booking, citizen.case);
	const { id } = await clara.run("me", {}, {});
	const hands = await Hands.of("Thea Trenz", "/dienst/leitung");
	const { page } = hands;
	await hands.press(page.getByRole("link", { name: "Zu den Vorgängen" }));
	await hands.arrived("Vorgänge");
	await hands.press(page.getByRole("button", { name: "Alle", exact: true }));
	const row = page.getByRole("row").filter({ hasText: citizen.number }).getByRole("link");
	await row.waitFor();
	await hands.held("all are shown");
	await hands.press(row);
	await hands.arrived(/^Führungszeugnis/);
	await hands.step("assign");
	await hands.does("Übernehmen", "Sie bearbeiten den Vorgang jetzt.");
	await hands.step("fee");
	await hands.press(page.locator("#step-fee").locator("xpath=../..").locator("summary"));
	await hands.does("Erlass wegen Bedürftigkeit beantragen", "Der Erlass ist beantragt.");
	await hands.does(/^Erlassen$/, "Die Gebühr ist erlassen.");
	await hands.step("assign");
	await hands.choose(page.locator("select[name=assign-to]"), id);
	await hands.does("Abgeben", "Der Vorgang ist abgegeben.");

	await clara.run("restrict_access", { case: citizen.case });
	await page.goto(`/dienst/vorgang/${citizen.case}`);
	await page.getByRole("heading", { name: "Vorgang mit Grund öffnen" }).waitFor();
	await hands.tick(page.getByLabel("Beschwerde, Gericht oder Aufsicht"));
	await hands.press(hands.button("Für eine Stunde öffnen"));
	await page.getByText("nur Teamleitung").waitFor();
	await hands.held("the case is open");
	await clean(page);
	hands.visitor.calm();
	await hands.visitor.close();
});

test("a planner closes a day, moves who had an appointment, and calls another day off", {
	timeout: 240_000,
}, async () => {
	// Somebody without a mail address comes later today, or tomorrow where nothing is left of today.
	const centre = new Clerk(office, "Silke Spaniol");
	const [{ id: scope }] = await centre.run("scopes", {}, {});
	const lines = [{ service: "TAX_ID", quantity: 1 }];
	const free = await centre.run("free_slots", {}, { scope, lines, from: day(0), to: day(1) });
	const on = dateOf(free[0].startsAt);
	const { startsAt } = free.findLast((one: { startsAt: string }) => dateOf(one.startsAt) === on);
	const contact = { name: "Berta Benz", phone: "+49 681 4711" };
	const { booking } = await centre.run("book_by_phone", { scope, startsAt, lines, contact });

	const hands = await Hands.of("Thea Trenz", "/dienst/planung");
	const { page } = hands;
	await hands.press(page.getByRole("link", { name: "Einzelner Tag" }));
	await hands.arrived("Einzelner Tag");
	await hands.date(page.getByLabel("Tag", { exact: true }), on);
	await hands.press(hands.button("Tag schließen"));
	await page.getByText("ist geschlossen").waitFor();
	await hands.held("the day was closed");
	await hands.press(page.getByRole("link", { name: "Konflikte ansehen" }));
	await hands.arrived("Terminkonflikte");
	const move = hands.button(`Verlegen ${booking.number}`);
	await hands.press(move);
	await page.locator("#time-day").waitFor();
	await hands.held("times are shown");
	await hands.does(/^Verlegen$/, "Der Termin ist verlegt.");
	await move.waitFor({ state: "detached" });
	await hands.held("the conflict is gone");
	await hands.press(page.getByRole("link", { name: "Einzelner Tag" }));
	await hands.arrived("Einzelner Tag");
	await hands.tick(page.getByLabel("Tag wieder öffnen"));
	await hands.date(page.getByLabel("Tag", { exact: true }), on);
	await hands.press(hands.button("Tag wieder öffnen"));
	await page.getByText("ist wieder offen").waitFor();
	await hands.held("the day is open again");
	await hands.tick(page.getByLabel("Tag absagen"));
	await hands.date(page.getByLabel("Tag", { exact: true }), day(9));
	await hands.press(hands.button("Tag absagen"));
	await page.getByRole("dialog").waitFor();
	await hands.held("it is asked again");
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await hands.held("it was not done");
	await hands.press(hands.button("Tag absagen"));
	await hands.press(page.getByRole("dialog").getByRole("button", { name: "Tag absagen" }));
	await page.getByText("ist abgesagt").waitFor();
	await hands.held("the day was called off");
	hands.visitor.calm();
	await hands.visitor.close();
});

test("a shift: begun, paused, and ended", async () => {
	const hands = await Hands.of("David Dahm", "/dienst/tag");
	const steps = ["Schicht beginnen", "Pause", "Pause beenden", "Schicht beenden"];
	for (const [i, name] of steps.entries()) {
		await hands.press(hands.page.getByRole("button", { name, exact: true }));
		await hands.page.getByRole("button", { name: steps[(i + 1) % steps.length] as string, exact: true }).waitFor();
		await hands.held(name);
	}
	hands.visitor.calm();
	await hands.visitor.close();
});

test.each(sizes)(
	"through every page, nothing that has the focus is hidden (%s)",
	{ timeout: 300_000 },
	async (size) => {
		const citizen = await comes(office, "CERTIFICATE_OF_CONDUCT");
		const thea = await Hands.of("Thea Trenz", "/dienst/tag", size);
		const anton = await Hands.of("Anton Arend", "/dienst/pruefung", size);
		for (const [who, path] of [
			[thea, "/dienst/tag"],
			[thea, "/dienst/vorgaenge"],
			[thea, "/dienst/aufgaben"],
			[thea, `/dienst/vorgang/${citizen.case}`],
			[thea, "/dienst/telefon"],
			[thea, "/dienst/telefon/suchen"],
			[thea, "/dienst/planung"],
			[thea, "/dienst/planung/tage"],
			[thea, "/dienst/planung/konflikte"],
			[thea, "/dienst/planung/warteliste"],
			[thea, "/dienst/leitung"],
			[thea, "/dienst/zahlen"],
			[anton, "/dienst/pruefung"],
			[anton, `/dienst/pruefung/${citizen.case}`],
		] as const) {
			await open(who.page, path);
			// The skip link, the home of the staff, signing out, the languages and the foot are on each of them.
			expect(await who.through(), path).toBeGreaterThan(12);
		}
		thea.visitor.calm();
		anton.visitor.calm();
		await thea.visitor.close();
		await anton.visitor.close();
	},
);
