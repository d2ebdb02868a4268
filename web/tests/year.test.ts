import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Caller, caller, tokenOf } from "./helpers/api";
import { clean, DESK, openBrowser, shot, type Visitor, visit } from "./helpers/browser";
import { day } from "./helpers/day";
import { type Office, openOffice } from "./helpers/office";
import { signIn } from "./helpers/staff";

// The analyst's pages with an office's work behind them: four played weeks, or with YEAR=1 a whole year.

const YEAR = process.env.YEAR === "1";
const DAYS = YEAR ? 365 : 28;
const PERIOD = { from: day(-DAYS), to: day(-1) };

let office: Office;
let browser: Browser;
let analyst: Visitor;
let page: Page;
let api: Pick<Caller, "call">;

beforeAll(
	async () => {
		office = await openOffice(YEAR ? "year" : "weeks");
		browser = await openBrowser();
		api = caller(office, tokenOf(office, "Nora Naumann"));
		analyst = await visit(browser, office.url, { viewport: DESK });
		page = analyst.page;
		await signIn(page, office, "Nora Naumann", "/dienst/zahlen");
	},
	YEAR ? 3_600_000 : 360_000,
);

afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

async function table(within: Locator): Promise<string[][]> {
	const rows = await within.locator("tbody tr").all();
	return Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
}

const figure = (text: string | undefined) => Number(text?.replace(/\./g, "") ?? "");

test("the weeks of the utilisation are those of the log", async () => {
	await page.goto(`/dienst/zahlen/auslastung/${PERIOD.from}/${PERIOD.to}/woche`);
	await page.getByText(/der angebotenen Zeit waren gebucht/).waitFor();
	await clean(page);
	await shot(page, "figures-utilisation");
	await page.getByText("Als Tabelle").click();
	const rows = await table(page.locator("figure table"));
	const said = await api.call<{ start: string; plannedPublic: number; plannedInternal: number; kept: number }[]>(
		"query($from: NaiveDate!, $to: NaiveDate!) { utilisation(from: $from, to: $to, by: WEEK) { start plannedPublic plannedInternal kept } }",
		PERIOD,
	);
	const weeks = new Map<string, [number, number]>();
	for (const { start, plannedPublic, plannedInternal, kept } of said) {
		const [planned, held] = weeks.get(start) ?? [0, 0];
		weeks.set(start, [planned + plannedPublic + plannedInternal, held + kept]);
	}
	expect(rows.length).toBeGreaterThanOrEqual(YEAR ? 52 : 4);
	expect(rows.map((row) => [figure(row[1]), figure(row[3])])).toEqual([...weeks.values()]);
	expect(Math.max(...rows.map((row) => figure(row[3]))), "somebody was served").toBeGreaterThan(0);
	await clean(page);
});

test("what people came for has a ranking, a course, and the change to the period before", async () => {
	await page.goto(`/dienst/zahlen/anliegen/${PERIOD.from}/${PERIOD.to}/${YEAR ? "monat" : "woche"}`);
	await page.getByRole("heading", { name: /^Am häufigsten: / }).waitFor();
	await page.getByRole("heading", { name: "Rangfolge und Entwicklung" }).waitFor();
	await clean(page);
	await shot(page, "figures-requests");
	const rows = await table(page.locator("section[aria-labelledby=trend] table"));
	const said = await api.call<{ services: { service: string; delivered: { count: number | null } }[] }[]>(
		`query($from: NaiveDate!, $to: NaiveDate!) {
			requestTypes(from: $from, to: $to, by: ${YEAR ? "MONTH" : "WEEK"}) { services { service delivered { count } } }
		}`,
		PERIOD,
	);
	const sums = new Map<string, number>();
	for (const { service, delivered } of said.flatMap((one) => one.services))
		sums.set(service, (sums.get(service) ?? 0) + (delivered.count ?? 0));
	// Where too few are hidden, what is left counts: “mindestens 6”, or “weniger als 5”, which is nothing.
	const told = rows.map((row) => (row[3] === "weniger als 5" ? 0 : figure(row[3]?.replace("mindestens ", ""))));
	expect(told, "the most first").toEqual([...sums.values()].sort((a, b) => b - a));
	expect(rows.length).toBe(7);
	expect(told[0]).toBeGreaterThan(YEAR ? 200 : 20);
	await clean(page);
	analyst.calm();
});
