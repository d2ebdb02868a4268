import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Office } from "./office";

/** The password that the demo printed for a member of the staff. */
export function passwordOf(office: Office, name: string): string {
	const line = office
		.printed()
		.split("\n")
		.find((one) => one.trim().startsWith(name) && !one.includes("vs1."));
	const password = line?.trim().slice(name.length).trim().split(/\s+/)[0];
	if (!password) throw new Error(`the demo printed no password for ${name}`);
	return password;
}

/** Signs a member of the staff in, and waits for the page that they wanted. */
export async function signIn(page: Page, office: Office, name: string, path: string): Promise<void> {
	await page.goto(path);
	await page.getByLabel("Name", { exact: true }).fill(name);
	await page.getByLabel("Passwort").fill(passwordOf(office, name));
	await page.getByRole("button", { name: "Anmelden" }).click();
	await page.getByRole("button", { name: "Abmelden" }).waitFor();
}

/** Presses something once the session has ended, unless the page has noticed by itself: then it asks to sign in already. */
export async function pressUnknown(page: Page, what: Locator): Promise<Locator> {
	const dialog = page.getByRole("dialog", { name: "Bitte noch einmal anmelden" });
	await what.click({ timeout: 5_000 }).catch(() => undefined);
	await dialog.waitFor();
	return dialog;
}

/** Opens a step of the command panel. */
export async function step(page: Page, id: string): Promise<void> {
	const head = page.locator(`#step-${id}`);
	await head.waitFor();
	if ((await head.getAttribute("aria-expanded")) !== "true") await head.click();
	await expect.poll(() => head.getAttribute("aria-expanded"), { timeout: 10_000 }).toBe("true");
}

/** What has just been done is said. */
export async function told(page: Page, words: string | RegExp): Promise<void> {
	await page.locator(".told", { hasText: words }).waitFor();
}
