import type { Browser, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { widen } from "./helpers/api";
import { book } from "./helpers/booking";
import { clean, openBrowser, type Visitor, visit } from "./helpers/browser";
import { Clerk } from "./helpers/clerk";
import { eventsOf } from "./helpers/history";
import { type Office, openOffice } from "./helpers/office";

let office: Office;
let browser: Browser;
const guests: Visitor[] = [];

beforeAll(async () => {
	office = await openOffice();
	await widen(office);
	browser = await openBrowser();
});
afterEach(async () => {
	for (const guest of guests.splice(0)) await guest.close();
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

async function guest(): Promise<Visitor> {
	const visitor = await visit(browser, office.url);
	guests.push(visitor);
	return visitor;
}

test("a double click on paying begins one payment, and a lost answer does not begin a second", async () => {
	const visitor = await guest();
	const { page } = visitor;
	const { booking, ofCase } = await book(page, "CERTIFICATE_OF_CONDUCT");
	await page.goto(`/termin/${booking}`);
	await page.getByRole("button", { name: "Ich bin da" }).click();
	await page.getByText("Sie sind angemeldet", { exact: true }).first().waitFor();
	await new Clerk(office).prepareConduct(booking, ofCase);
	await page.goto(`/vorgang/${ofCase}/bezahlen`);
	// In the talk the provider's page would open in a window of its own.
	await page.locator("#call-leave").click();
	const pay = page.getByRole("button", { name: "Online bezahlen" });
	await pay.waitFor();
	const keys: string[] = [];
	await page.route("**/graphql", async (route) => {
		const sent = route.request().postData() ?? "";
		const key = /"idempotencyKey":"([^"]+)"/.exec(sent)?.[1];
		// What else the page says of itself is about the appointment.
		if (!key || !sent.includes(`"case":"${ofCase}"`)) return route.fallback();
		keys.push(key);
		if (keys.length > 1) return route.fallback();
		await route.fetch();
		return route.abort("connectionreset");
	});
	await pay.dblclick();
	await page.getByText("Keine Verbindung", { exact: true }).first().waitFor();
	await clean(page);
	// The page finds the payment that has begun.
	await page.getByRole("link", { name: "Zur Zahlungsseite" }).click();
	await page.waitForURL(/sandbox-pay/);
	await page.locator('button[value="card"]').click();
	await page.goto(`/vorgang/${ofCase}/bezahlen`);
	await page.getByText(/13,00.*sind bezahlt/).waitFor({ timeout: 30_000 });
	expect(await page.getByRole("button", { name: "Online bezahlen" }).count()).toBe(0);
	expect(new Set(keys).size).toBe(1);
	const once = ["payment.attempt_requested", "payment.attempt_started", "payment.paid_online"];
	await expect
		.poll(async () => (await eventsOf(office, ofCase, "payment")).filter((name) => once.includes(name)))
		.toEqual(once);
});

test("what somebody has just done is on every page at once, also while the pages' own copies are three seconds behind", async () => {
	const visitor = await guest();
	const { page } = visitor;
	const { booking } = await book(page, "TAX_ID");
	await page.goto(`/termin/${booking}`);
	await page.getByText("gebucht", { exact: true }).waitFor();
	let position: bigint | undefined;
	let behindUntil: number | undefined;
	const asked: { atLeast: bigint | undefined; refused: boolean }[] = [];
	await page.route("**/graphql", async (route: Route) => {
		const { variables } = route.request().postDataJSON() as { variables?: { input?: unknown; atLeast?: string } };
		if (variables?.input) {
			const response = await route.fetch();
			const data = (await response.json()).data as Record<string, { position?: string }>;
			const at = Object.values(data)[0]?.position;
			if (at) position = BigInt(at);
			return route.fulfill({ response });
		}
		if (position === undefined) return route.fallback();
		// They are behind from the first question on: before it, nobody notices.
		behindUntil ??= Date.now() + 3_000;
		const refused = Date.now() < behindUntil;
		asked.push({ atLeast: variables?.atLeast === undefined ? undefined : BigInt(variables.atLeast), refused });
		if (!refused) return route.fallback();
		// So the server answers when it has waited two seconds for its read models in vain.
		await new Promise((go) => setTimeout(go, 2_000));
		return route.fulfill({
			status: 200,
			contentType: "application/graphql-response+json",
			body: '{"data":null,"errors":[{"message":"x","extensions":{"code":"STALE_READ"}}]}',
		});
	});
	await page.getByRole("button", { name: "Termin absagen" }).click();
	await page.getByRole("button", { name: "Ja, absagen" }).click();
	await page.getByText("Er wurde auf Ihren Wunsch abgesagt.").waitFor();
	// Every question after the command named its position; some were put off, and were asked again.
	const questions = asked.filter(({ atLeast }) => atLeast !== undefined);
	expect(questions.length).toBeGreaterThan(0);
	for (const { atLeast } of questions) expect(atLeast).toBeGreaterThanOrEqual(position as bigint);
	expect(questions.some(({ refused }) => refused)).toBe(true);
	expect(await page.getByText("gebucht", { exact: true }).count()).toBe(0);
	await page
		.getByRole("link", { name: /^Meine Termine|Alle Termine|Zurück/ })
		.first()
		.click();
	await page.getByRole("heading", { level: 1, name: /Termine/ }).waitFor();
	await page
		.locator(`main a[href="/termin/${booking}"]`, { hasText: "abgesagt" })
		.or(page.getByText(/abgesagt/))
		.first()
		.waitFor();
	await clean(page);
	visitor.calm();
});
