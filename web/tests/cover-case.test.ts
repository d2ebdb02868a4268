import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AREAS } from "../src/app/i18n";
import { arrived, type Caller, caller, tokenOf, widen } from "./helpers/api";
import { DESK, open, openBrowser, settled, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { everyLookOf, PATIENCE } from "./helpers/looks";
import { type Office, openOffice } from "./helpers/office";
import { signIn, step, told } from "./helpers/staff";
import { expired, failing, waiting } from "./helpers/states";

// The page of a case in every look: with each step of its panel open, in each of its states.

const everyLook = everyLookOf(AREAS.staff, DESK);

type Service = "CHANGE_OF_RESIDENCE" | "DEREGISTRATION_ABROAD" | "CERTIFICATE_OF_CONDUCT" | "TRADE_REGISTER_EXTRACT";
type Further = Service | "REGISTRATION_CERTIFICATE" | "TAX_ID";

let office: Office;
let browser: Browser;
let thea: Visitor;
let page: Page;
let citizen: Caller & { booking: string; case: string; number: string };
let clerk: Clerk;
let talk: string;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	// One visit, in a talk that goes on, and in it a case of every service.
	citizen = await arrived(office, "MOVE_IN", {
		name: "Ada Lovelace",
		mail: "ada@example.org",
		phone: "+49 681 555001",
	});
	clerk = new Clerk(office, "Thea Trenz");
	talk = await clerk.meet(citizen.booking);
	thea = await visit(browser, office.url, { viewport: DESK });
	page = thea.page;
	await signIn(page, office, "Thea Trenz", "/dienst/tag");
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

async function openCase(ofCase: string): Promise<void> {
	await open(page, `/dienst/vorgang/${ofCase}`);
	await page.locator("#panel").waitFor();
	// What the service asks for comes a moment after the case.
	await page.waitForLoadState("networkidle");
	await settled(page);
}

async function further(service: Further): Promise<string> {
	const opened = await clerk.run("open_case", { service, during: citizen.booking });
	return opened.case.id;
}

const child = { person: { familyName: "Lovelace", givenNames: "Byron", born: { year: 2017, month: 1, day: 20 } } };

test("a case on its way, failed, without a line and without a session", { timeout: PATIENCE }, async () => {
	await openCase(citizen.case);
	await everyLook(page);
	await page.context().setOffline(true);
	await page.getByText("Sie sind gerade ohne Verbindung").waitFor();
	await everyLook(page);
	await page.context().setOffline(false);
	await page.getByText("Sie sind gerade ohne Verbindung").waitFor({ state: "detached" });
	const answer = await waiting(page);
	await page.goto(`/dienst/vorgang/${citizen.case}`);
	await page.getByRole("heading", { level: 1 }).waitFor();
	await everyLook(page);
	await answer();
	const mend = await failing(page);
	await page.goto(`/dienst/vorgang/${citizen.case}`);
	await page.getByText("Da ist bei uns etwas schiefgegangen").first().waitFor();
	await everyLook(page);
	await mend();
	const back = await expired(page);
	await page.goto(`/dienst/vorgang/${citizen.case}`);
	await page.getByRole("dialog", { name: "Bitte noch einmal anmelden" }).waitFor();
	await everyLook(page);
	await back();
});

test("a case with nobody in it yet", { timeout: PATIENCE }, async () => {
	await openCase(citizen.case);
	await step(page, "parties");
	await page.getByRole("button", { name: "Person erfassen" }).click();
	await page.getByText(/Bitte prüfen Sie/).waitFor();
	await everyLook(page);
});

test("a registration after moving in with a child, each of its steps", { timeout: 2 * PATIENCE }, async () => {
	await clerk.recognise(citizen.case, talk);
	await clerk.run("add_party", { case: citizen.case, part: "MOVES_ALONG", who: child });
	await openCase(citizen.case);
	const steps = await page
		.locator("[id^='step-'][aria-controls]")
		.evaluateAll((all) => all.map((one) => one.id.slice(5)));
	// Those that can be opened now; the others say why not, and are on the page all the same.
	for (const one of [
		"parties",
		"identify",
		"data",
		"form",
		"custody",
		"notices",
		"evidence",
		"note",
		"another",
		"assign",
	])
		expect(steps).toContain(one);
	for (const one of ["hold", "withdraw", "decline", "restrict"]) expect(steps).toContain(one);
	for (const one of steps) {
		await step(page, one);
		for (const fold of await page.locator(`.workstep__body:not([hidden]) details:not([open]) > summary`).all())
			await fold.click();
		await everyLook(page);
	}
	await step(page, "withdraw");
	await page.getByRole("button", { name: "Antrag zurücknehmen" }).click();
	await page.getByRole("dialog").waitFor();
	await everyLook(page);
	await page.keyboard.press("Escape");
	thea.calm();
});

test("the visit with everything that is folded away", async () => {
	await openCase(citizen.case);
	for (const fold of await page.locator("#talk details > summary").all()) await fold.click();
	await everyLook(page);
	await page.keyboard.press("?");
	await page.getByRole("dialog", { name: "Tastenkürzel" }).waitFor();
	await everyLook(page);
	await page.keyboard.press("Escape");
});

test.each([
	"CHANGE_OF_RESIDENCE",
	"DEREGISTRATION_ABROAD",
	"CERTIFICATE_OF_CONDUCT",
	"TRADE_REGISTER_EXTRACT",
	"REGISTRATION_CERTIFICATE",
	"TAX_ID",
] as const)("what is asked for: %s, with what is missing", { timeout: PATIENCE }, async (service) => {
	const ofCase = await further(service);
	await openCase(ofCase);
	if (service === "TRADE_REGISTER_EXTRACT") {
		await step(page, "parties");
		await page.getByLabel("Es geht um ein Unternehmen").check();
		await everyLook(page);
	}
	await step(page, "data");
	if (service === "CHANGE_OF_RESIDENCE") {
		for (const fold of await page.locator(".workstep__body:not([hidden]) details > summary").all()) await fold.click();
		await page.getByRole("button", { name: "Weitere Wohnung in Deutschland hinzufügen" }).click();
	}
	if (service === "CERTIFICATE_OF_CONDUCT") await page.locator("#conduct-purpose-AUTHORITY_AFTER_INSPECTION").check();
	if (service === "TRADE_REGISTER_EXTRACT") await page.getByLabel("Die Auskunft geht an eine Behörde").check();
	await page.getByRole("button", { name: "Angaben festhalten" }).click();
	await everyLook(page);
	thea.calm();
});

test("a certificate of conduct: the number to sign with, the fee in each of its states", {
	timeout: 2 * PATIENCE,
}, async () => {
	const ofCase = await further("CERTIFICATE_OF_CONDUCT");
	await clerk.readyConduct(ofCase, talk);
	await openCase(ofCase);
	await step(page, "declaration");
	await page.getByRole("button", { name: "Nummer zum Unterschreiben holen" }).click();
	await page.locator(".tan").waitFor();
	await everyLook(page);
	await step(page, "fee");
	await page.getByText("Befreiung oder Erlass").click();
	await clerk.run("start_payment", { case: ofCase });
	await page.getByText(/^Versuch 1/).waitFor();
	await everyLook(page);
	await clerk.run("request_waiver", { case: ofCase });
	await page.getByText("Antwort des Bundesamts").waitFor();
	await everyLook(page);
	await clerk.run("record_waiver", { case: ofCase, granted: true });
	await page.getByText("erlassen", { exact: true }).waitFor();
	await everyLook(page);
	thea.calm();
});

test("a case that is over, with its papers, what is left to do, and its history", {
	timeout: 2 * PATIENCE,
}, async () => {
	const ofCase = await further("CHANGE_OF_RESIDENCE");
	const party = await clerk.readyMove(ofCase, talk);
	const { declarationText } = await citizen.call<{ declarationText: { hash: string } }>(
		"query($id: UUID!) { case(id: $id) { declarationText { hash } } }",
		{ id: ofCase },
	);
	await citizen.give("caseSign", "CaseSignInput", {
		case: ofCase,
		party,
		method: "TYPED_CONSENT",
		hash: declarationText.hash,
	});
	await openCase(ofCase);
	await step(page, "submit");
	await everyLook(page);
	await clerk.run("submit_case", { case: ofCase });
	await page.getByText("Eingereicht.").first().waitFor();
	await step(page, "complete");
	await everyLook(page);
	await clerk.run("complete_case", { case: ofCase });
	await page.getByText("Danach zu tun").waitFor();
	await page.getByRole("button", { name: "Ausstellen" }).click();
	await told(page, "Das Schriftstück ist ausgestellt.");
	await page
		.getByRole("button", { name: /^Ansehen/ })
		.first()
		.click();
	await page.locator("figure.shown").waitFor();
	await everyLook(page);
	await page.getByRole("button", { name: /^Schließen/ }).click();
	await page.getByText("Verlauf", { exact: true }).click();
	await page.getByText("Identität festgestellt").first().waitFor();
	await everyLook(page);
	thea.calm();
});

test("what a colleague did meanwhile", { timeout: PATIENCE }, async () => {
	const ofCase = await further("TAX_ID");
	await openCase(ofCase);
	await step(page, "note");
	await page.getByLabel("Bemerkung", { exact: true }).fill("Die Person kommt mit ihrer Schwester.");
	const david = caller(office, tokenOf(office, "David Dahm"));
	let first = true;
	await page.route("**/graphql", async (route) => {
		if (first && route.request().postData()?.includes("expectedVersion")) {
			first = false;
			await david.give("caseAddNote", "CaseAddNoteInput", { case: ofCase, text: "Rückruf vereinbart." });
		}
		await route.continue();
	});
	await page.getByRole("button", { name: "Bemerkung speichern" }).click();
	await page.getByText("Rückruf vereinbart.").waitFor();
	await page.getByRole("button", { name: "Gesehen, weiter" }).waitFor();
	await everyLook(page);
	await page.unroute("**/graphql");
});

test("a talk that broke off, a visit that was put back, a case that is held", { timeout: PATIENCE }, async () => {
	await clerk.run("interrupt_consultation", { of: { booking: citizen.booking } });
	await openCase(citizen.case);
	await page.getByRole("button", { name: "Verbindung ist wieder da" }).waitFor();
	await everyLook(page);
	await clerk.run("resume_consultation", { of: { booking: citizen.booking } });
	await clerk.run("suspend_case", { case: citizen.case });
	await page.locator("#step-hold").getByText("Fortsetzen").waitFor();
	await step(page, "hold");
	await everyLook(page);
	await clerk.run("park", { booking: citizen.booking });
	await page.getByRole("button", { name: "Fortsetzen", exact: true }).waitFor();
	await everyLook(page);
});

test("somebody who could be protected: the one sentence, and the way in for a team lead", {
	timeout: PATIENCE,
}, async () => {
	const other = await arrived(office, "TAX_ID", { name: "Berta Benz", mail: "b@example.org", phone: "+49 681 555002" });
	await new Clerk(office).meet(other.booking);
	const clara = await visit(browser, office.url, { viewport: DESK });
	await signIn(clara.page, office, "Clara Klein", `/dienst/vorgang/${other.case}`);
	await step(clara.page, "restrict");
	await clara.page.getByRole("button", { name: "An die Teamleitung geben", exact: true }).click();
	await clara.page.getByRole("dialog", { name: "Sagen Sie genau diesen Satz" }).waitFor();
	await everyLook(clara.page);
	await clara.close();
	await page.goto(`/dienst/vorgang/${other.case}`);
	await page.getByRole("heading", { name: "Vorgang mit Grund öffnen" }).waitFor();
	await everyLook(page);
	await page.getByRole("button", { name: "Für eine Stunde öffnen" }).click();
	await page.getByText("nur Teamleitung").waitFor();
	// Nothing is held back yet, so there is nothing to let out, and the page says so.
	await expect.poll(() => page.locator("#step-restrict").getAttribute("aria-disabled")).toBe("true");
	await everyLook(page);
	thea.calm();
});
