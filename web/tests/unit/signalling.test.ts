import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ServerFrame, Welcome } from "../../src/call/frames";
import { readFrame } from "../../src/call/frames";
import { type LineState, NotLetIn, PING_MILLIS, Signalling, type Socket, type Wires } from "../../src/call/signalling";

class Wire implements Socket {
	sent: Record<string, unknown>[] = [];
	closed = false;
	onopen: (() => void) | null = null;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number }) => void) | null = null;
	send(text: string): void {
		this.sent.push(JSON.parse(text));
	}
	close(): void {
		this.closed = true;
	}
	says(frame: object): void {
		this.onmessage?.({ data: JSON.stringify(frame) });
	}
	/** What was sent after the first frame. */
	get rest(): Record<string, unknown>[] {
		return this.sent.slice(1);
	}
}

const welcome = (more: Partial<Welcome> = {}): Welcome => ({
	t: "welcome",
	seat: "holder",
	session: 1,
	key: "k1",
	seen: 0,
	ice: [],
	relayOnly: false,
	...more,
});

function office(over: Partial<Wires> = {}) {
	const sockets: Wire[] = [];
	const posts: { path: string; body: string; key?: string | undefined }[] = [];
	const states: LineState[] = [];
	const frames: ServerFrame[] = [];
	const greetings: { fresh: boolean; reset: boolean }[] = [];
	let tickets = 0;
	const line = new Signalling(
		{
			ticket: async () => {
				tickets += 1;
				return { text: `ticket ${tickets}`, path: "/rtc/v1/ws" };
			},
			socket: () => {
				const socket = new Wire();
				sockets.push(socket);
				return socket;
			},
			post: async (path, body, { key }) => {
				posts.push({ path, body, key });
				return new Response(null, { status: 503 });
			},
			random: () => 1,
			...over,
		},
		{
			welcome: (_, how) => greetings.push(how),
			frame: (frame) => frames.push(frame),
			line: (state) => states.push(state),
		},
	);
	return {
		line,
		sockets,
		posts,
		states,
		frames,
		greetings,
		tickets: () => tickets,
		last: () => sockets.at(-1) as Wire,
		/** Lets the newest socket open, and is let in by it. */
		async letIn(more: Partial<Welcome> = {}) {
			await vi.advanceTimersByTimeAsync(0);
			const socket = sockets.at(-1) as Wire;
			socket.onopen?.();
			socket.says(welcome(more));
			return socket;
		},
		async drops(code = 1006, wait = 500) {
			(sockets.at(-1) as Wire).onclose?.({ code });
			await vi.advanceTimersByTimeAsync(wait);
		},
	};
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test("the ticket stands in the first frame; what is said before the welcome waits, and is numbered without gaps", async () => {
	const at = office();
	at.line.start();
	at.line.send({ t: "chat", text: "early", id: "a" });
	at.line.send({ t: "typing", text: "worth nothing later" });
	const socket = await at.letIn();
	at.line.send({ t: "media", microphone: true, camera: false, screen: false });
	expect(socket.sent).toEqual([
		{ t: "hello", ticket: "ticket 1" },
		{ t: "chat", text: "early", id: "a", n: 1, seen: 0 },
		{ t: "media", microphone: true, camera: false, screen: false, n: 2, seen: 0 },
	]);
	expect(at.greetings).toEqual([{ fresh: true, reset: false }]);
	expect(at.states).toEqual(["on"]);
});

test("what came is acknowledged; what comes twice is heard once; after a gap the line is taken anew", async () => {
	const at = office();
	at.line.start();
	const socket = await at.letIn();
	socket.says({ t: "typing", from: "host", text: "1", n: 1 });
	socket.says({ t: "typing", from: "host", text: "1", n: 1 });
	socket.says({ t: "something newer", n: 2 });
	socket.says({ t: "typing", from: "host", text: "3", n: 3 });
	expect(at.frames.map((one) => (one as { text: string }).text)).toEqual(["1", "3"]);
	at.line.send({ t: "chat", text: "x", id: "x" });
	expect(socket.rest).toEqual([{ t: "chat", text: "x", id: "x", n: 1, seen: 3 }]);
	socket.says({ t: "typing", from: "host", text: "5", n: 5 });
	expect(at.frames).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(500);
	const second = at.last();
	expect(second).not.toBe(socket);
	second.onopen?.();
	expect(second.sent).toEqual([{ t: "resume", key: "k1", seen: 3 }]);
});

test("after a drop only what was not acknowledged is said again, with the same numbers", async () => {
	const at = office();
	at.line.start();
	const first = await at.letIn();
	for (const id of ["a", "b", "c"]) at.line.send({ t: "chat", text: id, id });
	first.says({ t: "pong", n: 1, seen: 1 });
	await at.drops();
	at.line.send({ t: "chat", text: "d", id: "d" });
	at.line.send({ t: "ping" });
	const second = await at.letIn({ seen: 2 });
	expect(second.sent.map((one) => one.id ?? one.t)).toEqual(["resume", "c", "d"]);
	expect(second.rest.map((one) => one.n)).toEqual([3, 4]);
	expect(at.states).toEqual(["on", "back", "on"]);
	expect(at.greetings[1]).toEqual({ fresh: false, reset: false });
	expect(at.tickets()).toBe(1);
});

test("a server that has forgotten counts from 1 again, and so do we from what it has", async () => {
	const at = office();
	at.line.start();
	const first = await at.letIn();
	for (let n = 1; n <= 17; n += 1) first.says({ t: "typing", from: "host", text: String(n), n });
	at.line.send({ t: "chat", text: "a", id: "a" });
	at.line.send({ t: "chat", text: "b", id: "b" });
	at.line.send({
		t: "signal",
		to: "host",
		with: 1,
		description: { type: "offer", sdp: "of a connection that stands" },
	});
	first.says({ t: "pong", n: 18, seen: 1 });
	await at.drops(1012);
	const second = await at.letIn({ reset: true, seen: 0 });
	expect(second.sent).toEqual([
		{ t: "resume", key: "k1", seen: 18 },
		{ t: "chat", text: "b", id: "b", n: 1, seen: 0 },
	]);
	second.says({ t: "typing", from: "host", text: "new", n: 1 });
	expect(at.frames.at(-1)).toMatchObject({ text: "new" });
	expect(at.greetings[1]).toEqual({ fresh: false, reset: true });
});

test("the waits grow from half a second to eight; after ninety seconds a new ticket is asked for, and nothing of the old connections is said", async () => {
	const at = office();
	at.line.start();
	await at.letIn();
	at.line.send({ t: "signal", to: "host", with: 1, candidate: null });
	at.line.send({ t: "chat", text: "kept", id: "kept" });
	const waits: number[] = [];
	let before = Date.now();
	(at.last() as Wire).onclose?.({ code: 1006 });
	for (let tries = 0; tries < 7; tries += 1) {
		const had = at.sockets.length + at.posts.length;
		while (at.sockets.length + at.posts.length === had) await vi.advanceTimersByTimeAsync(100);
		waits.push(Math.round((Date.now() - before) / 500) / 2);
		before = Date.now();
		// The stream fails by itself in these tests.
		if (at.last().onclose && !at.last().closed) at.last().onclose?.({ code: 1006 });
		before = Date.now();
	}
	expect(waits.slice(0, 5)).toEqual([0.5, 1, 2, 4, 8]);
	expect(Math.max(...waits)).toBe(8);
	await vi.advanceTimersByTimeAsync(90_000);
	for (let tries = 0; tries < 30 && at.tickets() < 2; tries += 1) {
		at.last().onclose?.({ code: 1006 });
		await vi.advanceTimersByTimeAsync(1_000);
	}
	expect(at.tickets()).toBeGreaterThan(1);
	while (at.last().closed) await vi.advanceTimersByTimeAsync(1_000);
	const socket = await at.letIn({ session: 2, key: "k2" });
	expect(socket.sent[0]).toMatchObject({ t: "hello" });
	expect(socket.rest).toEqual([{ t: "chat", text: "kept", id: "kept", n: 1, seen: 0 }]);
	expect(at.greetings.at(-1)).toEqual({ fresh: true, reset: false });
});

test("a key that is no good any more: a new ticket; the seat is taken: no way back by itself", async () => {
	const at = office();
	at.line.start();
	await at.letIn();
	await at.drops();
	await at.drops(4401, 1_000);
	expect(at.tickets()).toBe(2);
	const socket = await at.letIn({ session: 2, key: "k2" });
	socket.says({ t: "bye", why: "elsewhere", n: 1 });
	expect(at.states.at(-1)).toBe("elsewhere");
	const had = at.sockets.length;
	await vi.advanceTimersByTimeAsync(120_000);
	expect(at.sockets).toHaveLength(had);
});

test.each([
	["over", "over"],
	["removed", "removed"],
] as const)("the room says goodbye: %s", async (why, state) => {
	const at = office();
	at.line.start();
	(await at.letIn()).says({ t: "bye", why, n: 1 });
	expect(at.states.at(-1)).toBe(state);
	at.line.send({ t: "chat", text: "to nobody", id: "x" });
	expect(at.last().rest).toEqual([]);
});

test("the server stops: we come back with what we have; it has expired: with a new ticket", async () => {
	const at = office();
	at.line.start();
	(await at.letIn()).says({ t: "bye", why: "stopping", n: 1 });
	await vi.advanceTimersByTimeAsync(500);
	const second = await at.letIn();
	// The goodbye was for that line alone.
	expect(second.sent[0]).toEqual({ t: "resume", key: "k1", seen: 0 });
	second.says({ t: "bye", why: "expired", n: 1 });
	await vi.advanceTimersByTimeAsync(500);
	expect(at.tickets()).toBe(2);
});

test("whom the office does not let in is told why, and nothing is tried again", async () => {
	const at = office({
		ticket: async () => {
			throw new NotLetIn("Der Termin ist vorbei.");
		},
	});
	at.line.start();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(at.states).toEqual(["refused"]);
	expect(at.sockets).toHaveLength(0);
});

test("no welcome within five seconds: the same frames as a stream, and back by posts with the key", async () => {
	let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
	const posts: { path: string; body: string; key?: string | undefined }[] = [];
	const at = office({
		post: async (path, body, { key }) => {
			posts.push({ path, body, key });
			if (path !== "/rtc/v1/stream") return new Response(null, { status: 204 });
			return new Response(
				new ReadableStream<Uint8Array>({
					start: (controller) => {
						stream = controller;
					},
				}),
			);
		},
	});
	at.line.start();
	await vi.advanceTimersByTimeAsync(0);
	at.last().onopen?.();
	await vi.advanceTimersByTimeAsync(5_600);
	expect(posts).toEqual([{ path: "/rtc/v1/stream", body: '{"t":"hello","ticket":"ticket 2"}', key: undefined }]);
	const bytes = new TextEncoder().encode(
		`: hello\n\ndata: ${JSON.stringify(welcome())}\n\ndata: {"t":"pong","n":1}\n\n`,
	);
	// A proxy cuts where it likes.
	for (const at of [0, 30, 60]) stream?.enqueue(bytes.slice(at, at === 60 ? undefined : at + 30));
	await vi.advanceTimersByTimeAsync(0);
	expect(at.states).toEqual(["on"]);
	for (let n = 0; n < 60; n += 1) at.line.send({ t: "chat", text: String(n), id: String(n) });
	await vi.advanceTimersByTimeAsync(0);
	const sent = posts.slice(1);
	expect(sent.every((one) => one.path === "/rtc/v1/frames" && one.key === "k1")).toBe(true);
	const batches = sent.map((one) => JSON.parse(one.body) as { n: number; seen: number }[]);
	expect(Math.max(...batches.map((one) => one.length))).toBeLessThanOrEqual(50);
	expect(batches.flat().map((one) => one.n)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
	expect(batches.flat().every((one) => one.seen === 1)).toBe(true);
});

test("pings go out, and a line on which nothing comes any more is taken anew", async () => {
	const at = office();
	at.line.start();
	const socket = await at.letIn();
	await vi.advanceTimersByTimeAsync(PING_MILLIS);
	expect(socket.rest.map((one) => one.t)).toEqual(["ping"]);
	socket.says({ t: "pong", n: 1 });
	await vi.advanceTimersByTimeAsync(PING_MILLIS);
	expect(socket.rest.map((one) => one.t)).toEqual(["ping", "ping"]);
	expect(at.states).toEqual(["on"]);
	await vi.advanceTimersByTimeAsync(14_000);
	expect(at.states).toEqual(["on"]);
	await vi.advanceTimersByTimeAsync(2_000);
	expect(at.sockets).toHaveLength(2);
	expect(at.states).toEqual(["on", "back"]);
});

test("a line that is doubted is asked at once, and taken anew when it says nothing", async () => {
	const at = office();
	at.line.start();
	at.line.doubt();
	const socket = await at.letIn();
	expect(socket.rest).toEqual([]);
	at.line.doubt();
	at.line.doubt();
	expect(socket.rest.map((one) => one.t)).toEqual(["ping"]);
	socket.says({ t: "pong", n: 1 });
	await vi.advanceTimersByTimeAsync(5_000);
	expect(at.states).toEqual(["on"]);
	at.line.doubt();
	await vi.advanceTimersByTimeAsync(5_000);
	expect(at.states).toEqual(["on", "back"]);
	expect(socket.closed).toBe(true);
	await vi.advanceTimersByTimeAsync(500);
	// Just then it was time for one more ping.
	await at.letIn({ seen: 3 });
	expect(at.last().sent).toEqual([{ t: "resume", key: "k1", seen: 1 }]);
	expect(at.states).toEqual(["on", "back", "on"]);
});

test("leaving says goodbye and stays away", async () => {
	const at = office();
	at.line.start();
	const socket = await at.letIn();
	at.line.leave();
	expect(socket.rest).toEqual([{ t: "bye", n: 1, seen: 0 }]);
	expect(socket.closed).toBe(true);
	await vi.advanceTimersByTimeAsync(120_000);
	expect(at.sockets).toHaveLength(1);
	expect(at.states).toEqual(["on", "left"]);
});

test("what is no frame is nothing, and what is not known still counts", () => {
	expect(readFrame("{")).toBeUndefined();
	expect(readFrame("null")).toBeUndefined();
	expect(readFrame('"bye"')).toBeUndefined();
	expect(readFrame('{"t":"dance","n":4}')).toEqual({ n: 4 });
	expect(readFrame('{"t":"pong","n":"4"}')).toEqual({ frame: { t: "pong", n: "4" } });
});
