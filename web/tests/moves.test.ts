import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, tokenOf, widen } from "./helpers/api";
import { clean, openBrowser } from "./helpers/browser";
import { Citizen } from "./helpers/citizen";
import { day } from "./helpers/day";
import { Desk } from "./helpers/desk";
import { type Office, openOffice } from "./helpers/office";
import { step, told } from "./helpers/staff";
import { waiting } from "./helpers/states";
import { meet, part } from "./helpers/visit";

// What a register answers about somebody who has moved, and who moves along with them, in a talk over video.

let office: Office;
let theirs: Browser;
let ours: Browser;
let desk: Desk;
let page: Page;

beforeAll(async () => {
	office = await openOffice();
	[theirs, ours] = await Promise.all([openBrowser("yes"), openBrowser("yes")]);
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
	page = desk.page;
});

afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
	await office?.stop();
});

/** Somebody is there, talks with the clerk, and it is entered who they are. */
async function met(service: string, name: string, born: string): Promise<Citizen> {
	const citizen = await Citizen.books(theirs, office, service, name);
	await meet(citizen, desk, "VIDEO", born);
	return citizen;
}

/** What the case tells to whoever works on it. */
const ofCase = <T>(citizen: Citizen, fields: string): Promise<T> =>
	caller(office, tokenOf(office, "Clara Klein")).call<T>(`query($id: UUID!) { case(id: $id) { ${fields} } }`, {
		id: citizen.ofCase,
	});

async function leaves(citizen: Citizen): Promise<void> {
	await part(citizen, desk);
	desk.visitor.calm();
	citizen.visitor.calm();
	await citizen.visitor.close();
}

test("a registration after moving in, whose form comes by telephone and names a child", async () => {
	const citizen = await met("MOVE_IN", "Ada Lovelace", "10.12.1990");
	await desk.identify();
	await step(page, "form");
	const ask = page.getByRole("button", { name: "Meldeschein anfordern" });
	expect(await ask.getAttribute("aria-disabled"), "nobody knows yet whom to ask").toBe("true");
	await page.getByText("Halten Sie zuerst unter „Angaben“ fest, woher die Person kommt.").waitFor();
	await step(page, "data");
	await page.getByLabel("Einzugstag").fill(day(-5));
	await desk.address("Bisherige Wohnung", "Domplatz", "1");
	await page.getByRole("group", { name: "Bisherige Wohnung" }).getByLabel("Gemeindeschlüssel").fill("05315000");
	await desk.address("Neue Wohnung", "Mainzer Straße", "12a");
	await desk.record();
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
	await desk.address("Wohnung im Register", "Domplatz", "1");
	await page.getByRole("button", { name: "Antwort eintragen" }).click();
	await told(page, "Die Antwort ist eingetragen.");
	await page.getByText("Ada Lovelace, geboren 10.12.1990 steht im Vorgang").waitFor();
	await page.getByText("So steht sie auch in den Angaben.").waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Zieht mit um Byron Lovelace" }).click();
	await told(page, "Die Person ist erfasst.");
	await page.getByText("Byron Lovelace, geboren 12.05.2019 steht im Vorgang").waitFor();
	const { parties, missing } = await ofCase<{
		parties: { part: string; person: { givenNames: string; born: { year: number } } }[];
		missing: { code: string }[];
	}>(citizen, "parties { part person { givenNames born { year } } } missing { code }");
	expect(parties.map(({ part, person }) => `${part} ${person.givenNames} ${person.born.year}`)).toEqual([
		"PRINCIPAL Ada 1990",
		"MOVES_ALONG Byron 2019",
	]);
	expect(missing.map((one) => one.code)).not.toContain("registration_form");
	await leaves(citizen);
});

test("the own register fills the form in; who moved on another day gets a case of their own", async () => {
	const citizen = await met("CHANGE_OF_RESIDENCE", "Max Emil Muster", "17.05.1990");
	await step(page, "form");
	await page.getByText("Stellen Sie zuerst die Identität fest.").waitFor();
	await desk.identify();
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
	await page.getByLabel("Einzugstag").fill(day(-3));
	await desk.address("Neue Wohnung", "Mainzer Straße", "12a");
	await desk.record();
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
	await page.getByLabel("Einzugstag").fill(day(-3));
	await compare.click();
	await told(page, "Erika Muster ist ebenso umgezogen.");
	await page.getByLabel("Einzugstag").fill(day(-1));
	await compare.click();
	await page.getByText("Diese Person ist an einem anderen Tag oder zwischen anderen Wohnungen umgezogen.").waitFor();
	await clean(page);
	await page.getByRole("button", { name: "Eigener Vorgang für Erika Muster" }).click();
	await told(page, "Der eigene Vorgang ist angelegt.");
	await page.getByText("Ist Erika Muster ebenso umgezogen?").waitFor({ state: "detached" });
	const { parties } = await ofCase<{ parties: unknown[] }>(citizen, "parties { id }");
	expect(parties).toHaveLength(1);
	await expect
		.poll(() => page.evaluate(() => document.activeElement?.id), { message: "the focus is not lost" })
		.toBe("step-parties");
	await leaves(citizen);
});

test("what a clerk does before the last thing is answered waits for its turn, and nobody was faster", async () => {
	const citizen = await met("CHANGE_OF_RESIDENCE", "Berta Benz", "03.05.1949");
	await step(page, "notices");
	const answer = await waiting(page);
	const given = page.waitForRequest((request) => Boolean(request.postData()?.includes("expectedVersion")));
	await page
		.getByRole("button", { name: /^Hinweis gegeben/ })
		.first()
		.click();
	await given;
	await step(page, "note");
	await page.getByLabel("Bemerkung", { exact: true }).fill("Die Person spricht leise.");
	await page.getByRole("button", { name: "Bemerkung speichern" }).click();
	await answer();
	await told(page, "Die Bemerkung ist gespeichert.");
	expect(await page.getByText("Jemand anderes hat den Vorgang gerade geändert").count()).toBe(0);
	const { notices } = await ofCase<{ notices: unknown[] }>(citizen, "notices { notice }");
	expect(notices).toHaveLength(1);
	await leaves(citizen);
});
