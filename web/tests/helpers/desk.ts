import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { DESK, settled, type Visitor, visit } from "./browser";
import { watch } from "./call";
import type { Office } from "./office";
import { signIn, step, told } from "./staff";

/** Whom a clerk has before them. */
export interface Guest {
	name: string;
	/** By which they are called. */
	number: string;
	ofCase: string;
}

/** How they talk. */
export type Medium = "VIDEO" | "PHONE" | "COUNTER";

/** A clerk at the desk, in the pages of the staff. */
export class Desk {
	private constructor(readonly visitor: Visitor) {}

	static async open(browser: Browser, office: Office, clerk: string): Promise<Desk> {
		const visitor = await visit(browser, office.url, { viewport: DESK });
		await watch(visitor.context);
		await signIn(visitor.page, office, clerk, "/dienst/tag");
		return new Desk(visitor);
	}

	get page(): Page {
		return this.visitor.page;
	}

	private button(name: string | RegExp) {
		return this.page.getByRole("button", { name });
	}

	/** Presses a button and reads what was done. */
	private async does(button: string | RegExp, done: string): Promise<void> {
		await this.button(button).click();
		await told(this.page, done);
	}

	/** Calls the next person, once they stand in the list by themselves. */
	async calls(guest: Guest): Promise<void> {
		await this.page.getByRole("link", { name: guest.number }).waitFor();
		await this.button("Nächste Person aufrufen").click();
		await this.page.waitForURL(`**/dienst/vorgang/${guest.ofCase}`);
	}

	async talks(medium: Medium): Promise<void> {
		await this.page.getByLabel("Gespräch per").selectOption(medium);
		await this.does("Gespräch beginnen", "Das Gespräch läuft.");
	}

	/** Writes something to whoever is in the talk. */
	async writes(words: string): Promise<void> {
		await this.page.locator("#call-chat").click();
		await this.page.getByLabel("Ihre Nachricht").fill(words);
		await this.button("Senden").click();
	}

	/** Enters whom the errand is about; the name of the appointment is there already. */
	async person(guest: Guest, born = "10.12.1990"): Promise<void> {
		await step(this.page, "parties");
		const last = guest.name.lastIndexOf(" ");
		expect(await this.page.getByLabel("Vornamen").inputValue()).toBe(guest.name.slice(0, last));
		expect(await this.page.getByLabel("Familienname").inputValue()).toBe(guest.name.slice(last + 1));
		await this.page.getByLabel("Geburtsdatum").fill(born);
		await this.does("Person erfassen", "Die Person ist erfasst.");
	}

	async identify(): Promise<void> {
		await step(this.page, "identify");
		const seen = this.page.getByRole("group", { name: "Das habe ich gesehen" });
		for (const check of await seen.getByRole("checkbox").all()) await check.check();
		await this.does("Identität feststellen", "ist festgestellt");
	}

	async address(legend: string, street: string, number: string): Promise<void> {
		const group = this.page.getByRole("group", { name: legend });
		await group.getByLabel("Straße").fill(street);
		await group.getByLabel("Nr.").fill(number);
		await group.getByLabel("PLZ").fill("66111");
		await group.getByLabel("Ort").fill("Saarbrücken");
	}

	async record(): Promise<void> {
		await this.does("Angaben festhalten", "Die Angaben sind festgehalten.");
	}

	async notices(): Promise<void> {
		await step(this.page, "notices");
		const give = this.button(/^Hinweis gegeben/);
		for (let left = await give.count(); left > 0; left -= 1) {
			await give.first().click();
			// While it is on its way, none of the buttons says what it is for.
			await settled(this.page);
			await expect.poll(() => give.count()).toBe(left - 1);
		}
	}

	/** Opens what was handed in, and puts down that it is enough; where it comes from is entered already. */
	async accepts(file: string): Promise<void> {
		await this.button(`Ansehen ${file}`).click();
		const shown = file.endsWith(".pdf")
			? this.page.locator(`iframe[title="${file}"]`)
			: this.page.getByRole("img", { name: file });
		await shown.waitFor();
		await step(this.page, "evidence");
		expect(await this.page.getByLabel("Woher kommt er?").inputValue()).toBe("UPLOADED");
		await this.does("Prüfung festhalten", "Die Prüfung ist festgehalten.");
	}

	/** Writes the declaration and puts it on the citizen's screen. */
	async shows(): Promise<void> {
		await step(this.page, "declaration");
		await this.does("Erklärung vorbereiten", "Die Erklärung ist vorbereitet.");
		await this.does("Erklärung zeigen", "Die Erklärung wird gezeigt.");
	}

	/** Fetches the number that is told in the talk. */
	async number(): Promise<string> {
		await this.button("Nummer zum Unterschreiben holen").click();
		return ((await this.page.locator(".tan").textContent()) ?? "").replace(/\D/g, "");
	}

	/** What the citizen does in their browser appears here by itself. */
	async sees(tag: string): Promise<void> {
		await this.page.locator(".tag", { hasText: tag }).waitFor();
	}

	async fee(): Promise<void> {
		await step(this.page, "fee");
		await this.does("Gebühr festsetzen", "Die Gebühr ist festgesetzt.");
	}

	async collects(): Promise<void> {
		await this.does(/13,00.€ kassieren/, "sind bezahlt");
	}

	async finish(): Promise<void> {
		await this.page.getByText("Es fehlt nichts mehr").waitFor();
		await step(this.page, "submit");
		await this.does("Vorgang einreichen", "Der Vorgang ist eingereicht.");
		await this.does("Vorgang abschließen", "Der Vorgang ist abgeschlossen.");
	}

	/** Writes a paper that is due on request. */
	async issues(kind: string): Promise<void> {
		await this.page.getByLabel("Schriftstück", { exact: true }).selectOption(kind);
		await this.does("Ausstellen", "Das Schriftstück ist ausgestellt.");
	}

	/** Looks at a paper as it was written. */
	async looksAt(paper: string): Promise<void> {
		await this.button(`Ansehen ${paper}`).click();
		await this.page.locator(`iframe[title="${paper}"]`).waitFor();
	}

	/** Ends the visit; the day is shown again. */
	async goodbye(): Promise<void> {
		await this.page.getByText("Besuch abschließen").first().click();
		await this.button("Besuch abschließen").click();
		await this.page.waitForURL("**/dienst/tag");
	}
}
