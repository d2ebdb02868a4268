import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { widen } from "./helpers/api";
import { somebody, soonest } from "./helpers/booking";
import { DESK, openBrowser, PHONE } from "./helpers/browser";
import { turnsOn, unbroken } from "./helpers/call";
import { day } from "./helpers/day";
import { Desk } from "./helpers/desk";
import { openFirefox, Reader } from "./helpers/firefox";
import { type Office, openOffice } from "./helpers/office";
import { passwordOf, step } from "./helpers/staff";
import { connected } from "./helpers/visit";

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

/** Books the next time that there is. */
async function books(citizen: Reader, errand: RegExp, name?: string) {
	await citizen.goto("/");
	await citizen.press("Termin buchen");
	await citizen.title("Was möchten Sie erledigen?");
	await citizen.check(errand);
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
	const who = { ...somebody(), ...(name ? { name } : {}) };
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
	const number = await citizen.page.$eval(".ticket__number", (one) => one.textContent ?? "");
	return { booking, ofCase: ofCase ?? "", number };
}

test("a change of residence in Firefox, the citizen and the clerk side by side, from booking to result", {
	timeout: 300_000,
}, async () => {
	const citizen = await Reader.begin(browser, office.url, PHONE);
	const clerk = await Reader.begin(browser, office.url, DESK);

	const { booking, ofCase } = await books(citizen, /^Ummeldung/);

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

test("a deregistration abroad inside a talk over video: the citizen in Firefox, the clerk in Chromium", {
	timeout: 300_000,
	retry: 1,
}, async () => {
	const [theirs, ours] = await Promise.all([openFirefox(saves, "camera"), openBrowser("yes")]);
	try {
		const citizen = await Reader.begin(theirs, office.url, PHONE);
		const desk = await Desk.open(ours, office, "David Dahm");
		const booked = await books(citizen, /^Abmeldung/, "Grace Hopper");
		await citizen.goto(`/vorgang/${booked.ofCase}`);
		await citizen.press(/^Gespräch/);
		await citizen.press("Ich bin da");
		await citizen.sees("Sie sind angemeldet");
		await citizen.press("Kamera und Mikrofon einschalten");
		await citizen.find("button", "Kamera ausschalten");
		await desk.calls({ ...booked, name: "Grace Hopper" });
		await turnsOn(desk.page);
		await desk.talks("VIDEO");
		await connected(citizen.page, desk.page);

		await desk.person({ ...booked, name: "Grace Hopper" });
		await desk.identify();
		await step(desk.page, "data");
		await desk.page.getByLabel("Auszugstag").fill(day(-2));
		await desk.address("Bisherige Wohnung", "Bahnhofstraße", "1");
		await desk.page.getByLabel("Zielstaat").fill("fr");
		await desk.record();
		await desk.notices();
		await desk.shows();
		await citizen.press("Zum Vorgang");
		await citizen.press(/^Unterschreiben/);
		await citizen.sees(/Hopper/);
		await citizen.checkAll();
		await citizen.check(/^Mit einem Wort zustimmen/);
		await citizen.fill(/^Schreiben Sie „einverstanden“/, "einverstanden");
		await citizen.press("Jetzt unterschreiben");
		await citizen.title("Unterschrieben");
		await desk.sees("unterschrieben");
		await desk.finish();
		await citizen.press("Zum Vorgang");
		await citizen.press(/^Ergebnis/);
		await citizen.sees(/Ihr Anliegen ist erledigt/);
		// All the time it was one connection.
		await unbroken(citizen.page, desk.page);
		await desk.goodbye();
		await citizen.sees(/Ihr Anliegen ist erledigt/);
		citizen.calm();
		desk.visitor.calm();
	} finally {
		await Promise.all([theirs.close(), ours.close()]);
	}
});
