import { type ByeWhy, type ClientFrame, type FirstFrame, readFrame, type ServerFrame, type Welcome } from "./frames";

/** Without a welcome in this time the way is taken for broken. */
export const PATIENCE_MILLIS = 5_000;
/** So long the server keeps a session that has no line. */
export const RESUME_MILLIS = 90_000;
export const PING_MILLIS = 10_000;
/** So long a line may say nothing after a ping: one over which a document goes just now is slow. */
const ANSWER_MILLIS = 15_000;
/** And so long where something else has gone already. A network that is gone says nothing. */
const DOUBT_MILLIS = 5_000;
const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 8_000;
const FRAMES_A_POST = 50;
const KEPT = 1_000;
/** What a status of the stream means as a code of the socket. */
const CODES: Record<number, number> = { 400: 4400, 401: 4401, 403: 4403, 409: 4409, 410: 4410, 429: 4429 };
/** Frames that are worth nothing later. */
const FLEETING: readonly string[] = ["ping", "quality", "typing", "turn"];

export interface Ticket {
	text: string;
	path: string;
}

/** The office does not let this page in, in its own words. */
export class NotLetIn extends Error {}

/** As much of a WebSocket as is used here. */
export interface Socket {
	send(text: string): void;
	close(code?: number): void;
	onopen: (() => void) | null;
	onmessage: ((event: { data: unknown }) => void) | null;
	onclose: ((event: { code: number }) => void) | null;
}

/** What the signalling needs of the world. */
export interface Wires {
	/** Asks for a ticket; throws `NotLetIn` where asking again is of no use. */
	ticket(): Promise<Ticket>;
	socket(path: string): Socket;
	/** Sends a body of JSON. */
	post(path: string, body: string, how: { key?: string; signal?: AbortSignal }): Promise<Response>;
	/** Between 0 and 1: so that not all come back at once. */
	random(): number;
}

/**
 * joining: nobody has let us in yet; on; back: the line dropped, and we come back; the others are ends:
 * over, removed by the clerk, taken over by another window, refused, left on purpose.
 */
export type LineState = "joining" | "on" | "back" | "over" | "removed" | "elsewhere" | "refused" | "left";

export interface Ears {
	/** Fresh: a new session, with which the other side begins anew. Otherwise we are the same as before. */
	welcome(welcome: Welcome, how: { fresh: boolean; reset: boolean }): void;
	frame(frame: ServerFrame): void;
	line(state: LineState, why?: string): void;
}

interface Carrier {
	write(texts: string[]): void;
	close(): void;
}

type Numbered = ClientFrame & { n: number };

/** The way of frames between this page and the room: numbered, acknowledged, and back again when the line drops. */
export class Signalling {
	private state: LineState = "joining";
	private key: string | undefined;
	/** The last number of ours, and the last of theirs that came without a gap. */
	private last = 0;
	private seen = 0;
	private outbox: Numbered[] = [];
	private carrier: Carrier | undefined;
	private welcomed = false;
	private by: "socket" | "stream" = "socket";
	/** The way by which we were let in: while the server is away no way leads anywhere. */
	private proven: "socket" | "stream" | undefined;
	private tries = 0;
	private droppedAt: number | undefined;
	/** Grows with each attempt: what an older one says late does not count. */
	private attempt = 0;
	private timers = new Map<string, ReturnType<typeof setTimeout>>();

	constructor(
		private readonly wires: Wires,
		private readonly ears: Ears,
	) {}

	start(): void {
		void this.connect();
	}

	/** Says something to the room; while the line is gone it waits, unless it would be of no use later. */
	send(frame: ClientFrame): void {
		if (this.ended) return;
		if (!this.welcomed && FLEETING.includes(frame.t)) return;
		this.last += 1;
		const numbered = { ...frame, n: this.last } as Numbered;
		this.outbox.push(numbered);
		// So far back nobody asks any more: the server closes the line of whoever misses one.
		if (this.outbox.length > KEPT) this.outbox.shift();
		if (this.welcomed) this.carrier?.write([this.written(numbered)]);
	}

	/** Goes on purpose. */
	leave(): void {
		if (this.ended) return;
		this.send({ t: "bye" });
		this.end("left");
	}

	/** Comes back at once, because the network is another one. */
	again(): void {
		if (this.ended || this.state === "joining") return;
		this.tries = 0;
		this.drop();
	}

	/** Something else has gone, and perhaps the network with it: asks whether the line still stands. */
	doubt(): void {
		this.ask("doubt", DOUBT_MILLIS);
	}

	private ask(why: "answer" | "doubt", millis: number): void {
		if (!this.welcomed || this.timers.has(why)) return;
		this.send({ t: "ping" });
		const mine = this.attempt;
		this.after(why, millis, () => this.lost(mine));
	}

	private get ended(): boolean {
		return !["joining", "on", "back"].includes(this.state);
	}

	private written(frame: Numbered): string {
		return JSON.stringify({ ...frame, seen: this.seen });
	}

	private tell(state: LineState, why?: string): void {
		if (this.ended || (this.state === state && state !== "joining")) return;
		this.state = state;
		this.ears.line(state, why);
	}

	private end(state: LineState, why?: string): void {
		if (this.ended) return;
		this.attempt += 1;
		this.clear();
		const { carrier } = this;
		this.carrier = undefined;
		this.welcomed = false;
		this.tell(state, why);
		carrier?.close();
	}

	private after(name: string, millis: number, act: () => void): void {
		clearTimeout(this.timers.get(name));
		this.timers.set(name, setTimeout(act, millis));
	}

	private never(name: string): void {
		clearTimeout(this.timers.get(name));
		this.timers.delete(name);
	}

	private clear(): void {
		for (const timer of this.timers.values()) clearTimeout(timer);
		this.timers.clear();
	}

	private async connect(): Promise<void> {
		this.attempt += 1;
		const mine = this.attempt;
		if (this.droppedAt !== undefined && Date.now() - this.droppedAt > RESUME_MILLIS) this.key = undefined;
		let first: FirstFrame;
		let path = "/rtc/v1/ws";
		if (this.key) first = { t: "resume", key: this.key, seen: this.seen };
		else {
			try {
				const ticket = await this.wires.ticket();
				path = ticket.path;
				first = { t: "hello", ticket: ticket.text };
			} catch (cause) {
				if (mine !== this.attempt || this.ended) return;
				if (cause instanceof NotLetIn) this.end("refused", cause.message);
				else this.later();
				return;
			}
			if (mine !== this.attempt || this.ended) return;
		}
		this.after("patience", PATIENCE_MILLIS, () => this.lost(mine));
		const text = JSON.stringify(first);
		this.carrier = this.by === "socket" ? this.bySocket(mine, path, text) : this.byStream(mine, text);
	}

	private bySocket(mine: number, path: string, first: string): Carrier {
		const socket = this.wires.socket(path);
		let open = false;
		socket.onopen = () => {
			open = true;
			if (mine === this.attempt) socket.send(first);
			else socket.close();
		};
		socket.onmessage = ({ data }) => {
			if (typeof data === "string") this.receive(mine, data);
		};
		socket.onclose = ({ code }) => {
			open = false;
			this.lost(mine, code);
		};
		return {
			write: (texts) => {
				if (open) for (const text of texts) socket.send(text);
			},
			close: () => socket.close(),
		};
	}

	private byStream(mine: number, first: string): Carrier {
		const abort = new AbortController();
		const read = async () => {
			const response = await this.wires.post("/rtc/v1/stream", first, { signal: abort.signal });
			if (!response.ok || !response.body) {
				this.lost(mine, CODES[response.status]);
				return;
			}
			const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
			let rest = "";
			for (;;) {
				const { done, value } = await reader.read();
				if (done) break;
				const lines = (rest + value).split(/\r\n|\n|\r/);
				rest = lines.pop() ?? "";
				for (const line of lines) if (line.startsWith("data:")) this.receive(mine, line.slice(5).trimStart());
			}
			this.lost(mine);
		};
		read().catch(() => this.lost(mine));
		const waiting: string[] = [];
		let posting = false;
		const post = async () => {
			if (posting) return;
			posting = true;
			try {
				// Where another line has come since, that one says what waits. A goodbye still goes out.
				while (waiting.length > 0 && (mine === this.attempt || this.ended)) {
					const some = waiting.splice(0, FRAMES_A_POST);
					const response = await this.wires.post("/rtc/v1/frames", `[${some.join(",")}]`, {
						...(this.key ? { key: this.key } : {}),
					});
					if (response.ok) continue;
					// They are in the outbox, and go along with the next line.
					abort.abort();
					this.lost(mine, CODES[response.status]);
					return;
				}
			} catch {
				abort.abort();
				this.lost(mine);
			} finally {
				posting = false;
			}
		};
		return {
			write: (texts) => {
				waiting.push(...texts);
				void post();
			},
			close: () => {
				// What is on its way, such as a goodbye, is not torn off.
				setTimeout(() => abort.abort(), 1_000);
			},
		};
	}

	private receive(mine: number, text: string): void {
		if (mine !== this.attempt) return;
		const read = readFrame(text);
		if (!read) return;
		const { frame, n, seen } = read;
		if (frame?.t === "welcome") {
			this.welcome(frame);
			return;
		}
		for (const why of ["answer", "doubt"]) this.never(why);
		if (seen !== undefined) this.outbox = this.outbox.filter((one) => one.n > seen);
		// A goodbye is for this line alone: its number is given again to what follows on the next one.
		if (frame?.t === "bye") {
			this.goodbye(mine, frame.why);
			return;
		}
		if (n !== undefined) {
			if (n <= this.seen) return;
			// Something is missing: the server says it again to whoever comes back.
			if (n > this.seen + 1) {
				this.lost(mine);
				return;
			}
			this.seen = n;
		}
		if (frame) this.ears.frame(frame);
	}

	private welcome(welcome: Welcome): void {
		const fresh = this.key === undefined;
		const reset = !fresh && welcome.reset === true;
		this.clear();
		this.key = welcome.key;
		this.droppedAt = undefined;
		this.tries = 0;
		if (fresh || reset) this.seen = 0;
		// To a new session belongs nothing that was said about the connections of the one before. Who has forgotten may
		// have taken it all before: an offer that is said twice would begin a connection anew that stands.
		if (fresh || reset) this.outbox = this.outbox.filter((one) => one.t === "chat");
		if (fresh || reset) {
			this.last = welcome.seen;
			this.outbox = this.outbox.map((one) => {
				this.last += 1;
				return { ...one, n: this.last };
			});
		} else this.outbox = this.outbox.filter((one) => one.n > welcome.seen);
		this.welcomed = true;
		this.proven = this.by;
		if (this.outbox.length > 0) this.carrier?.write(this.outbox.map((one) => this.written(one)));
		this.tell("on");
		const ping = () => {
			this.ask("answer", ANSWER_MILLIS);
			this.after("ping", PING_MILLIS, ping);
		};
		this.after("ping", PING_MILLIS, ping);
		this.ears.welcome(welcome, { fresh, reset });
	}

	private goodbye(mine: number, why: ByeWhy): void {
		switch (why) {
			case "over":
			case "removed":
			case "elsewhere":
				this.end(why);
				return;
			case "expired":
				this.key = undefined;
				this.lost(mine);
				return;
			case "stopping":
			case "slow":
				this.lost(mine);
		}
	}

	private lost(mine: number, code?: number): void {
		if (mine !== this.attempt || this.ended) return;
		if (code === 4403) {
			this.end("refused");
			return;
		}
		if (code === 4409 || code === 4410) {
			this.end(code === 4409 ? "elsewhere" : "over");
			return;
		}
		// The ticket or the key is no good, or we did not understand each other: from the beginning.
		if (code === 4401 || code === 4400) this.key = undefined;
		// This way has not led anywhere: the other one.
		else if (!this.welcomed) this.by = this.nextWay();
		this.drop();
	}

	/** The other way at once, as long as none has led anywhere; afterwards every fourth time only. */
	private nextWay(): "socket" | "stream" {
		const tried = this.proven ?? this.by;
		const other = tried === "socket" ? "stream" : "socket";
		return !this.proven || this.tries % 4 === 3 ? other : tried;
	}

	private drop(): void {
		const { carrier } = this;
		this.attempt += 1;
		this.carrier = undefined;
		this.welcomed = false;
		this.clear();
		carrier?.close();
		this.droppedAt ??= Date.now();
		if (this.state === "on") this.tell("back");
		this.later();
	}

	private later(): void {
		const wait = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.tries);
		this.tries += 1;
		this.after("later", wait * (0.75 + 0.25 * this.wires.random()), () => void this.connect());
	}
}
