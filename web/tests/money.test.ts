import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, tokenOf, widen } from "./helpers/api";
import { clean, DESK, openBrowser, type Visitor, visit } from "./helpers/browser";
import { Citizen } from "./helpers/citizen";
import { Clerk } from "./helpers/clerk";
import { Desk } from "./helpers/desk";
import { eventsOf } from "./helpers/history";
import { type Office, openOffice } from "./helpers/office";
import { signIn, step, told } from "./helpers/staff";

// A fee that goes another way than from the citizen's card: given back, waived, and asked for by the desk.
// Up to the fee the office's part goes by the API; who presses what for it is shown in `errands`.

let office: Office;
let browser: Browser;
let desk: Desk;
let lead: Visitor;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
	await widen(office);
	desk = await Desk.open(browser, office, "Clara Klein");
	lead = await visit(browser, office.url, { viewport: DESK });
	await signIn(lead.page, office, "Thea Trenz", "/dienst/leitung");
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

/** Somebody who is in a talk with a clerk, and has a fee to pay. */
async function owes(clerk = "Clara Klein"): Promise<Citizen> {
	const citizen = await Citizen.books(browser, office, "CERTIFICATE_OF_CONDUCT", "Ada Lovelace");
	await citizen.isThere();
	await new Clerk(office, clerk).prepareConduct(citizen.booking, citizen.ofCase);
	return citizen;
}

async function feeOf(citizen: Citizen): Promise<string> {
	const fee = await new Clerk(office).run("payment", {}, { case: citizen.ofCase });
	return fee.id;
}

async function opens(page: Desk["page"], citizen: Citizen): Promise<void> {
	await page.goto(`/dienst/vorgang/${citizen.ofCase}`);
	await step(page, "fee");
}

/** What somebody has paid at the counter goes back, because they do not want the errand any more. */
async function paysAndWithdraws(page: Desk["page"], citizen: Citizen): Promise<void> {
	await opens(page, citizen);
	await page.getByRole("button", { name: /13,00.€ kassieren/ }).click();
	await told(page, "sind bezahlt");
	await step(page, "withdraw");
	await page.getByRole("button", { name: "Antrag zurücknehmen" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Antrag zurücknehmen" }).click();
	await told(page, "Der Vorgang ist zurückgenommen.");
	await step(page, "fee");
	await page.getByText("zu erstatten", { exact: true }).waitFor();
}

const toApprove = () => lead.page.getByRole("listitem").filter({ hasText: "Erstattung zur Freigabe" });

test("a refund: the clerk ends the case, the team lead releases the money, the cashier pays it out", async () => {
	const citizen = await owes();
	await paysAndWithdraws(desk.page, citizen);
	await clean(desk.page);
	await new Clerk(office).goodbye(citizen.booking);

	await citizen.page.goto(`/vorgang/${citizen.ofCase}/bezahlen`);
	await citizen.page.getByText("Die Gebühr wird Ihnen erstattet").waitFor();
	await clean(citizen.page);

	await toApprove().getByText("13,00").waitFor();
	await clean(lead.page);
	await toApprove().getByRole("button", { name: "Erstattung freigeben" }).click();
	await told(lead.page, "Die Erstattung ist freigegeben.");
	// It came at the counter, so no provider can send it back: the treasury does.
	await lead.page.getByText("von Hand auszuzahlen").waitFor();
	await clean(lead.page);
	await caller(office, tokenOf(office, "Karl Kiefer")).give(
		"paymentRecordRefundByHand",
		"PaymentRecordRefundByHandInput",
		{ fee: await feeOf(citizen), refund: 1, treasuryOrder: "AO-2026-17" },
	);
	await lead.page.getByText("Nichts zu entscheiden").waitFor();

	// Without their doing anything.
	await citizen.page.getByText("Die Gebühr wurde erstattet").waitFor();
	await clean(citizen.page);
	await citizen.looksBack(
		"An der Kasse bezahlt",
		"Der Vorgang endete ohne Ergebnis",
		"Die Gebühr ist zu erstatten",
		"Die Erstattung wurde freigegeben",
		"Die Erstattung wurde ausgeführt",
	);
	await desk.page.getByText("erstattet", { exact: true }).waitFor();
	await desk.page.getByText("Verlauf", { exact: true }).click();
	await desk.page.getByText("Erstattung freigegeben").waitFor();
	await clean(desk.page);
	expect(await eventsOf(office, citizen.ofCase, "payment")).toEqual([
		"payment.assessed",
		"payment.paid",
		"payment.receipt_numbered",
		"payment.refund_due",
		"payment.refund_approved",
		"payment.refund_by_hand",
		"payment.refunded",
	]);
	citizen.visitor.calm();
	desk.visitor.calm();
	lead.calm();
	await citizen.visitor.close();
});

test("whoever ended a case does not release its money: the page says why, and the money stays", async () => {
	const citizen = await owes("Thea Trenz");
	await paysAndWithdraws(lead.page, citizen);
	await new Clerk(office, "Thea Trenz").goodbye(citizen.booking);
	await lead.page.getByRole("link", { name: "Teamleitung" }).click();
	await toApprove().getByRole("button", { name: "Erstattung freigeben" }).click();
	await lead.page.getByText("Geld geht nur durch zwei Personen hinaus").waitFor();
	await toApprove().getByText("13,00").waitFor();
	await clean(lead.page);
	expect(await eventsOf(office, citizen.ofCase, "payment")).toEqual([
		"payment.assessed",
		"payment.paid",
		"payment.receipt_numbered",
		"payment.refund_due",
	]);
	// Somebody else may.
	await caller(office, tokenOf(office, "Karl Kiefer")).give("paymentApproveRefund", "PaymentDecideRefundInput", {
		fee: await feeOf(citizen),
		refund: 1,
	});
	await lead.page.getByText("von Hand auszuzahlen").waitFor();
	lead.calm();
	await citizen.visitor.close();
});

test("a waiver: asked for, granted, and the errand goes out without money", async () => {
	const citizen = await owes();
	await citizen.page.goto(`/vorgang/${citizen.ofCase}/bezahlen`);
	await citizen.page.getByRole("button", { name: "Online bezahlen" }).waitFor();
	await opens(desk.page, citizen);
	await desk.page.getByText("Befreiung oder Erlass").click();
	await desk.page.getByRole("button", { name: "Erlass wegen Bedürftigkeit beantragen" }).click();
	await told(desk.page, "Der Erlass ist beantragt.");
	await clean(desk.page);
	// Nobody is asked for money while that is open.
	await citizen.page.getByText("Über den Erlass der Gebühr wird noch entschieden").waitFor();
	expect(await citizen.page.getByRole("button", { name: /bezahlen/i }).count()).toBe(0);
	await clean(citizen.page);
	await desk.page.getByRole("button", { name: "Erlassen", exact: true }).click();
	await told(desk.page, "Die Gebühr ist erlassen.");
	await clean(desk.page);
	await citizen.page.getByText("Die Gebühr wurde Ihnen erlassen").waitFor();
	await clean(citizen.page);

	await citizen.reads();
	await citizen.consents();
	await citizen.signs();
	await desk.sees("unterschrieben");
	await desk.finish();
	await new Clerk(office).goodbye(citizen.booking, [{ service: "CERTIFICATE_OF_CONDUCT", quantity: 1 }]);
	await citizen.looksBack(
		"Um Erlass der Gebühr wurde gebeten",
		"Die Gebühr wurde erlassen",
		"Der Vorgang wurde abgeschlossen",
	);
	expect(await eventsOf(office, citizen.ofCase, "payment")).toEqual([
		"payment.assessed",
		"payment.waiver_requested",
		"payment.waived",
	]);
	citizen.visitor.calm();
	desk.visitor.calm();
	await citizen.visitor.close();
});

test("a payment that the desk begins, and the citizen makes in their browser", async () => {
	const citizen = await owes();
	await citizen.page.goto(`/vorgang/${citizen.ofCase}/bezahlen`);
	await citizen.page.getByRole("button", { name: "Online bezahlen" }).waitFor();
	await opens(desk.page, citizen);
	await desk.page.getByRole("button", { name: "Onlinezahlung anstoßen" }).click();
	await told(desk.page, "Die Bezahlseite steht im Vorgang der Bürgerin oder des Bürgers.");
	await desk.page.getByText(/^Versuch 1/).waitFor();
	await clean(desk.page);
	// It stands on the open page of whoever owes it by itself, and in place of the button for another one.
	await citizen.page.getByText("Eine Zahlung läuft").waitFor();
	const onward = citizen.page.getByRole("link", { name: "Zur Zahlungsseite" });
	await onward.waitFor();
	expect(await citizen.page.getByRole("button", { name: "Online bezahlen" }).count()).toBe(0);
	await clean(citizen.page);
	// In the talk the provider's page would open in a window of its own.
	await citizen.leavesTalk();
	await onward.click();
	await citizen.page.waitForURL(/sandbox-pay/);
	await citizen.atTheProvider("card");
	await citizen.page.getByText(/13,00.€ sind bezahlt/).waitFor();
	await clean(citizen.page);
	// Only the provider's word makes it paid, and then the desk sees it by itself.
	await desk.page.getByText("bezahlt", { exact: true }).waitFor();
	await desk.page
		.getByText(/^Quittung /)
		.first()
		.waitFor();
	await clean(desk.page);
	await citizen.looksBack("Eine Online-Zahlung wurde begonnen", "Online bezahlt", "Die Quittung erhielt ihre Nummer");
	expect(await eventsOf(office, citizen.ofCase, "payment")).toEqual([
		"payment.assessed",
		"payment.attempt_requested",
		"payment.attempt_started",
		"payment.paid_online",
		"payment.receipt_numbered",
	]);
	await new Clerk(office).goodbye(citizen.booking);
	desk.visitor.calm();
	await citizen.visitor.close();
});
