import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrived, type Caller, widen } from "./helpers/api";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { type Office, openOffice } from "./helpers/office";
import { signIn, step, told } from "./helpers/staff";

// Each of the seven errands from the appointment to its result: the clerk in a browser, the citizen at their side.

let office: Office;
let browser: Browser;
let clerk: Visitor;
let page: Page;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	clerk = await visit(browser, office.url, { viewport: DESK });
	page = clerk.page;
	await signIn(page, office, "Clara Klein", "/dienst/tag");
});

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

let people = 0;
type Citizen = Caller & { booking: string; case: string; number: string };

/** Somebody has an appointment and is there; the clerk calls them and begins the talk. */
async function called(
	service: string,
	medium: "VIDEO" | "PHONE" | "COUNTER" = "VIDEO",
	name = "Ada Lovelace",
): Promise<Citizen> {
	people += 1;
	const citizen = await arrived(
		office,
		service,
		{ name, mail: `ada${people}@example.org`, phone: `+49 681 55500${people}` },
		medium === "COUNTER" ? "COUNTER" : "VIDEO",
	);
	await page.goto("/dienst/tag");
	await page.getByRole("link", { name: citizen.number }).waitFor();
	await page.getByRole("button", { name: "Nächste Person aufrufen" }).click();
	await page.waitForURL(`**/dienst/vorgang/${citizen.case}`);
	await page.getByLabel("Gespräch per").selectOption(medium);
	await page.getByRole("button", { name: "Gespräch beginnen" }).click();
	await told(page, "Das Gespräch läuft.");
	return citizen;
}

async function person(given = "Ada", born = "10.12.1990"): Promise<void> {
	await step(page, "parties");
	expect(await page.getByLabel("Vornamen").inputValue(), "the name of the appointment is there already").toBe(given);
	await page.getByLabel("Geburtsdatum").fill(born);
	await page.getByRole("button", { name: "Person erfassen" }).click();
	await told(page, "Die Person ist erfasst.");
}

async function identify(): Promise<void> {
	await step(page, "identify");
	for (const check of await page.getByRole("group", { name: "Das habe ich gesehen" }).getByRole("checkbox").all())
		await check.check();
	await page.getByRole("button", { name: "Identität feststellen" }).click();
	await told(page, "ist festgestellt");
}

async function notices(): Promise<void> {
	await step(page, "notices");
	const give = page.getByRole("button", { name: /^Hinweis gegeben/ });
	for (let left = await give.count(); left > 0; left -= 1) {
		await give.first().click();
		await expect.poll(() => give.count(), { timeout: 15_000 }).toBe(left - 1);
	}
}

async function address(legend: string, street: string, number: string): Promise<void> {
	const group = page.getByRole("group", { name: legend });
	await group.getByLabel("Straße").fill(street);
	await group.getByLabel("Nr.").fill(number);
	await group.getByLabel("PLZ").fill("66111");
	await group.getByLabel("Ort").fill("Saarbrücken");
}

async function record(): Promise<void> {
	await page.getByRole("button", { name: "Angaben festhalten" }).click();
	await told(page, "Die Angaben sind festgehalten.");
}

/** The clerk prepares and shows the declaration; the citizen reads and signs it on a screen of their own. */
async function declare(citizen: Citizen): Promise<void> {
	await step(page, "declaration");
	await page.getByRole("button", { name: "Erklärung vorbereiten" }).click();
	await told(page, "Die Erklärung ist vorbereitet.");
	await page.getByRole("button", { name: "Erklärung zeigen" }).click();
	await told(page, "Die Erklärung wird gezeigt.");
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
	// What the citizen did appears by itself.
	await page.locator(".tag", { hasText: "unterschrieben" }).waitFor();
}

async function finish(citizen: Citizen): Promise<void> {
	await page.getByText("Es fehlt nichts mehr").waitFor();
	await step(page, "submit");
	await page.getByRole("button", { name: "Vorgang einreichen" }).click();
	await told(page, "Der Vorgang ist eingereicht.");
	await page.getByRole("button", { name: "Vorgang abschließen" }).click();
	await told(page, "Der Vorgang ist abgeschlossen.");
	expect(await citizen.call("query($id: UUID!) { case(id: $id) { state } }", { id: citizen.case })).toEqual({
		state: "COMPLETED",
	});
}

async function goodbye(): Promise<void> {
	await page.getByText("Besuch abschließen").first().click();
	await page.getByRole("button", { name: "Besuch abschließen" }).click();
	await page.waitForURL("**/dienst/tag");
}

const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);

test("a change of residence", async () => {
	const citizen = await called("CHANGE_OF_RESIDENCE");
	await clean(page);
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("Einzugstag").fill(day(3));
	await address("Bisherige Wohnung", "Bahnhofstraße", "1");
	await address("Neue Wohnung", "Mainzer Straße", "12a");
	await record();
	await shot(page, "desk-case");
	await notices();
	await step(page, "evidence");
	await clean(page);
	await page.getByRole("button", { name: "Prüfung festhalten" }).click();
	await told(page, "Die Prüfung ist festgehalten.");
	await declare(citizen);
	await clean(page);
	await shot(page, "desk-declaration");
	await finish(citizen);
	await page.getByLabel("Schriftstück", { exact: true }).selectOption("CONFIRMATION");
	await page.getByRole("button", { name: "Ausstellen" }).click();
	await told(page, "Das Schriftstück ist ausgestellt.");
	await page.getByRole("button", { name: "Ansehen Amtliche Meldebestätigung" }).click();
	await page.locator("iframe[title='Amtliche Meldebestätigung']").waitFor();
	await page.getByText("Verlauf", { exact: true }).click();
	await page.getByText("Identität festgestellt").waitFor();
	await clean(page);
	await goodbye();
	clerk.calm();
});

test("a registration after moving in, whose form does not come", async () => {
	const citizen = await called("MOVE_IN");
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("Einzugstag").fill(day(5));
	await address("Bisherige Wohnung", "Domplatz", "1");
	await page.getByRole("group", { name: "Bisherige Wohnung" }).getByLabel("Gemeindeschlüssel").fill("05315000");
	await address("Neue Wohnung", "Mainzer Straße", "12a");
	await record();
	await step(page, "form");
	await page.getByRole("button", { name: "Meldeschein anfordern" }).click();
	await told(page, "Der Meldeschein ist angefordert.");
	const write = page.getByRole("button", { name: "Von Hand schreiben" });
	if (await write.count()) {
		await expect.poll(() => write.getAttribute("aria-disabled"), { timeout: 45_000 }).toBeNull();
		await write.click();
		await told(page, "von Hand geschrieben");
	}
	await notices();
	await step(page, "evidence");
	await page.getByRole("button", { name: "Prüfung festhalten" }).click();
	await told(page, "Die Prüfung ist festgehalten.");
	await declare(citizen);
	await finish(citizen);
	await goodbye();
});

test("a registration after moving in, whose form comes by telephone and names a child", async () => {
	const citizen = await called("MOVE_IN");
	await person();
	await identify();
	await step(page, "form");
	const ask = page.getByRole("button", { name: "Meldeschein anfordern" });
	expect(await ask.getAttribute("aria-disabled"), "nobody knows yet whom to ask").toBe("true");
	await page.getByText("Halten Sie zuerst unter „Angaben“ fest, woher die Person kommt.").waitFor();
	await step(page, "data");
	await page.getByLabel("Einzugstag").fill(day(5));
	await address("Bisherige Wohnung", "Domplatz", "1");
	await page.getByRole("group", { name: "Bisherige Wohnung" }).getByLabel("Gemeindeschlüssel").fill("05315000");
	await address("Neue Wohnung", "Mainzer Straße", "12a");
	await record();
	await step(page, "form");
	await ask.click();
	await told(page, "Der Meldeschein ist angefordert.");
	await page.getByText("Die Antwort kam auf anderem Weg").click();
	await page.getByRole("button", { name: "Antwort eintragen" }).click();
	await page.getByText("Bitte prüfen Sie 7 Angaben").waitFor();
	await clean(page);
	const first = page.getByRole("group", { name: "Person 1" });
	await first.getByLabel("Vornamen").fill("Ada");
	await first.getByLabel("Familienname").fill("Lovelace");
	await first.getByLabel("Geburtsdatum").fill("10.12.1990");
	await page.getByRole("button", { name: "Weitere Person hinzufügen" }).click();
	const second = page.getByRole("group", { name: "Person 2" });
	await second.getByLabel("Vornamen").fill("Byron");
	await second.getByLabel("Familienname").fill("Lovelace");
	await second.getByLabel("Geburtsdatum").fill("12.05.2019");
	await address("Wohnung im Register", "Domplatz", "1");
	await page.getByRole("button", { name: "Antwort eintragen" }).click();
	await told(page, "Die Antwort ist eingetragen.");
	await page.getByText("Ada Lovelace, geboren 10.12.1990 steht im Vorgang").waitFor();
	await page.getByText("So steht sie auch in den Angaben.").waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Zieht mit um Byron Lovelace" }).click();
	await told(page, "Die Person ist erfasst.");
	await page.getByText("Byron Lovelace, geboren 12.05.2019 steht im Vorgang").waitFor();
	const { parties, missing } = await citizen.call<{
		parties: { part: string; person: { givenNames: string; born: { year: number } } }[];
		missing: { code: string }[];
	}>("query($id: UUID!) { case(id: $id) { parties { part person { givenNames born { year } } } missing { code } } }", {
		id: citizen.case,
	});
	expect(parties.map(({ part, person }) => `${part} ${person.givenNames} ${person.born.year}`)).toEqual([
		"PRINCIPAL Ada 1990",
		"MOVES_ALONG Byron 2019",
	]);
	expect(missing.map((one) => one.code)).not.toContain("registration_form");
	await goodbye();
	clerk.calm();
});

test("the own register fills the form in; who moved on another day gets a case of their own", async () => {
	const citizen = await called("CHANGE_OF_RESIDENCE", "VIDEO", "Max Emil Muster");
	await person("Max Emil", "17.05.1990");
	await step(page, "form");
	await page.getByText("Stellen Sie zuerst die Identität fest.").waitFor();
	await identify();
	await step(page, "form");
	await page.getByRole("button", { name: "Meldeschein anfordern" }).click();
	await told(page, "Der Meldeschein ist angefordert.");
	// What the register answers appears by itself.
	await page.getByText("Max Emil Muster, geboren 17.05.1990 steht im Vorgang").waitFor();
	await page.getByText("Bisherige Wohnung: Musterstraße 1, 66111 Saarbrücken.").waitFor();
	await clean(page);
	await page.getByRole("button", { name: "In die Angaben übernehmen" }).click();
	const before = page.getByRole("group", { name: "Bisherige Wohnung" });
	await expect.poll(() => before.getByLabel("Straße").inputValue()).toBe("Musterstraße");
	expect(await before.getByLabel("PLZ").inputValue()).toBe("66111");
	await page.getByLabel("Einzugstag").fill(day(3));
	await address("Neue Wohnung", "Mainzer Straße", "12a");
	await record();
	await step(page, "form");
	await page.getByText("So steht sie auch in den Angaben.").waitFor();
	await step(page, "parties");
	await page.getByLabel("Vornamen").fill("Erika");
	await page.getByLabel("Familienname").fill("Muster");
	await page.getByLabel("Geburtsdatum").fill("03.02.1991");
	await page.getByRole("button", { name: "Person erfassen" }).click();
	await told(page, "Die Person ist erfasst.");
	await step(page, "custody");
	await page.getByText("Ist Erika Muster ebenso umgezogen?").click();
	const compare = page.getByRole("button", { name: "Mit dem Umzug vergleichen" });
	await compare.click();
	await page.getByText("Bitte prüfen Sie eine Angabe").waitFor();
	await page.getByLabel("Einzugstag").fill(day(3));
	await compare.click();
	await told(page, "Erika Muster ist ebenso umgezogen.");
	await page.getByLabel("Einzugstag").fill(day(1));
	await compare.click();
	await page.getByText("Diese Person ist an einem anderen Tag oder zwischen anderen Wohnungen umgezogen.").waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Eigener Vorgang für Erika Muster" }).click();
	await told(page, "Der eigene Vorgang ist angelegt.");
	await page.getByText("Ist Erika Muster ebenso umgezogen?").waitFor({ state: "detached" });
	const { parties } = await citizen.call<{ parties: unknown[] }>(
		"query($id: UUID!) { case(id: $id) { parties { id } } }",
		{ id: citizen.case },
	);
	expect(parties).toHaveLength(1);
	expect(await page.evaluate(() => document.activeElement?.id), "the focus is not lost").toBe("step-parties");
	await goodbye();
	clerk.calm();
});

test("a deregistration abroad, by telephone", async () => {
	const citizen = await called("DEREGISTRATION_ABROAD", "PHONE");
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("Auszugstag").fill(day(-2));
	await address("Bisherige Wohnung", "Bahnhofstraße", "1");
	await page.getByLabel("Zielstaat").fill("fr");
	await record();
	await notices();
	await declare(citizen);
	await finish(citizen);
	await goodbye();
});

test("a certificate of conduct, paid at the counter", async () => {
	const citizen = await called("CERTIFICATE_OF_CONDUCT");
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("Geburtsort").fill("London");
	await page.getByLabel("Staatsangehörigkeiten").fill("DE, GB");
	await record();
	await declare(citizen);
	await step(page, "fee");
	await page.getByRole("button", { name: "Gebühr festsetzen" }).click();
	await told(page, "Die Gebühr ist festgesetzt.");
	await clean(page);
	await page.getByRole("button", { name: /13,00.€ kassieren/ }).click();
	await told(page, "sind bezahlt");
	await finish(citizen);
	await goodbye();
});

test("an extract of the trade register, for an authority", async () => {
	const citizen = await called("TRADE_REGISTER_EXTRACT");
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("Die Auskunft geht an eine Behörde").check();
	await page.getByLabel("Name der Behörde").fill("Gewerbeamt");
	await page.getByLabel("Anschrift der Behörde").fill("Markt 1, 66111 Saarbrücken");
	await page.getByLabel("Verwendungszweck").fill("Gaststättenerlaubnis");
	await record();
	await declare(citizen);
	await step(page, "fee");
	await page.getByRole("button", { name: "Gebühr festsetzen" }).click();
	await told(page, "Die Gebühr ist festgesetzt.");
	await page.getByRole("button", { name: /13,00.€ kassieren/ }).click();
	await told(page, "sind bezahlt");
	await finish(citizen);
	await goodbye();
});

test("a certificate of registration, as a file", async () => {
	const citizen = await called("REGISTRATION_CERTIFICATE");
	await person();
	await identify();
	await step(page, "data");
	await page.getByRole("button", { name: "Wohnung aus dem Register eintragen" }).click();
	await address("Wohnung 1", "Bahnhofstraße", "1");
	await record();
	await step(page, "fee");
	await page.getByRole("button", { name: "Gebühr festsetzen" }).click();
	await told(page, "Die Gebühr ist festgesetzt.");
	await finish(citizen);
	await page.getByRole("button", { name: "Ansehen Meldebescheinigung" }).waitFor();
	await goodbye();
});

test("a tax identification number, at the counter", async () => {
	const citizen = await called("TAX_ID", "COUNTER");
	await person();
	await identify();
	await step(page, "data");
	await page.getByLabel("mit der Post").check();
	await record();
	await finish(citizen);
	await goodbye();
	clerk.calm();
});
