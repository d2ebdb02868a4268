import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { widen } from "./helpers/api";
import { clean, openBrowser } from "./helpers/browser";
import { Citizen } from "./helpers/citizen";
import { day } from "./helpers/day";
import { Desk } from "./helpers/desk";
import { eventsOf } from "./helpers/history";
import { type Office, openOffice } from "./helpers/office";
import { step, told } from "./helpers/staff";
import { meet, part } from "./helpers/visit";

// A mother and her child move out of the dwelling that she had in common with the child's father.
// All of it goes through one talk over video.

let office: Office;
let theirs: Browser;
let ours: Browser;
let desk: Desk;
let ada: Citizen;

beforeAll(async () => {
	office = await openOffice();
	[theirs, ours] = await Promise.all([openBrowser("yes"), openBrowser("yes")]);
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
});
afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
	await office?.stop();
});

test("what was handed in is read in the desk's viewer, and whose it is sees that somebody did", async () => {
	const { page } = desk;
	ada = await Citizen.books(theirs, office, "CHANGE_OF_RESIDENCE", "Ada Lovelace");
	await ada.handsIn("Bestätigung des Wohnungsgebers", "Bestätigung.jpg", "Ada und Byron Lovelace ziehen ein.");
	await ada.handsIn("Zustimmung des anderen Elternteils", "Zustimmung.pdf", "Ich bin einverstanden. William King");
	await meet(ada, desk);
	await page.getByRole("button", { name: "Ansehen Bestätigung.jpg" }).click();
	const photograph = page.getByRole("img", { name: "Bestätigung.jpg" });
	await photograph.waitFor();
	await expect.poll(() => photograph.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(100);
	await clean(page);
	await page.getByRole("button", { name: "Schließen Bestätigung.jpg" }).click();
	await photograph.waitFor({ state: "detached" });
	await page.getByRole("button", { name: "Ansehen Zustimmung.pdf" }).click();
	const letter = page.locator('iframe[title="Zustimmung.pdf"]');
	await letter.waitFor();
	expect(await letter.getAttribute("src")).toMatch(/^blob:/);
	const saved = page.getByRole("link", { name: "Speichern" });
	const [download] = await Promise.all([page.waitForEvent("download"), saved.click()]);
	expect(download.suggestedFilename()).toBe("vorgang.pdf");
	await page.getByRole("button", { name: "Schließen Zustimmung.pdf" }).click();
	await letter.waitFor({ state: "detached" });
	await expect
		.poll(async () => (await eventsOf(office, ada.ofCase, "document")).filter((one) => one === "document.handed_out"))
		.toHaveLength(2);
	await ada.looksBack("Eine Unterlage ist gut angekommen", "Eine Kopie einer Unterlage wurde abgerufen");
	await clean(ada.page);
	desk.visitor.calm();
	ada.visitor.calm();
});

test("a child leaves the common dwelling: without the other parent's consent the case does not go out", async () => {
	const { page } = desk;
	await step(page, "parties");
	await page.getByLabel("Vornamen").fill("Byron");
	await page.getByLabel("Familienname").fill("Lovelace");
	await page.getByLabel("Geburtsdatum").fill("20.01.2017");
	await page.getByRole("button", { name: "Person erfassen" }).click();
	await told(page, "Die Person ist erfasst.");
	await desk.identify();
	await step(page, "data");
	await page.getByLabel("Einzugstag").fill(day(-3));
	await desk.address("Bisherige Wohnung", "Bahnhofstraße", "1");
	await desk.address("Neue Wohnung", "Mainzer Straße", "12a");
	await desk.record();
	await desk.notices();
	await page.getByRole("button", { name: "Versichert" }).click();
	await page.getByText(/^Versichert (um|am) /).waitFor();

	await step(page, "custody");
	await page.getByLabel("Sorge für Byron Lovelace").selectOption("LEAVES_COMMON_DWELLING");
	await page.getByRole("button", { name: "Sorge festhalten" }).click();
	await told(page, "Die Angaben sind festgehalten.");
	await page.getByText("Das Einverständnis des anderen Elternteils fehlt noch.").waitFor();
	// The rule, the law, and the way without it.
	await page
		.locator(".workstep__why", { hasText: "Das Einverständnis des anderen Elternteils fehlt." })
		.first()
		.waitFor();
	await clean(page);
	await step(page, "evidence");
	await page.getByLabel("Nachweis", { exact: true }).selectOption("LANDLORD_CONFIRMATION");
	await page.getByLabel("Woher kommt er?").selectOption("UPLOADED");
	await page.getByLabel("Welche Unterlage?").selectOption({ label: "Bestätigung.jpg" });
	await page.getByRole("button", { name: "Prüfung festhalten" }).click();
	await told(page, "Die Prüfung ist festgehalten.");
	await desk.shows();
	await ada.reads("Byron");
	await ada.consents();
	await ada.signs();
	await desk.sees("unterschrieben");
	await page.getByText("Es fehlt noch eine Sache.").waitFor();
	expect(await page.locator("#step-submit").getAttribute("aria-disabled")).toBe("true");

	await step(page, "evidence");
	await page.getByLabel("Nachweis", { exact: true }).selectOption("CUSTODY_CONSENT");
	await page.getByLabel("Woher kommt er?").selectOption("UPLOADED");
	await page.getByLabel("Welche Unterlage?").selectOption({ label: "Zustimmung.pdf" });
	await page.getByRole("button", { name: "Prüfung festhalten" }).click();
	await told(page, "Die Prüfung ist festgehalten.");
	await step(page, "custody");
	await page.getByText("Das Einverständnis des anderen Elternteils liegt vor.").waitFor();
	await clean(page);
	await desk.finish();
	await expect
		.poll(() => eventsOf(office, ada.ofCase, "case"))
		.toEqual(
			expect.arrayContaining(["case.custody_recorded", "case.evidence_assessed", "case.submitted", "case.completed"]),
		);
	desk.visitor.calm();
});

test("what is left to do after it is done by whoever sees the card, and both are told", async () => {
	const { page } = desk;
	const left = page.getByRole("region", { name: "Danach zu tun" });
	await left.getByText("Anschrift auf dem Ausweis ändern: Ada Lovelace").waitFor();
	await clean(page);
	expect(await eventsOf(office, ada.ofCase, "case")).not.toContain("case.follow_up_closed");
	await left.getByLabel("Wie?").selectOption("STICKER_BY_POST");
	await left.getByRole("button", { name: "Erledigt" }).click();
	await told(page, "Die Aufgabe ist erledigt.");
	await left.getByText(/^Erledigt \d/).waitFor();
	expect(await left.getByRole("button").count()).toBe(0);
	await clean(page);
	await page.getByText("Verlauf", { exact: true }).click();
	await page.getByText("Anschrift auf dem Ausweis geändert").waitFor();
	await part(ada, desk);
	await ada.opens("Ergebnis");
	await ada.page.getByText("Ihr Anliegen ist erledigt").waitFor();
	await clean(ada.page);
	await ada.looksBack(
		"Das Sorgerecht wurde aufgenommen",
		"Auf einem Ausweis ist die Anschrift zu ändern",
		"Die Anschrift auf dem Ausweis ist erledigt",
	);
	await expect
		.poll(async () => (await eventsOf(office, ada.ofCase, "case")).filter((one) => one.includes("follow_up")))
		.toEqual(["case.follow_up_opened", "case.follow_up_closed"]);
	ada.visitor.calm();
	desk.visitor.calm();
});
