import type { Candidate, Description, Ice, Path, Quality, Signal } from "./frames";

/** So long a line may be gone before it is said and mended. */
const GONE_MILLIS = 3_000;
/** So often it is tried again until it stands. */
const AGAIN_MILLIS = 6_000;
/** As much of a picture as goes out: so many bits a second, and so many lines on its shorter side. */
interface Cap {
	bps: number;
	lines?: number;
}
/** Between two: enough for a card that is held into the camera, and little enough for a line of a village. */
const ALONE: Cap = { bps: 1_500_000 };
/** With a third in the room each picture goes out more than once; guests are seen small. */
const SHARED: Cap = { bps: 500_000, lines: 360 };
const GUEST: Cap = { bps: 150_000, lines: 180 };

/** What we send: of what is missing or on hold there is no track. */
export interface Sent {
	audio?: MediaStreamTrack | undefined;
	video?: MediaStreamTrack | undefined;
	screen?: MediaStreamTrack | undefined;
}
type Kind = keyof Sent;
const KINDS: readonly Kind[] = ["audio", "video", "screen"];

/** What comes from a seat. */
export interface View {
	person?: MediaStream | undefined;
	screen?: MediaStream | undefined;
}

export interface LinkOptions {
	ice: Ice[];
	relayOnly: boolean;
	/** Whether we are a guest of the two who talk. */
	guest?: boolean;
	/** Of two who offer at the same time, the polite one gives way. */
	polite: boolean;
	/** The streams that our tracks belong to: the person's, and the screen's. */
	streams: { person: MediaStream; screen: MediaStream };
	say: (signal: Signal) => void;
	line: (state: "up" | "down", path?: Path) => void;
	/** Nothing comes just now, or it comes another way: the network may be another one. */
	doubt: () => void;
	view: (view: View) => void;
	/** Whether the other side says that it shows its screen and not its camera. */
	screenOnly: () => boolean;
	/** Fetches what a new way through a relay needs. */
	refresh: () => Promise<Ice[]>;
}

interface Totals {
	received: number;
	lost: number;
	bytes: number;
	freezes: number;
}

/** The connection to one session of one seat: perfect negotiation as the specification has it (WebRTC 1.0, 10.7), and its own mending. */
export class Link {
	private readonly pc: RTCPeerConnection;
	private makingOffer = false;
	private ignoreOffer = false;
	private isSettingRemoteAnswerPending = false;
	private readonly senders: Partial<Record<Kind, RTCRtpSender>> = {};
	private readonly streams: MediaStream[] = [];
	private timer: ReturnType<typeof setTimeout> | undefined;
	private said: "up" | "down" | undefined;
	private closed = false;
	private cap = ALONE;
	private insists = false;
	private before: Totals = { received: 0, lost: 0, bytes: 0, freezes: 0 };
	private measuredAt = Date.now();

	constructor(private readonly options: LinkOptions) {
		this.pc = new RTCPeerConnection({
			iceServers: options.ice,
			iceTransportPolicy: options.relayOnly ? "relay" : "all",
			bundlePolicy: "max-bundle",
		});
		this.pc.onnegotiationneeded = () => void this.offer();
		this.pc.onicecandidate = ({ candidate }) => {
			// An empty candidate only ends a generation; that there are no more is said at the very end.
			if (candidate?.candidate === "") return;
			options.say({ candidate: candidate ? (candidate.toJSON() as Candidate) : null });
		};
		this.pc.ontrack = ({ track, streams }) => this.came(track, streams);
		this.pc.onconnectionstatechange = () => this.watch();
		this.watch();
	}

	get connected(): boolean {
		return this.pc.connectionState === "connected";
	}

	private async offer(): Promise<void> {
		// At the beginning one offers, who always has something to: two offers at once cost a rollback, after which
		// Chromium now and then finds no address any more.
		if (this.options.polite && !this.pc.remoteDescription && !this.insists) return;
		try {
			this.makingOffer = true;
			await this.pc.setLocalDescription();
			this.describe();
		} catch {
			// What failed is asked for again as soon as the state is stable.
		} finally {
			this.makingOffer = false;
		}
	}

	private describe(): void {
		const mine = this.pc.localDescription;
		if (mine && !this.closed) this.options.say({ description: { type: mine.type, sdp: mine.sdp } });
	}

	/** Takes what the other side says. */
	async hear(signal: Signal): Promise<void> {
		if (this.closed) return;
		try {
			if ("description" in signal) await this.heard(signal.description);
			else {
				try {
					await this.pc.addIceCandidate(signal.candidate ?? undefined);
				} catch (cause) {
					if (!this.ignoreOffer) throw cause;
				}
			}
		} catch {
			// A description that came twice, or of a connection that is gone. Where the line does not come up, it is mended.
		}
	}

	private async heard(description: Description): Promise<void> {
		const { pc } = this;
		const readyForOffer = !this.makingOffer && (pc.signalingState === "stable" || this.isSettingRemoteAnswerPending);
		const offerCollision = description.type === "offer" && !readyForOffer;
		this.ignoreOffer = !this.options.polite && offerCollision;
		if (this.ignoreOffer) return;
		this.isSettingRemoteAnswerPending = description.type === "answer";
		const anew = description.type === "offer" && isAnew(pc.remoteDescription?.sdp, description.sdp);
		try {
			await pc.setRemoteDescription(description);
		} finally {
			this.isSettingRemoteAnswerPending = false;
		}
		if (description.type === "offer") {
			if (anew) await this.renew();
			await pc.setLocalDescription();
			this.describe();
		}
	}

	/** Sends these tracks from now on, and no others. */
	apply(sent: Sent, shared: boolean): void {
		if (this.closed) return;
		for (const kind of KINDS) {
			const track = sent[kind];
			const sender = this.senders[kind];
			if (sender) {
				if (sender.track !== (track ?? null)) void sender.replaceTrack(track ?? null).catch(() => {});
			} else if (track)
				this.senders[kind] = this.pc.addTrack(
					track,
					kind === "screen" ? this.options.streams.screen : this.options.streams.person,
				);
		}
		// Whoever has nothing to send still wants to hear and see; one of the two is enough to offer it.
		if (!this.options.polite && this.pc.getTransceivers().length === 0)
			for (const kind of ["audio", "video"]) this.pc.addTransceiver(kind, { direction: "recvonly" });
		this.cap = this.options.guest ? GUEST : shared ? SHARED : ALONE;
		void this.limit();
	}

	/** The screen is shown no longer: its line in the description goes, too. */
	endScreen(): void {
		const sender = this.senders.screen;
		if (!sender) return;
		this.senders.screen = undefined;
		this.pc.removeTrack(sender);
	}

	private async limit(): Promise<void> {
		const sender = this.senders.video;
		if (!sender?.track) return;
		const { bps, lines } = this.cap;
		try {
			const { width = 0, height = 0 } = sender.track.getSettings();
			const smaller = lines ? Math.max(1, Math.min(width, height) / lines) : 1;
			const now = sender.getParameters();
			const encoding = now.encodings[0];
			if (!encoding || (encoding.maxBitrate === bps && encoding.scaleResolutionDownBy === smaller)) return;
			encoding.maxBitrate = bps;
			encoding.scaleResolutionDownBy = smaller;
			await sender.setParameters(now);
		} catch {
			// Before the first negotiation there is nothing to limit in some browsers.
		}
	}

	private came(track: MediaStreamTrack, streams: readonly MediaStream[]): void {
		for (const stream of streams) {
			if (!this.streams.includes(stream)) {
				this.streams.push(stream);
				stream.onremovetrack = () => this.show();
			}
		}
		if (streams.length === 0) this.streams.push(new MediaStream([track]));
		track.onunmute = () => this.show();
		track.onmute = () => this.show();
		this.show();
	}

	/** Says what comes from there. The stream with a voice is the person's; without any it is the first, unless that can only be the screen. */
	show(): void {
		if (this.closed) return;
		const all = this.streams.filter((stream) => stream.getTracks().length > 0);
		const person =
			all.find((stream) => stream.getAudioTracks().length > 0) ??
			(all.length === 1 && this.options.screenOnly() ? undefined : all[0]);
		this.options.view({ person, screen: all.find((stream) => stream !== person) });
	}

	private watch(): void {
		if (this.closed) return;
		clearTimeout(this.timer);
		switch (this.pc.connectionState) {
			case "connected":
				void this.up();
				break;
			case "disconnected":
				this.options.doubt();
				this.timer = setTimeout(() => this.down(), GONE_MILLIS);
				break;
			case "failed":
				this.down();
				break;
			default:
				this.timer = setTimeout(() => this.insist(), this.againMillis);
		}
	}

	/** Once both know each other the polite one lets the other begin, each time. */
	private get againMillis(): number {
		return this.options.polite && this.pc.remoteDescription ? AGAIN_MILLIS * 1.5 : AGAIN_MILLIS;
	}

	/** It does not come up, perhaps because something that was said is lost. */
	private insist(): void {
		if (this.closed || this.connected) return;
		this.insists = true;
		if (this.pc.signalingState === "have-local-offer") this.describe();
		else if (this.pc.remoteDescription) this.restart();
		else void this.offer();
		this.timer = setTimeout(() => this.insist(), this.againMillis);
	}

	private async up(): Promise<void> {
		const path = await this.path().catch(() => undefined);
		if (this.closed || this.pc.connectionState !== "connected") return;
		// With `max-bundle` there is one transport for all.
		const ice = this.pc.getSenders()[0]?.transport?.iceTransport;
		if (ice) ice.onselectedcandidatepairchange = () => this.options.doubt();
		this.said = "up";
		void this.limit();
		this.options.line("up", path);
	}

	private down(): void {
		if (this.closed) return;
		const before = this.said;
		this.said = "down";
		if (before !== "down") this.options.line("down");
		// Here, too, one of the two offers: after two offers at once, the one who took theirs back sends nothing any more
		// in Chromium. The other one offers only if nothing has come.
		if (!this.options.polite || before === "down") this.restart();
		this.timer = setTimeout(() => {
			if (!this.connected) this.down();
		}, this.againMillis);
	}

	/** Looks for a new way, over which the same sound and picture go on. */
	restart(): void {
		void this.renew().then(() => {
			if (!this.closed) this.pc.restartIce();
		});
	}

	/** A way through a relay needs a password that is still good. */
	private async renew(): Promise<void> {
		const ice = await this.options.refresh().catch(() => []);
		if (this.closed || ice.length === 0) return;
		this.pc.setConfiguration({
			iceServers: ice,
			iceTransportPolicy: this.options.relayOnly ? "relay" : "all",
			bundlePolicy: "max-bundle",
		});
	}

	/** What was said may be lost with the server's memory: what is still open is said again, and a line that does not stand is mended. */
	again(): void {
		if (this.closed) return;
		if (this.pc.signalingState === "have-local-offer") this.describe();
		else if (!this.connected) this.restart();
		this.report();
	}

	/** Says once more how the line stands: the server has forgotten it. */
	report(): void {
		if (this.said === "up") void this.up();
		else if (this.said) this.options.line(this.said);
	}

	private async path(): Promise<Path | undefined> {
		return pathOf(await this.pc.getStats());
	}

	/** How good the line was since it was asked the last time. */
	async quality(): Promise<Quality | undefined> {
		if (!this.connected) return undefined;
		const report = await this.pc.getStats();
		const { totals, quality } = sumUp(report, this.before, Date.now() - this.measuredAt);
		this.before = totals;
		this.measuredAt = Date.now();
		return quality;
	}

	close(): void {
		this.closed = true;
		clearTimeout(this.timer);
		this.pc.close();
	}
}

/** Whether an offer looks for a new way: then it has another name for its end (RFC 8839, 4.4.1.1.1). */
function isAnew(before: string | undefined, offer: string | undefined): boolean {
	const name = (sdp = "") => /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1]?.trim();
	return before !== undefined && name(before) !== name(offer);
}

type Row = Record<string, unknown> & { id: string; type: string };
const rows = (report: RTCStatsReport): Row[] => {
	const all: Row[] = [];
	report.forEach((row: Row) => {
		all.push(row);
	});
	return all;
};
const num = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

function pairOf(all: readonly Row[]): Row | undefined {
	const transport = all.find((row) => row.type === "transport" && row.selectedCandidatePairId);
	return (
		all.find((row) => row.id === transport?.selectedCandidatePairId) ??
		// Firefox marks the pair itself.
		all.find((row) => row.type === "candidate-pair" && row.state === "succeeded" && (row.selected ?? row.nominated))
	);
}

/** Over which way the sound and the picture go. */
export function pathOf(report: RTCStatsReport): Path | undefined {
	const all = rows(report);
	const pair = pairOf(all);
	const local = all.find((row) => row.id === pair?.localCandidateId);
	switch (local?.candidateType) {
		case "host":
		case "srflx":
		case "prflx":
			return local.candidateType;
		case "relay": {
			const by = local.relayProtocol;
			return by === "tcp" || by === "tls" ? `relay-${by}` : "relay-udp";
		}
		default:
			return undefined;
	}
}

/** What the statistics say of the time since the totals before. */
export function sumUp(report: RTCStatsReport, before: Totals, millis: number): { totals: Totals; quality: Quality } {
	const all = rows(report);
	const incoming = all.filter((row) => row.type === "inbound-rtp");
	const sum = (of: readonly Row[], name: string) => of.reduce((so, row) => so + num(row[name]), 0);
	const totals: Totals = {
		received: sum(incoming, "packetsReceived"),
		lost: sum(incoming, "packetsLost"),
		bytes:
			sum(incoming, "bytesReceived") +
			sum(
				all.filter((row) => row.type === "outbound-rtp"),
				"bytesSent",
			),
		freezes: sum(incoming, "freezeCount"),
	};
	const since = (name: keyof Totals) => Math.max(0, totals[name] - before[name]);
	const lost = since("lost");
	const wanted = since("received") + lost;
	const pair = pairOf(all);
	const theirs = all.filter((row) => row.type === "remote-inbound-rtp");
	const most = (of: readonly Row[], name: string) => Math.max(0, ...of.map((row) => num(row[name])));
	return {
		totals,
		quality: {
			rttMs: Math.round((num(pair?.currentRoundTripTime) || most(theirs, "roundTripTime")) * 1000) || null,
			jitterMs: Math.round(most(incoming, "jitter") * 1000),
			lostIn: wanted > 0 ? Math.round((lost / wanted) * 1000) : 0,
			lostOut: Math.round(Math.min(1, most(theirs, "fractionLost")) * 1000),
			fps: Math.round(most(incoming, "framesPerSecond")),
			freezes: since("freezes"),
			kbps: millis > 0 ? Math.round((since("bytes") * 8) / millis) : 0,
		},
	};
}
