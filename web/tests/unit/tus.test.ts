import { afterEach, beforeEach, expect, test, vi } from "vitest";

vi.stubGlobal("addEventListener", () => {});
vi.stubGlobal("navigator", { onLine: true });
vi.stubGlobal("location", { href: "https://amt.example/" });

const { Over, sendFile } = await import("../../src/citizen/tus");
const BYTES = 1_200_000;

/** What is there of a file, what was asked, and what the server says when it does not take more. */
const server = { there: 0, refuses: 0, asked: [] as string[] };

beforeEach(() => {
	vi.useFakeTimers();
	Object.assign(server, { there: 0, refuses: 0, asked: [] });
	vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
		const headers = new Headers(init.headers);
		expect(headers.get("upload-ticket")).toBe("ticket");
		server.asked.push(`${init.method} ${url}`);
		if (init.method === "POST") return new Response(null, { status: 201, headers: { location: "/files/1/2" } });
		if (server.there > 0 && server.refuses) return new Response(null, { status: server.refuses });
		if (init.method === "PATCH") {
			expect(headers.get("upload-offset")).toBe(String(server.there));
			server.there += (init.body as Blob).size;
		}
		const status = init.method === "PATCH" ? 204 : 200;
		return new Response(null, { status, headers: { "upload-offset": String(server.there) } });
	});
});
afterEach(() => vi.useRealTimers());

const upload = () => ({ url: "https://amt.example/files/1", ticket: "ticket" });

/** Sends the file, and answers how that ended. */
async function send(to: { url: string; ticket: string }): Promise<unknown> {
	const file = new Blob([new Uint8Array(BYTES)]);
	const sending = sendFile(file, to, () => {}, new AbortController().signal).then(
		() => "sent",
		(failure: unknown) => failure,
	);
	// As long as it takes until nobody waits any more.
	await vi.advanceTimersByTimeAsync(600_000);
	return sending;
}

test("an upload that failed goes on where it was, with the same ticket", async () => {
	const to = upload();
	server.refuses = 503;
	expect(await send(to)).toMatchObject({ fault: { kind: "broken" } });
	expect(server.there).toBe(512 * 1024);
	// Each time it asked how much is there; nothing was begun twice.
	expect(server.asked.slice(0, 4)).toEqual([
		"POST /files/1",
		"PATCH /files/1/2",
		"PATCH /files/1/2",
		"HEAD /files/1/2",
	]);
	server.refuses = 0;
	server.asked = [];
	expect(await send(to)).toBe("sent");
	expect(server.there).toBe(BYTES);
	expect(server.asked).toEqual(["HEAD /files/1/2", "PATCH /files/1/2", "PATCH /files/1/2"]);
});

test.each([401, 404, 410, 413])("what the server does not take any more (%i) is not sent again", async (status) => {
	server.refuses = status;
	expect(await send(upload())).toBeInstanceOf(Over);
	expect(server.asked).toEqual(["POST /files/1", "PATCH /files/1/2", "PATCH /files/1/2"]);
});

test("an upload that was taken back meanwhile did not arrive", async () => {
	const to = upload();
	server.refuses = 503;
	await send(to);
	server.refuses = 410;
	server.asked = [];
	expect(await send(to)).toBeInstanceOf(Over);
	expect(server.asked).toEqual(["HEAD /files/1/2"]);
});

test.each([408, 409, 423])("while another part is still being written (%i) it waits and asks", async (status) => {
	const to = upload();
	server.refuses = status;
	setTimeout(() => {
		server.refuses = 0;
	}, 5000);
	expect(await send(to)).toBe("sent");
	expect(server.there).toBe(BYTES);
});
