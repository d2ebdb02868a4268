import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { book } from "./helpers/booking";
import { clean, openBrowser, shot, visit } from "./helpers/browser";
import { type Office, openOffice } from "./helpers/office";

let office: Office;
let browser: Browser;

beforeAll(async () => {
	office = await openOffice();
	browser = await openBrowser();
});
afterAll(async () => {
	await browser?.close();
	await office?.stop();
});

/** A picture of noise, which no compression makes smaller. */
function picture(side: number): Buffer {
	const chunk = (name: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
		const head = Buffer.alloc(4);
		head.writeUInt32BE(data.length);
		const tail = Buffer.alloc(4);
		tail.writeUInt32BE(crc32(body));
		return Buffer.concat([head, body, tail]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([8, 2, 0, 0, 0], 8);
	const rows = Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)]));
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
		chunk("IHDR", header),
		chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 1 })),
		chunk("IEND", Buffer.alloc(0)),
	]);
}

test("a file goes on where it was torn off, is given up, and is refused where it is none", async () => {
	const visitor = await visit(browser, office.url);
	const { page, context } = visitor;
	const { ofCase } = await book(page);
	await page.goto(`/vorgang/${ofCase}/unterlagen`);
	const file = page.getByLabel("Datei wählen");
	const send = page.getByRole("button", { name: "Hochladen" });

	// The line drops after the first parts, and comes back.
	const bytes = picture(1200);
	expect(bytes.length).toBeGreaterThan(4_000_000);
	let sent = 0;
	let cut = false;
	const offsets: number[] = [];
	await page.route("**/files/**", async (route) => {
		const request = route.request();
		if (request.method() === "PATCH") offsets.push(Number(request.headers()["upload-offset"]));
		if (request.method() === "PATCH" && ++sent === 4 && !cut) {
			cut = true;
			await context.setOffline(true);
			return route.abort("internetdisconnected");
		}
		return route.continue();
	});
	await file.setInputFiles({ name: "Mietvertrag.png", mimeType: "image/png", buffer: bytes });
	await send.click();
	await page.getByText(/Die Verbindung ist unterbrochen/).waitFor();
	await clean(page);
	await shot(page, "unterlagen-unterbrochen");
	await context.setOffline(false);
	await page.getByText("„Mietvertrag.png“ ist angekommen").waitFor({ timeout: 60_000 });
	// Each part was sent from where the one before had ended: nothing twice but the one that was lost.
	const fresh = [...new Set(offsets)];
	expect(offsets.length - fresh.length).toBeLessThanOrEqual(1);
	expect(fresh).toEqual([...fresh].sort((a, b) => a - b));
	await page.getByText("angekommen", { exact: true }).waitFor({ timeout: 60_000 });
	await page.unroute("**/files/**");

	// Given up in the middle: it does not stay as something half.
	await page.route("**/files/**", async (route) => {
		if (route.request().method() === "PATCH") await new Promise((go) => setTimeout(go, 800));
		return route.continue().catch(() => {});
	});
	await file.setInputFiles({ name: "Falsch.png", mimeType: "image/png", buffer: bytes });
	await send.click();
	await page.getByRole("button", { name: "Abbrechen" }).click();
	await send.waitFor();
	await expect.poll(() => page.getByText("Falsch.png").count()).toBe(0);
	await page.unroute("**/files/**");

	// What is no document is said at once, beside the field.
	for (const [name, words] of [
		["foto.heic", /HEIC/],
		["programm.exe", /PDF-, JPEG- oder PNG-Datei/],
		["leer.pdf", /leer/],
	] as const) {
		await file.setInputFiles({
			name,
			mimeType: "application/octet-stream",
			buffer: Buffer.from(name === "leer.pdf" ? "" : "x"),
		});
		await page.getByText(words).waitFor();
	}
	await clean(page);
	// And what only looks like one is refused by the office, in words.
	await file.setInputFiles({ name: "bild.png", mimeType: "image/png", buffer: Buffer.from("not a picture at all") });
	await send.click();
	await page.getByText("nicht angenommen").waitFor({ timeout: 60_000 });
	await clean(page);
	await shot(page, "unterlagen-abgelehnt");

	// What the office does not take any more half way, such as after its time, is said, and sent anew.
	await page.route("**/files/**", (route) =>
		route.request().method() === "PATCH" ? route.fulfill({ status: 410, body: "" }) : route.continue(),
	);
	await file.setInputFiles({ name: "Ausweis.png", mimeType: "image/png", buffer: picture(40) });
	await send.click();
	await page.getByText("Bitte laden Sie sie noch einmal hoch.").waitFor();
	await clean(page);
	await page.unroute("**/files/**");
	await send.click();
	await page.getByText("„Ausweis.png“ ist angekommen").waitFor();
	// The first one stays as it is.
	await expect.poll(() => page.getByText("nicht ganz da").count()).toBe(1);
	await visitor.close();
});
