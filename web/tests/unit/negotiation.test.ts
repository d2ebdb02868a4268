import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Signal } from "../../src/call/frames";
import { Link, type LinkOptions } from "../../src/call/peer";

// Two ends of a connection whose browsers keep the rules of descriptions and nothing else: who offers, who answers, who gives way.

type State = "stable" | "have-local-offer" | "have-remote-offer";

class Connection {
	static all: Connection[] = [];
	signalingState: State = "stable";
	connectionState = "new";
	localDescription: { type: string; sdp: string } | null = null;
	remote: string | undefined;
	restarts = 0;
	configurations: unknown[] = [];
	candidates: unknown[] = [];
	senders: {
		track: unknown;
		replaceTrack: (track: unknown) => Promise<void>;
		getParameters: () => { encodings: [] };
	}[] = [];
	kinds: string[] = [];
	closed = false;
	onnegotiationneeded: (() => void) | null = null;
	onicecandidate: unknown = null;
	ontrack: unknown = null;
	onconnectionstatechange: (() => void) | null = null;
	private offers = 0;
	constructor(readonly configuration: unknown) {
		Connection.all.push(this);
	}
	get remoteDescription() {
		return this.remote === undefined ? null : { sdp: this.remote };
	}
	addTrack(track: { kind: string }) {
		const sender = {
			track: track as unknown,
			replaceTrack: async (next: unknown) => {
				sender.track = next;
			},
			getParameters: () => ({ encodings: [] as [] }),
		};
		this.senders.push(sender);
		this.kinds.push(track.kind);
		queueMicrotask(() => this.signalingState === "stable" && this.onnegotiationneeded?.());
		return sender;
	}
	addTransceiver(kind: string) {
		this.kinds.push(kind);
		queueMicrotask(() => this.onnegotiationneeded?.());
	}
	getSenders(): [] {
		return [];
	}
	getTransceivers() {
		return this.kinds;
	}
	async setLocalDescription() {
		await Promise.resolve();
		if (this.signalingState === "have-remote-offer") {
			this.signalingState = "stable";
			this.localDescription = { type: "answer", sdp: `answer to ${this.remote}` };
		} else {
			this.offers += 1;
			this.signalingState = "have-local-offer";
			this.localDescription = { type: "offer", sdp: `offer ${this.offers} of ${Connection.all.indexOf(this)}` };
		}
	}
	async setRemoteDescription({ type, sdp }: { type: string; sdp: string }) {
		await Promise.resolve();
		if (type === "answer" && this.signalingState !== "have-local-offer") throw new Error("InvalidStateError");
		// An offer on top of one's own rolls it back; the browser does that by itself.
		this.signalingState = type === "offer" ? "have-remote-offer" : "stable";
		this.remote = sdp;
	}
	async addIceCandidate(candidate: unknown) {
		if (!this.remote) throw new Error("InvalidStateError");
		this.candidates.push(candidate);
	}
	setConfiguration(configuration: unknown) {
		this.configurations.push(configuration);
	}
	restartIce() {
		this.restarts += 1;
	}
	async getStats() {
		return new Map();
	}
	close() {
		this.closed = true;
	}
	becomes(state: string) {
		this.connectionState = state;
		this.onconnectionstatechange?.();
	}
}

const sound = { kind: "audio" } as unknown as MediaStreamTrack;
const picture = { kind: "video" } as unknown as MediaStreamTrack;

function link(polite: boolean, say: (signal: Signal) => void, more: Partial<LinkOptions> = {}) {
	const made = new Link({
		ice: [],
		relayOnly: !polite,
		polite,
		streams: { person: {} as MediaStream, screen: {} as MediaStream },
		say,
		line: () => {},
		doubt: () => {},
		view: () => {},
		screenOnly: () => false,
		refresh: async () => [],
		...more,
	});
	return { link: made, at: Connection.all.at(-1) as Connection };
}

beforeEach(() => {
	vi.useFakeTimers();
	Connection.all = [];
	vi.stubGlobal("RTCPeerConnection", Connection);
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

/** Lets everything that was said arrive, in its order, until nobody says anything any more. */
async function talk(said: { to: () => Link; signal: Signal }[]): Promise<string[]> {
	const heard: string[] = [];
	for (let rounds = 0; rounds < 50; rounds += 1) {
		await vi.advanceTimersByTimeAsync(0);
		const next = said.shift();
		if (!next) continue;
		if ("description" in next.signal) heard.push(next.signal.description.type);
		void next.to().hear(next.signal);
	}
	return heard;
}

test("at the beginning one offers, and the polite one waits for it", async () => {
	const said: { to: () => Link; signal: Signal }[] = [];
	const host = link(false, (signal) => said.push({ to: () => holder.link, signal }));
	const holder: ReturnType<typeof link> = link(true, (signal) => said.push({ to: () => host.link, signal }));
	host.link.apply({ audio: sound }, false);
	holder.link.apply({ audio: sound }, false);
	const heard = await talk(said);
	expect(heard.sort()).toEqual(["answer", "offer"]);
	expect([host.at.signalingState, holder.at.signalingState]).toEqual(["stable", "stable"]);
	expect(host.at.remote).toBe("answer to offer 1 of 0");
	expect(holder.at.remote).toBe("offer 1 of 0");
	expect(host.at.configuration).toMatchObject({ iceTransportPolicy: "relay" });
	expect(holder.at.configuration).toMatchObject({ iceTransportPolicy: "all" });
});

test("both offer at the same time: the polite one gives way, and both are of one mind", async () => {
	const said: { to: () => Link; signal: Signal }[] = [];
	const host = link(false, (signal) => said.push({ to: () => holder.link, signal }));
	const holder: ReturnType<typeof link> = link(true, (signal) => said.push({ to: () => host.link, signal }));
	host.link.apply({ audio: sound }, false);
	await talk(said);
	host.link.apply({ audio: sound, video: picture }, false);
	holder.link.apply({ audio: sound, video: picture }, false);
	const heard = await talk(said);
	expect(heard.slice(0, 2)).toEqual(["offer", "offer"]);
	expect([host.at.signalingState, holder.at.signalingState]).toEqual(["stable", "stable"]);
	expect(holder.at.remote).toBe("offer 2 of 0");
});

test("where nobody offers, the polite one does after a while", async () => {
	const said: Signal[] = [];
	const holder = link(true, (signal) => said.push(signal));
	holder.link.apply({ audio: sound }, false);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(said).toEqual([]);
	await vi.advanceTimersByTimeAsync(2_000);
	expect(said).toMatchObject([{ description: { type: "offer" } }]);
	// And says it again until it is heard.
	await vi.advanceTimersByTimeAsync(6_000);
	expect(said).toHaveLength(2);
});

test("candidates of an offer that was ignored are no fault; an answer that comes twice does no harm", async () => {
	const host = link(false, () => {});
	host.link.apply({ audio: sound }, false);
	await vi.advanceTimersByTimeAsync(0);
	await host.link.hear({ description: { type: "offer", sdp: "theirs" } });
	await host.link.hear({ candidate: { candidate: "of theirs" } });
	expect(host.at.signalingState).toBe("have-local-offer");
	await host.link.hear({ description: { type: "answer", sdp: "a" } });
	await host.link.hear({ description: { type: "answer", sdp: "a" } });
	await host.link.hear({ candidate: null });
	expect(host.at.signalingState).toBe("stable");
	expect(host.at.candidates).toEqual([undefined]);
});

test("whoever has neither camera nor microphone still wants to see and hear; one of the two offers it", async () => {
	const host = link(false, () => {});
	const holder = link(true, () => {});
	host.link.apply({}, false);
	holder.link.apply({}, false);
	expect(host.at.kinds).toEqual(["audio", "video"]);
	expect(holder.at.kinds).toEqual([]);
});

test("on hold nothing is sent, and afterwards the same again, without a new description", async () => {
	let said = 0;
	const host = link(false, () => {
		said += 1;
	});
	host.link.apply({ audio: sound }, false);
	await vi.advanceTimersByTimeAsync(0);
	await host.link.hear({ description: { type: "answer", sdp: "a" } });
	const before = said;
	host.link.apply({}, false);
	expect(host.at.senders[0]?.track).toBeNull();
	host.link.apply({ audio: sound }, false);
	await vi.advanceTimersByTimeAsync(0);
	expect(host.at.senders[0]?.track).toBe(sound);
	expect(host.at.senders).toHaveLength(1);
	expect(said).toBe(before);
});

test("a line that is gone for three seconds is said to be down, once, and a new way is looked for until it stands", async () => {
	const lines: string[] = [];
	const host = link(false, () => {}, {
		line: (state) => lines.push(state),
		refresh: async () => [{ urls: "turn:new" }],
	});
	host.at.becomes("connected");
	await vi.advanceTimersByTimeAsync(0);
	host.at.becomes("disconnected");
	await vi.advanceTimersByTimeAsync(2_900);
	host.at.becomes("connected");
	await vi.advanceTimersByTimeAsync(5_000);
	expect(lines).toEqual(["up", "up"]);
	expect(host.at.restarts).toBe(0);
	host.at.becomes("disconnected");
	await vi.advanceTimersByTimeAsync(3_100);
	expect(lines.at(-1)).toBe("down");
	expect(host.at.restarts).toBe(1);
	expect(host.at.configurations).toEqual([expect.objectContaining({ iceServers: [{ urls: "turn:new" }] })]);
	host.at.becomes("failed");
	await vi.advanceTimersByTimeAsync(13_000);
	expect(lines.filter((one) => one === "down")).toHaveLength(1);
	expect(host.at.restarts).toBeGreaterThanOrEqual(3);
	host.at.becomes("connected");
	await vi.advanceTimersByTimeAsync(0);
	expect(lines.at(-1)).toBe("up");
	const restarts = host.at.restarts;
	host.link.report();
	await vi.advanceTimersByTimeAsync(20_000);
	expect(lines.slice(-2)).toEqual(["up", "up"]);
	expect(host.at.restarts).toBe(restarts);
	host.link.close();
	host.at.becomes("failed");
	await vi.advanceTimersByTimeAsync(20_000);
	expect(host.at.restarts).toBe(restarts);
	expect(host.at.closed).toBe(true);
});

test("when the line is gone for both, one of the two looks for a new way, and the other only if nothing comes", async () => {
	const holder = link(true, () => {}, { refresh: async () => [{ urls: "turn:new" }] });
	holder.link.apply({ audio: sound }, false);
	await holder.link.hear({ description: { type: "offer", sdp: "a=ice-ufrag:one\r\n" } });
	holder.at.becomes("connected");
	holder.at.becomes("disconnected");
	await vi.advanceTimersByTimeAsync(11_000);
	expect(holder.at.restarts).toBe(0);
	await vi.advanceTimersByTimeAsync(2_000);
	expect(holder.at.restarts).toBe(1);
});

test("whoever is asked for a new way has new passwords for it, and for nothing else", async () => {
	const holder = link(true, () => {}, { refresh: async () => [{ urls: "turn:new" }] });
	const hears = (sdp: string) => holder.link.hear({ description: { type: "offer", sdp } });
	await hears("v=0\r\na=ice-ufrag:one\r\n");
	await hears("v=1\r\na=ice-ufrag:one\r\n");
	expect(holder.at.configurations).toEqual([]);
	await hears("v=2\r\na=ice-ufrag:two\r\n");
	expect(holder.at.configurations).toMatchObject([{ iceServers: [{ urls: "turn:new" }] }]);
	expect(holder.at.signalingState).toBe("stable");
});
