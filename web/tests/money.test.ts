import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caller, tokenOf, widen } from "./helpers/api";
import { clean, DESK, openBrowser, type Visitor, visit } from "./helpers/browser";
import { turnsOn, unbroken, watch } from "./helpers/call";
import { Citizen } from "./helpers/citizen";
import { Clerk } from "./helpers/clerk";
import { Desk } from "./helpers/desk";
import { eventsOf } from "./helpers/history";
import { type Office, openOffice } from "./helpers/office";
import { signIn, step, told } from "./helpers/staff";
import { connected } from "./helpers/visit";

// A fee that goes another way than from the citizen's card: given back, waived, and asked for by the desk.
// Each in a talk over video, in which nobody leaves the other. Up to the fee the office's part goes by the API; who presses what for it is shown in `errands`.

let office: Office;
let theirs: Browser;
let ours: Browser;
let desk: Desk;
let lead: Visitor;

beforeAll(async () => {
	office = await openOffice();
	[theirs, ours] = await Promise.all([openBrowser("yes"), openBrowser("yes")]);
	await widen(office);
	desk = await Desk.open(ours, office, "Clara Klein");
	lead = await visit(ours, office.url, { viewport: DESK });
	await watch(lead.context);
	await signIn(lead.page, office, "Thea Trenz", "/dienst/leitung");
});
afterAll(async () => {
	await Promise.all([theirs?.close(), ours?.close()]);
	await office?.stop();
});

/** Somebody who is in a talk with a clerk, who has the case open, and has a fee to pay. */
async function owes(page = desk.page, clerk = "Clara Klein"): Promise<Citizen> {
	const citizen = await Citizen.books(theirs, office, "CERTIFICATE_OF_CONDUCT", "Ada Lovelace");
	await citizen.isThere();
	await turnsOn(citizen.page);
	await new Clerk(office, clerk).prepareConduct(citizen.booking, citizen.ofCase);
	await page.goto(`/dienst/vorgang/${citizen.ofCase}`);
	await turnsOn(page);
	await connected(citizen.page, page);
	await step(page, "fee");
	return citizen;
}

/** The talk goes on as it began, and then it ends. */
async function goodbye(
	citizen: Citizen,
	page = desk.page,
	clerk = "Clara Klein",
	delivered?: { service: string; quantity: number }[],
): Promise<void> {
	await unbroken(citizen.page, page);
	await new Clerk(office, clerk).goodbye(citizen.booking, delivered);
}

async function feeOf(citizen: Citizen): Promise<string> {
	const fee = await new Clerk(office).run("payment", {}, { case: citizen.ofCase });
	return fee.id;
}

/** What somebody has paid at the counter goes back, because they do not want the errand any more. */
async function paysAndWithdraws(page: Desk["page"]): Promise<void> {
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
	await paysAndWithdraws(desk.page);
	await clean(desk.page);
	await goodbye(citizen);

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
	await expect
		.poll(() => eventsOf(office, citizen.ofCase, "payment"))
		.toEqual([
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
	const citizen = await owes(lead.page, "Thea Trenz");
	await paysAndWithdraws(lead.page);
	await goodbye(citizen, lead.page, "Thea Trenz");
	await lead.page.getByRole("link", { name: "Teamleitung" }).click();
	await toApprove().getByRole("button", { name: "Erstattung freigeben" }).click();
	await lead.page.getByText("Geld geht nur durch zwei Personen hinaus").waitFor();
	await toApprove().getByText("13,00").waitFor();
	await clean(lead.page);
	await expect
		.poll(() => eventsOf(office, citizen.ofCase, "payment"))
		.toEqual(["payment.assessed", "payment.paid", "payment.receipt_numbered", "payment.refund_due"]);
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
	await citizen.opens("Bezahlen");
	await citizen.page.getByRole("button", { name: "Online bezahlen" }).waitFor();
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
	await goodbye(citizen, desk.page, "Clara Klein", [{ service: "CERTIFICATE_OF_CONDUCT", quantity: 1 }]);
	await citizen.looksBack(
		"Um Erlass der Gebühr wurde gebeten",
		"Die Gebühr wurde erlassen",
		"Der Vorgang wurde abgeschlossen",
	);
	await expect
		.poll(() => eventsOf(office, citizen.ofCase, "payment"))
		.toEqual(["payment.assessed", "payment.waiver_requested", "payment.waived"]);
	citizen.visitor.calm();
	desk.visitor.calm();
	await citizen.visitor.close();
});

test("a payment that the desk begins, and the citizen makes in their browser", async () => {
	const citizen = await owes();
	await citizen.opens("Bezahlen");
	await citizen.page.getByRole("button", { name: "Online bezahlen" }).waitFor();
	await desk.page.getByRole("button", { name: "Onlinezahlung anstoßen" }).click();
	await told(desk.page, "Die Bezahlseite steht im Vorgang der Bürgerin oder des Bürgers.");
	await desk.page.getByText(/^Versuch 1/).waitFor();
	await clean(desk.page);
	// It stands on the open page of whoever owes it by itself, and in place of the button for another one.
	await citizen.page.getByText("Eine Zahlung läuft").waitFor();
	await citizen.page.getByRole("link", { name: "Zur Zahlungsseite" }).waitFor();
	expect(await citizen.page.getByRole("button", { name: "Online bezahlen" }).count()).toBe(0);
	await clean(citizen.page);
	// In a window of its own, because the talk goes on.
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
	await expect
		.poll(() => eventsOf(office, citizen.ofCase, "payment"))
		.toEqual([
			"payment.assessed",
			"payment.attempt_requested",
			"payment.attempt_started",
			"payment.paid_online",
			"payment.receipt_numbered",
		]);
	await goodbye(citizen);
	desk.visitor.calm();
	await citizen.visitor.close();
});
