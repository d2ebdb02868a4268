import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { widen } from "./helpers/api";
import { somebody, soonest } from "./helpers/booking";
import { DESK, PHONE } from "./helpers/browser";
import { day } from "./helpers/day";
import { openFirefox, Reader } from "./helpers/firefox";
import { type Office, openOffice } from "./helpers/office";
import { passwordOf } from "./helpers/staff";

let office: Office;
let browser: Browser;
let saves: string;

beforeAll(async () => {
	saves = mkdtempSync(join(tmpdir(), "vorgang-firefox-"));
	office = await openOffice();
	await widen(office);
	browser = await openFirefox(saves);
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
	rmSync(saves, { recursive: true, force: true });
});

test("a change of residence in Firefox, the citizen and the clerk side by side, from booking to result", {
	timeout: 300_000,
}, async () => {
	const citizen = await Reader.begin(browser, office.url, PHONE);
	const clerk = await Reader.begin(browser, office.url, DESK);

	await citizen.goto("/");
	await citizen.press("Termin buchen");
	await citizen.title("Was möchten Sie erledigen?");
	await citizen.check(/^Ummeldung/);
	await citizen.press("Weiter");
	await citizen.title("Wann passt es Ihnen?");
	await citizen.first("button.time");
	const times = await citizen.page.$$eval("button.time", (all) => all.map((one) => one.textContent ?? ""));
	const which = soonest(times[0] ?? "");
	if (which < times.length) await citizen.pressNth("button.time", which);
	else {
		// The only one that is left of today begins too soon.
		await citizen.pressNth(".days > li h2 button", 1);
		await citizen.pressNth(".days > li:nth-child(2) button.time", 0);
	}
	await citizen.title("Wie erreichen wir Sie?");
	const who = somebody();
	await citizen.fill(/^Vor- und Nachname/, who.name);
	await citizen.fill(/^Telefonnummer/, who.phone);
	await citizen.fill(/^E-Mail-Adresse/, who.mail);
	await citizen.press("Weiter");
	await citizen.title("Stimmt alles?");
	await citizen.press("Termin verbindlich buchen");
	await citizen.title("Ihr Termin steht fest");
	const booking = new URL(citizen.page.url()).pathname.split("/").pop();
	await citizen.first('a[href^="/vorgang/"]');
	const ofCase = await citizen.page.$eval('a[href^="/vorgang/"]', (one) => one.getAttribute("href")?.split("/").pop());

	// A document before the talk, and being there for it.
	const paper = join(saves, "Wohnungsgeberbestätigung.png");
	writeFileSync(paper, await citizen.page.screenshot());
	await citizen.goto(`/vorgang/${ofCase}/unterlagen`);
	await citizen.check("Bestätigung des Wohnungsgebers");
	await citizen.choose("Datei wählen", paper);
	await citizen.press("Hochladen");
	await citizen.sees(/„Wohnungsgeberbestätigung.png“ ist angekommen/);
	await citizen.goto(`/termin/${booking}`);
	await citizen.press("Ich bin da");
	await citizen.sees("Sie sind angemeldet");
	await citizen.goto(`/vorgang/${ofCase}`);

	await clerk.goto("/dienst/tag");
	await clerk.fill("Name", "Clara Klein");
	await clerk.fill("Passwort", passwordOf(office, "Clara Klein"));
	await clerk.press("Anmelden");
	await clerk.press("Nächste Person aufrufen");
	await clerk.until("case", async () => new URL(clerk.page.url()).pathname === `/dienst/vorgang/${ofCase}`);
	await clerk.select(/^Gespräch per/, "VIDEO");
	await clerk.press("Gespräch beginnen");
	await clerk.told(/Das Gespräch läuft\./);
	await clerk.step("parties");
	await clerk.fill(/^Geburtsdatum/, "10.12.1990");
	await clerk.press("Person erfassen");
	await clerk.told(/Die Person ist erfasst\./);
	await clerk.step("identify");
	await clerk.checkAll("Das habe ich gesehen");
	await clerk.press("Identität feststellen");
	await clerk.told(/ist festgestellt/);
	await clerk.step("data");
	await clerk.fill(/^Einzugstag/, day(-3));
	for (const [group, street, number] of [
		["Bisherige Wohnung", "Bahnhofstraße", "1"],
		["Neue Wohnung", "Mainzer Straße", "12a"],
	] as const) {
		await clerk.fill("Straße", street, group);
		await clerk.fill("Nr.", number, group);
		await clerk.fill("PLZ", "66111", group);
		await clerk.fill("Ort", "Saarbrücken", group);
	}
	await clerk.press("Angaben festhalten");
	await clerk.told(/Die Angaben sind festgehalten\./);
	await clerk.step("notices");
	const notices = () =>
		clerk.page.$$eval("button", (all) => all.filter((one) => /^Hinweis gegeben/.test(one.textContent ?? "")).length);
	for (let left = await notices(); left > 0; left -= 1) {
		await clerk.press(/^Hinweis gegeben/);
		await expect.poll(notices, { timeout: 15_000 }).toBe(left - 1);
	}
	await clerk.step("evidence");
	await clerk.press("Prüfung festhalten");
	await clerk.told(/Die Prüfung ist festgehalten\./);
	await clerk.step("declaration");
	await clerk.press("Erklärung vorbereiten");
	await clerk.told(/Die Erklärung ist vorbereitet\./);
	await clerk.press("Erklärung zeigen");
	await clerk.told(/Die Erklärung wird gezeigt\./);

	// A page that was loaded anew would interrupt the talk, and the clerk would have to see the same person again.
	await citizen.press(/^Unterschreiben/);
	await citizen.sees(/Lovelace/);
	await citizen.checkAll();
	await citizen.check(/^Mit einem Wort zustimmen/);
	await citizen.fill(/^Schreiben Sie „einverstanden“/, "einverstanden");
	await citizen.press("Jetzt unterschreiben");
	await citizen.title("Unterschrieben");

	// What the citizen did appears at the clerk's by itself.
	await clerk.sees(/unterschrieben/, ".tag");
	await clerk.sees(/Es fehlt nichts mehr/);
	await clerk.step("submit");
	await clerk.press("Vorgang einreichen");
	await clerk.told(/Der Vorgang ist eingereicht\./);
	await clerk.press("Vorgang abschließen");
	await clerk.told(/Der Vorgang ist abgeschlossen\./);

	await citizen.goto(`/vorgang/${ofCase}/ergebnis`);
	await citizen.sees(/Ihr Anliegen ist erledigt/);
	await citizen.press("Meldebestätigung ausstellen");
	await citizen.press("Speichern Amtliche Meldebestätigung");
	const saved = () => readdirSync(saves).find((name) => name.endsWith(".pdf"));
	await expect.poll(saved, { timeout: 30_000 }).toBeDefined();
	const file = join(saves, saved() ?? "");
	await expect
		.poll(() => existsSync(file) && readFileSync(file).subarray(0, 5).toString(), { timeout: 10_000 })
		.toBe("%PDF-");
	citizen.calm();
	clerk.calm();
});
