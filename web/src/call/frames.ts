/** What a page sends into a room of talk, and what it hears from there. Nobody's name and nothing of a case is in a frame. */

export interface Sends {
	microphone: boolean;
	camera: boolean;
	screen: boolean;
}

export type Path = "host" | "srflx" | "prflx" | "relay-udp" | "relay-tcp" | "relay-tls";

export interface Description {
	type: "offer" | "answer" | "pranswer" | "rollback";
	sdp?: string;
}

export interface Candidate {
	candidate: string;
	sdpMid?: string | null;
	sdpMLineIndex?: number | null;
	usernameFragment?: string | null;
}

/** Of the two ways to say something to another seat one at a time; `null` means that there are no more candidates. */
export type Signal = { description: Description } | { candidate: Candidate | null };

/** What both look at. A paper that has the id of the case is its declaration. */
export interface Focus {
	paper?: string | null;
	document?: string | null;
	page?: number | null;
	/** How far down, from 0 to 1. */
	y?: number | null;
}

export interface Quality {
	/** Null where the browser does not know it (yet). */
	rttMs: number | null;
	jitterMs: number;
	/** Per mille. */
	lostIn: number;
	lostOut: number;
	fps: number;
	freezes: number;
	kbps: number;
}

export type ClientFrame =
	| ({ t: "signal"; to: string; with: number } & Signal)
	| ({ t: "media" } & Sends)
	| { t: "hold"; on: boolean }
	| { t: "line"; to: string; with: number; state: "up" | "down"; path?: Path }
	| ({ t: "quality" } & Quality)
	| ({ t: "focus" } & Focus)
	| { t: "chat"; text: string; id: string }
	| { t: "typing"; text: string }
	| { t: "turn" }
	| { t: "ping" }
	| { t: "bye" };

export type FirstFrame = { t: "hello"; ticket: string } | { t: "resume"; key: string; seen: number };

/** A server of TURN or STUN, as a browser takes it. */
export interface Ice {
	urls: string | string[];
	username?: string;
	credential?: string;
}

export interface Seat {
	seat: string;
	part: string;
	session: number;
	here: "HERE" | "AWAY";
	admitted: boolean;
	media: Sends;
}

export interface Room {
	state: "waiting" | "live" | "interrupted" | "over";
	hold: boolean;
	seats: Seat[];
	/** The seats with which this page has a connection of sound and picture. */
	meets: string[];
	focus?: Focus | null;
	mayBegin?: boolean;
}

export interface Welcome {
	t: "welcome";
	seat: string;
	session: number;
	key: string;
	seen: number;
	/** The server has forgotten what it said: it counts from 1 again. */
	reset?: boolean;
	ice: Ice[];
	relayOnly: boolean;
	/** Which talk it is; how it stands is told by the first `room`. */
	room?: string;
}

export type ByeWhy = "over" | "removed" | "elsewhere" | "expired" | "slow" | "stopping";

export type ServerFrame =
	| Welcome
	| ({ t: "room" } & Room)
	| ({ t: "signal"; from: string; session: number } & Signal)
	| { t: "chat"; from: string; id: string; text: string }
	| { t: "typing"; from: string; text: string }
	| { t: "turn"; ice: Ice[] }
	| { t: "pong" }
	| { t: "refused"; of: number; code: string }
	| { t: "bye"; why: ByeWhy };

const KNOWN: readonly string[] = ["welcome", "room", "signal", "chat", "typing", "turn", "pong", "refused", "bye"];

/** Reads a frame. What is none, and what a newer server may add, is nothing; its number counts all the same. */
export function readFrame(text: string): { frame?: ServerFrame; n?: number; seen?: number } | undefined {
	let found: unknown;
	try {
		found = JSON.parse(text);
	} catch {
		return undefined;
	}
	if (typeof found !== "object" || found === null) return undefined;
	const { t, n, seen } = found as { t?: unknown; n?: unknown; seen?: unknown };
	return {
		...(typeof t === "string" && KNOWN.includes(t) ? { frame: found as ServerFrame } : {}),
		...(typeof n === "number" ? { n } : {}),
		...(typeof seen === "number" ? { seen } : {}),
	};
}
