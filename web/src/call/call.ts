import { give, send } from "../app/client";
import { newKey } from "../app/keys";
import { listenAnew } from "../app/live";
import { serverNow } from "../app/net";
import { ensureSender, session } from "../app/session";
import { store } from "../app/store";
import { faultOf } from "../app/use";
import { JoinConsultationDocument } from "../gql/graphql";
import type { Focus, Ice, Room, Sends, ServerFrame, Signal, Welcome } from "./frames";
import { isGuest, ticketByInvitation } from "./guest";
import { hideScreen, type MediaState, media, release, showScreen, trackOf } from "./media";
import { type Talking, talking, type Visiting } from "./now";
import { Link, type View } from "./peer";
import { forgetAll, isRemembered, remember } from "./remembered";
import { partners, remembered } from "./room";
import { type LineState, NotLetIn, RESUME_MILLIS, Signalling, type Socket, type Wires } from "./signalling";
import { askedFor } from "./ticket";
import { judge, STRONG } from "./weak";

const QUALITY_MILLIS = 10_000;
/** So long a new credential of a relay is waited for. */
const TURN_MILLIS = 1_500;
/** What somebody types goes out at most so often. */
const TYPING_MILLIS = 400;

export interface Said {
	id: string;
	from: string;
	text: string;
}

export interface CallState {
	line: LineState;
	/** Why the office does not let us in, in its words. */
	why: string | undefined;
	/** Since when the line is gone. */
	goneAt: number | undefined;
	seat: string;
	room: Room | undefined;
	ice: readonly Ice[];
	/** What comes from the others, and whether it does. */
	views: Readonly<Record<string, View>>;
	up: Readonly<Record<string, boolean>>;
	chat: readonly Said[];
	typing: Readonly<Record<string, string>>;
	/** The line is too weak for pictures. */
	weak: boolean;
	/** The browser plays no sound before somebody presses something. */
	silent: boolean;
	following: boolean;
}

const NOTHING: CallState = {
	line: "joining",
	why: undefined,
	goneAt: undefined,
	seat: "",
	room: undefined,
	ice: [],
	views: {},
	up: {},
	chat: [],
	typing: {},
	weak: false,
	silent: false,
	following: true,
};

export const call = store<CallState>(NOTHING);
const patch = (change: Partial<CallState>) => call.set((now) => ({ ...now, ...change }));

interface Peer {
	session: number;
	link: Link;
	voice: HTMLAudioElement;
}

let line: Signalling | undefined;
let of: Talking | Visiting | undefined;
let relayOnly = false;
let own = { person: new MediaStream(), screen: new MediaStream() };
const peers = new Map<string, Peer>();
let measuring: ReturnType<typeof setInterval> | undefined;
let freshIce: { promise: Promise<Ice[]>; done: (ice: Ice[]) => void } | undefined;
let lastSends = "";
let judged = STRONG;
/** Until then those are waited for whom a restarted server does not know yet; and who they are. */
let trustUntil = 0;
let trusting: ReturnType<typeof setTimeout> | undefined;
const missing = new Set<string>();
/** To whom everything is to be said again that is still open. */
const forgotten = new Set<string>();
let heldByUs = false;

async function ask(booking: string) {
	await ensureSender();
	return give(JoinConsultationDocument, { input: { idempotencyKey: newKey(), booking } });
}

function wires(of: Talking | Visiting): Wires {
	return {
		async ticket() {
			if (of.part === "GUEST") return ticketByInvitation(of.invitation);
			// A session that has ended is said by the page, which asks to sign in again.
			const { consultationJoin } = await askedFor(ask(of.booking), (error) => faultOf(error).kind);
			const [refusal] = consultationJoin.errors as readonly { message?: string }[];
			if (refusal) throw new NotLetIn(refusal.message ?? "");
			if (!consultationJoin.ticket) throw new Error("no ticket");
			return consultationJoin.ticket;
		},
		socket(path) {
			const url = new URL(path, location.href);
			url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
			return new WebSocket(url, "vorgang-rtc-1") as unknown as Socket;
		},
		post: (path, body, { key, signal }) =>
			send(path, {
				method: "POST",
				body,
				...(signal ? { signal } : {}),
				headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
			}),
		random: Math.random,
	};
}

const roomOf = (one: Talking | Visiting): string => (one.part === "GUEST" ? one.invitation : one.booking);

/** Takes part in the talk of an appointment, from its waiting room on. */
export function join(next: Talking | Visiting): void {
	if (of && roomOf(of) === roomOf(next) && of.part === next.part && line && !isOver(call.get().line)) return;
	stop();
	// In another room than before one has not said anything yet.
	if (of && roomOf(of) !== roomOf(next)) forgetAll();
	of = next;
	call.set(() => ({ ...NOTHING }));
	if (isRemembered("call-left")) {
		patch({ line: "left" });
		return;
	}
	own = { person: new MediaStream(), screen: new MediaStream() };
	lastSends = "";
	judged = STRONG;
	line = new Signalling(wires(next), { welcome, frame, line: lineIs });
	line.start();
	measuring = setInterval(() => void measure(), QUALITY_MILLIS);
	addEventListener("online", networkChanged);
	connection()?.addEventListener("change", typeChanged);
}

export const isOver = (state: LineState): boolean => !["joining", "on", "back"].includes(state);

/** Goes on purpose: everything is given back, the camera too. */
export function leave(): void {
	line?.leave();
	stop();
	release();
	remember("call-left", true);
	patch({ line: "left" });
}

/** Comes back after having left, or after another window had taken the seat. */
export function comeBack(): void {
	const before = of ?? talking.get();
	if (before) {
		remember("call-left", false);
		of = undefined;
		join(before);
	}
}

function stop(): void {
	line?.leave();
	line = undefined;
	for (const seat of [...peers.keys()]) hangUp(seat);
	clearInterval(measuring);
	clearTimeout(trusting);
	trustUntil = 0;
	heldByUs = false;
	missing.clear();
	forgotten.clear();
	removeEventListener("online", networkChanged);
	connection()?.removeEventListener("change", typeChanged);
}

/** The appointment is over. */
export function forget(): void {
	stop();
	of = undefined;
	release();
	forgetAll();
	call.set(() => ({ ...NOTHING }));
}

const connection = () => (navigator as unknown as { connection?: EventTarget & { type?: string } }).connection;
let network = connection()?.type;

/** Another network, such as that of the telephone in place of the one at home. That it got slower is told by the same event. */
function typeChanged(): void {
	const now = connection()?.type;
	if (now === network) return;
	network = now;
	if (now !== "none") networkChanged();
}

function networkChanged(): void {
	line?.again();
	for (const { link } of peers.values()) link.restart();
}

function lineIs(state: LineState, why?: string): void {
	patch({ line: state, why, goneAt: state === "back" ? serverNow() : undefined });
	if (state === "back") listenAnew();
	if (isOver(state)) {
		for (const seat of [...peers.keys()]) hangUp(seat);
		// Whoever is here no longer is seen and heard by no device either.
		release();
	}
}

function welcome(said: Welcome, { fresh, reset }: { fresh: boolean; reset: boolean }): void {
	relayOnly = said.relayOnly;
	patch({ seat: said.seat, ice: said.ice });
	if (fresh) for (const seat of [...peers.keys()]) hangUp(seat);
	lastSends = "";
	sayMedia();
	if (!reset) for (const { link } of peers.values()) link.report();
	else {
		// As soon as they are there again.
		for (const seat of peers.keys()) forgotten.add(seat);
		// What the clerk had said to the room, it has forgotten.
		const { room } = call.get();
		heldByUs = said.seat === "host" && room?.hold === true;
		if (heldByUs) hold(true);
		if (said.seat === "host" && room?.focus) lookAt(room.focus);
		trustUntil = Date.now() + RESUME_MILLIS;
		clearTimeout(trusting);
		trusting = setTimeout(() => {
			const { room } = call.get();
			if (room) roomIs({ ...room, seats: room.seats.filter((one) => !missing.has(one.seat)) });
		}, RESUME_MILLIS + 500);
	}
}

function frame(said: ServerFrame): void {
	switch (said.t) {
		case "room": {
			const { t: _, ...room } = said;
			roomIs(room);
			break;
		}
		case "signal":
			heard(said.from, said.session, said);
			break;
		case "chat":
			call.set((now) =>
				now.chat.some((one) => one.id === said.id)
					? now
					: { ...now, chat: [...now.chat, { id: said.id, from: said.from, text: said.text }] },
			);
			typed(said.from, "");
			break;
		case "typing":
			typed(said.from, said.text);
			break;
		case "turn":
			patch({ ice: said.ice });
			freshIce?.done(said.ice);
			break;
	}
}

function typed(from: string, text: string): void {
	call.set((now) => ({ ...now, typing: { ...now.typing, [from]: text } }));
}

/** What the room is for us: after a restart of the server also what it does not know yet. */
function known(told: Room, before: Room | undefined): Room {
	for (const { seat, here } of told.seats) if (here === "HERE" && forgotten.delete(seat)) peers.get(seat)?.link.again();
	missing.clear();
	if (Date.now() > trustUntil) return told;
	const room = remembered(told, before, new Set(peers.keys()));
	for (const one of room.seats) if (!told.seats.some((there) => there.seat === one.seat)) missing.add(one.seat);
	// Who had put the talk on hold has it there until the server knows it again.
	if (told.hold) heldByUs = false;
	return heldByUs ? { ...room, hold: true } : room;
}

function roomIs(told: Room): void {
	const before = call.get().room;
	const room = known(told, before);
	patch({ room });
	const wanted = partners(room);
	for (const [seat, peer] of [...peers])
		if (!wanted.some((one) => one.seat === seat && one.session === peer.session)) hangUp(seat);
	// Whoever is away keeps the connection that they have; a new one is made with whoever is here.
	for (const one of wanted) if (one.here === "HERE") peerOf(one.seat, one.session);
	if (before?.hold !== room.hold) silence(room.hold);
	for (const { link } of peers.values()) link.show();
	sendTracks();
	if (room.focus?.paper !== before?.focus?.paper || room.focus?.document !== before?.focus?.document)
		patch({ following: true });
}

/** On hold nobody sees or hears anybody: nothing is recorded by the devices meanwhile, and nothing played. */
function silence(on: boolean): void {
	const state = media.get();
	for (const device of ["microphone", "camera"] as const) {
		const track = trackOf(device);
		if (track) track.enabled = !on && state[device] === "on";
	}
	for (const { voice } of peers.values()) voice.muted = on;
}

function peerOf(seat: string, session: number): Peer {
	const there = peers.get(seat);
	if (there?.session === session) return there;
	if (there) hangUp(seat);
	const order = call.get().room?.seats.map((one) => one.seat) ?? [];
	const voice = new Audio();
	voice.autoplay = false;
	const say = (signal: Signal) => line?.send({ t: "signal", to: seat, with: session, ...signal });
	const link = new Link({
		ice: [...call.get().ice],
		relayOnly,
		guest: isGuest(call.get().seat),
		polite: order.indexOf(call.get().seat) > order.indexOf(seat),
		streams: own,
		say,
		line: (state, path) => {
			line?.send({ t: "line", to: seat, with: session, state, ...(path ? { path } : {}) });
			call.set((now) => ({ ...now, up: { ...now.up, [seat]: state === "up" } }));
		},
		doubt: () => line?.doubt(),
		view: (view) => {
			call.set((now) => ({ ...now, views: { ...now.views, [seat]: view } }));
			hearVoice(voice, view);
		},
		screenOnly: () => {
			const sends = call.get().room?.seats.find((one) => one.seat === seat)?.media;
			return sends?.screen === true && !sends.camera;
		},
		refresh: refreshIce,
	});
	const peer = { session, link, voice };
	peers.set(seat, peer);
	link.apply(tracksNow(), peers.size > 1);
	return peer;
}

function hangUp(seat: string): void {
	const peer = peers.get(seat);
	if (!peer) return;
	peers.delete(seat);
	peer.link.close();
	peer.voice.srcObject = null;
	call.set((now) => {
		const { [seat]: _view, ...views } = now.views;
		const { [seat]: _up, ...up } = now.up;
		const { [seat]: _typed, ...typing } = now.typing;
		return { ...now, views, up, typing };
	});
}

/** The voice is played apart from the picture, so that it goes on when the page with the picture is left. */
function hearVoice(voice: HTMLAudioElement, { person }: View): void {
	const tracks = person?.getAudioTracks() ?? [];
	const now = voice.srcObject as MediaStream | null;
	if (tracks[0] && now?.getAudioTracks()[0] !== tracks[0]) voice.srcObject = new MediaStream(tracks);
	if (!tracks[0]) return;
	voice.muted = call.get().room?.hold === true;
	if (voice.paused)
		voice.play().then(
			() => patch({ silent: false }),
			(error) => (error as { name?: string }).name === "NotAllowedError" && patch({ silent: true }),
		);
}

/** The browser does not even play a picture. */
export function refusedToPlay(): void {
	patch({ silent: true });
}

/** Somebody has pressed a button: now the browser plays. */
export function listenIn(): void {
	for (const video of document.querySelectorAll("video")) video.play().catch(() => {});
	for (const { voice } of peers.values())
		if (voice.srcObject)
			voice.play().then(
				() => patch({ silent: false }),
				() => {},
			);
}

function heard(from: string, session: number, signal: Signal): void {
	const seat = call.get().room?.seats.find((one) => one.seat === from);
	// What an older page of theirs has said late.
	if (seat && seat.session > session) return;
	if (!peers.has(from) && !partners(call.get().room).some((one) => one.seat === from)) return;
	void peerOf(from, session).link.hear(signal);
}

/** A relay's credential is good for a while; a way over it that is made later needs a new one. */
function refreshIce(): Promise<Ice[]> {
	const { ice } = call.get();
	if (ice.length === 0 || call.get().line !== "on") return Promise.resolve([...ice]);
	if (!freshIce) {
		let done: (ice: Ice[]) => void = () => {};
		const promise = new Promise<Ice[]>((answer) => {
			done = answer;
			setTimeout(() => answer([...call.get().ice]), TURN_MILLIS);
		});
		freshIce = { promise, done };
		promise.finally(() => {
			freshIce = undefined;
		});
		line?.send({ t: "turn" });
	}
	return freshIce.promise;
}

function tracksNow() {
	if (call.get().room?.hold) return {};
	return { audio: trackOf("microphone"), video: trackOf("camera"), screen: media.get().screen };
}

function sendTracks(): void {
	const sent = tracksNow();
	for (const { link } of peers.values()) {
		if (!sent.screen && !call.get().room?.hold) link.endScreen();
		link.apply(sent, peers.size > 1);
	}
}

const sendsOf = (state: MediaState): Sends => ({
	microphone: state.microphone === "on",
	camera: state.camera === "on",
	screen: state.screen !== undefined,
});

function sayMedia(): void {
	const sends = sendsOf(media.get());
	const text = JSON.stringify(sends);
	if (!line || text === lastSends) return;
	lastSends = text;
	line.send({ t: "media", ...sends });
}

media.subscribe(() => {
	if (!line) return;
	sendTracks();
	sayMedia();
	if (call.get().room?.hold) silence(true);
});

async function measure(): Promise<void> {
	const all = (await Promise.all([...peers.values()].map(({ link }) => link.quality()))).filter(
		(one) => one !== undefined,
	);
	const [first] = all;
	if (!first) return;
	const most = (name: keyof typeof first) => Math.max(...all.map((one) => one[name] ?? 0));
	const sample = {
		rttMs: most("rttMs") || null,
		jitterMs: most("jitterMs"),
		lostIn: most("lostIn"),
		lostOut: most("lostOut"),
		fps: Math.min(...all.map((one) => one.fps)),
		freezes: most("freezes"),
		kbps: all.reduce((sum, one) => sum + one.kbps, 0),
	};
	line?.send({ t: "quality", ...sample });
	judged = judge(judged, sample);
	patch({ weak: judged.weak });
}

/** Says something in writing. */
export function write(text: string): void {
	const said = text.trim().slice(0, 1000);
	if (!said) return;
	const id = newKey();
	clearTimeout(typingTimer);
	typingTimer = undefined;
	line?.send({ t: "chat", text: said, id });
	// One's own line stands there at once; should the server send it back, it is known by its id.
	call.set((now) => ({ ...now, chat: [...now.chat, { id, from: now.seat, text: said }] }));
}

let typingTimer: ReturnType<typeof setTimeout> | undefined;
let typingText = "";

/** What is being typed is there while it is typed, for whoever cannot hear. */
export function type(text: string): void {
	typingText = text.slice(0, 1000);
	typingTimer ??= setTimeout(() => {
		typingTimer = undefined;
		line?.send({ t: "typing", text: typingText });
	}, TYPING_MILLIS);
}

/** The clerk's: nobody sees or hears anybody, or everybody again. */
export function hold(on: boolean): void {
	if (!on) heldByUs = false;
	line?.send({ t: "hold", on });
}

let focusWaits = false;
let focusNext: Focus = {};

/** The clerk's: what both look at. While a text is scrolled it goes out a few times a second. */
export function lookAt(next: Focus): void {
	focusNext = next;
	if (focusWaits) return;
	focusWaits = true;
	setTimeout(() => {
		focusWaits = false;
		line?.send({
			t: "focus",
			paper: focusNext.paper ?? null,
			document: focusNext.document ?? null,
			page: focusNext.page ?? null,
			y: focusNext.y ?? null,
		});
	}, 150);
}

export function follow(on: boolean): void {
	patch({ following: on });
}

/** Shows the screen, or stops. Whoever changes their mind in the browser's question has decided nothing. */
export async function shareScreen(on: boolean): Promise<void> {
	if (!on) hideScreen();
	else await showScreen().catch(() => {});
}

talking.subscribe((next) => {
	// A guest takes part without an appointment.
	if (!next && of && of.part !== "GUEST") forget();
});

// Whoever signs out leaves nothing open for whoever sits down after them.
session.subscribe((now) => {
	if (now?.kind === "none") talking.set(undefined);
});
