import { readFileSync } from "node:fs";
import type { Browser, Download, Page } from "playwright-core";
import { expect } from "vitest";
import { book, somebody } from "./booking";
import { clean, type Visitor, visit } from "./browser";
import { watch } from "./call";
import type { Office } from "./office";

/** Somebody with an errand and a telephone of their own. Whatever they do, they do in its pages. */
export class Citizen {
	private constructor(
		readonly visitor: Visitor,
		readonly name: string,
		readonly booking: string,
		readonly ofCase: string,
		/** By which they are called. */
		readonly number: string,
	) {}

	/** Books the next time that there is. */
	static async books(browser: Browser, office: Office, service: string, name: string): Promise<Citizen> {
		const visitor = await visit(browser, office.url);
		await watch(visitor.context);
		const { booking, ofCase } = await book(visitor.page, service, { ...somebody(), name });
		const number = await visitor.page.locator(".ticket__number").textContent();
		return new Citizen(visitor, name, booking, ofCase, number ?? "");
	}

	get page(): Page {
		return this.visitor.page;
	}

	async title(name: string): Promise<void> {
		await this.page.getByRole("heading", { level: 1, name }).waitFor();
	}

	/** The page says so, above everything else on it. */
	async told(title: string): Promise<void> {
		await this.page.locator(".notice__title", { hasText: title }).waitFor();
	}

	private at(path: string): boolean {
		return new URL(this.page.url()).pathname === path;
	}

	/** Goes to the page of the case, by the links on the way. */
	async toCase(): Promise<void> {
		const path = `/vorgang/${this.ofCase}`;
		if (this.at(path)) return;
		await this.page.locator(`main a[href="${path}"]`).first().click();
		await this.page.waitForURL(`**${path}`);
	}

	/** Opens what there is to do, as soon as it can be done. */
	async opens(task: string): Promise<void> {
		await this.toCase();
		const named = this.page.locator(".tasks__name", { hasText: new RegExp(`^${task}$`) });
		await this.page.locator("a.tasks__line").filter({ has: named }).click();
	}

	/** Says that they are there. */
	async isThere(): Promise<void> {
		await this.opens("Gespräch");
		await this.page.getByRole("button", { name: "Ich bin da" }).click();
		await this.told("Sie sind angemeldet");
		await this.page.getByText(/Bitte halten Sie Ihr Telefon bereit\./).waitFor();
	}

	/** Without their doing anything the page says that it is their turn. */
	async isCalled(): Promise<void> {
		await this.told("Sie sind an der Reihe");
	}

	/** Hands in a letter that somebody wrote to them: as it came, or the photograph of it. */
	async handsIn(what: string, file: string, words: string): Promise<void> {
		await this.opens("Unterlagen");
		await this.title("Unterlagen");
		await this.page.getByLabel(what).check();
		const buffer = await this.letter(what, words, file.endsWith(".pdf"));
		await this.page
			.getByLabel("Datei wählen")
			.setInputFiles({ name: file, mimeType: file.endsWith(".pdf") ? "application/pdf" : "image/jpeg", buffer });
		await this.page.getByRole("button", { name: "Hochladen" }).click();
		await this.page.getByText(`„${file}“ ist angekommen`).waitFor();
		const its = this.page.locator("main li", { hasText: file });
		await its.locator(".tag", { hasText: /^angekommen$/ }).waitFor();
	}

	private async letter(title: string, words: string, whole: boolean): Promise<Buffer> {
		const paper = await this.visitor.context.newPage();
		await paper.setViewportSize({ width: 600, height: 500 });
		await paper.setContent(
			`<html lang="de"><title>${title}</title><body style="font: 18px serif; margin: 3em"><h1>${title}</h1><p>${words}</p><p><em>${this.name}</em></p></body></html>`,
		);
		const bytes = whole ? await paper.pdf({ format: "A5" }) : await paper.screenshot({ type: "jpeg" });
		await paper.close();
		return bytes;
	}

	/** Reads the declaration as soon as it is shown, and says so for each of its pages. */
	async reads(...words: string[]): Promise<void> {
		await this.opens("Unterschreiben");
		await this.title("Lesen und unterschreiben");
		const sheet = await this.page.locator(".sheet").textContent();
		for (const one of [...this.name.split(" "), ...words]) expect(sheet).toContain(one);
		for (const box of await this.page.getByRole("checkbox", { name: /gelesen/ }).all()) {
			await box.scrollIntoViewIfNeeded();
			await box.check();
		}
	}

	/** Writes the word with which they agree. */
	async consents(): Promise<void> {
		await this.page.getByLabel(/Mit einem Wort zustimmen/).check();
		await this.page.getByLabel("Schreiben Sie „einverstanden“").fill("einverstanden");
	}

	/** Writes the number that they have heard. */
	async entersNumber(tan: string): Promise<void> {
		await this.page.getByLabel(/Mit einer Nummer/).check();
		await this.page.getByLabel("Die Nummer", { exact: true }).fill(tan);
	}

	/** Draws their name, in two strokes. */
	async draws(): Promise<void> {
		await this.page.getByLabel(/Mit dem Finger oder der Maus/).check();
		const pad = this.page.locator("#pad");
		await pad.scrollIntoViewIfNeeded();
		const box = await pad.boundingBox();
		if (!box) throw new Error("no pad");
		const { mouse } = this.page;
		for (const [from, to] of [
			[0.1, 0.4],
			[0.45, 0.8],
		] as const) {
			await mouse.move(box.x + box.width * from, box.y + box.height * 0.7);
			await mouse.down();
			for (let i = 1; i <= 12; i += 1)
				await mouse.move(
					box.x + box.width * (from + ((to - from) * i) / 12),
					box.y + box.height * (0.5 + 0.25 * Math.sin(i)),
				);
			await mouse.up();
		}
	}

	async presses(button: string): Promise<void> {
		await this.page.getByRole("button", { name: button }).click();
	}

	async signs(): Promise<void> {
		await this.presses("Jetzt unterschreiben");
		await this.title("Unterschrieben");
	}

	/** Does something on the provider's page, in a window of its own, because the talk goes on in this one. */
	async atTheProvider(outcome: string): Promise<void> {
		const [beside] = await Promise.all([
			this.visitor.context.waitForEvent("page"),
			this.page.getByRole("link", { name: "Zur Zahlungsseite" }).click(),
		]);
		await beside.getByRole("heading", { level: 1 }).waitFor();
		await clean(beside);
		await beside.locator(`button[value="${outcome}"]`).click();
		await beside.locator(`a[href$="/vorgang/${this.ofCase}/bezahlen"]`).waitFor();
		await beside.close();
		const look = this.page.getByRole("button", { name: "Stand prüfen" });
		// The page has asked by itself when the window was closed, so there may be nothing to press any more.
		if (await look.isVisible()) await look.click({ timeout: 2_000 }).catch(() => undefined);
	}

	/** Keeps a paper as a file; it is the office's PDF. */
	async saves(paper: string): Promise<void> {
		await this.download(() => this.presses(`Speichern ${paper}`));
		await this.title("Ergebnis und Schreiben");
	}

	async download(press: () => Promise<void>): Promise<void> {
		const [download] = await Promise.all([this.page.waitForEvent("download"), press()]);
		expect(download.suggestedFilename()).toMatch(/\.pdf$/);
		expect(await beginning(download)).toBe("%PDF-");
	}

	/** What the history of the case tells, and that it names who looked into it. */
	async looksBack(...told: string[]): Promise<void> {
		await this.toCase();
		await this.page.getByRole("link", { name: "Alles sehen, was in diesem Vorgang passiert ist" }).click();
		await this.title("Was ist passiert?");
		const entries = this.page.locator(".line-of-time li");
		for (const one of told) await entries.filter({ hasText: one }).first().waitFor();
		await entries
			.filter({ hasText: "Jemand aus dem Amt hat in den Vorgang gesehen" })
			.filter({ hasText: "Sachbearbeitung" })
			.first()
			.waitFor();
	}
}

async function beginning(download: Download): Promise<string> {
	return readFileSync(await download.path())
		.subarray(0, 5)
		.toString();
}
