import type { Ice } from "./frames";

/** How a browser reaches the office's relay. */
export type Leg = "udp" | "tcp" | "tls";

/**
 * relay: bytes went through the office's relay; closed: there is one, and nothing gets there from here;
 * later: there is no relay to try yet; none: the browser finds no way out at all.
 */
export interface Found {
	what: "relay" | "closed" | "later" | "none";
	/** Which of the ways that are offered work. */
	legs: readonly { leg: Leg; works: boolean }[];
}

const GATHER_MILLIS = 6_000;
const RELAY_MILLIS = 10_000;

const within = <T>(millis: number, work: Promise<T>, otherwise: T): Promise<T> =>
	Promise.race([work, new Promise<T>((done) => setTimeout(() => done(otherwise), millis))]);

const legOf = (url: string): Leg => (url.startsWith("turns:") ? "tls" : url.endsWith("?transport=tcp") ? "tcp" : "udp");

/** Tries what the talk will need of the line: a way out, and where the office has a relay, bytes through it and back, each way. */
export async function tryConnection(ice: Ice[]): Promise<Found> {
	const relays = ice.flatMap((one) => [one.urls].flat().map((urls) => ({ ...one, urls })));
	const offered = relays.filter(({ urls }) => /^turns?:/.test(urls));
	const [ways, ...legs] = await Promise.all([
		gather(ice).catch(() => 0),
		...offered.map(async (one) => ({ leg: legOf(one.urls), works: await loop(one).catch(() => false) })),
	]);
	if (legs.some(({ works }) => works)) return { what: "relay", legs };
	return { what: ways === 0 ? "none" : legs.length > 0 ? "closed" : "later", legs };
}

/** How many ways out the browser finds. */
async function gather(ice: Ice[]): Promise<number> {
	const pc = new RTCPeerConnection({ iceServers: ice });
	try {
		pc.createDataChannel("test");
		let found = 0;
		const done = new Promise<void>((end) => {
			pc.onicecandidate = ({ candidate }) => {
				if (!candidate) end();
				else if (candidate.candidate) found += 1;
			};
		});
		await pc.setLocalDescription();
		await within(GATHER_MILLIS, done, undefined);
		return found;
	} finally {
		pc.close();
	}
}

/** Two ends on this device that reach each other through the relay alone. */
async function loop(relay: Ice): Promise<boolean> {
	const options: RTCConfiguration = { iceServers: [relay], iceTransportPolicy: "relay" };
	const [here, there] = [new RTCPeerConnection(options), new RTCPeerConnection(options)];
	try {
		here.onicecandidate = ({ candidate }) => void there.addIceCandidate(candidate ?? undefined).catch(() => {});
		there.onicecandidate = ({ candidate }) => void here.addIceCandidate(candidate ?? undefined).catch(() => {});
		const channel = here.createDataChannel("test");
		const came = new Promise<boolean>((done) => {
			there.ondatachannel = (event) => {
				event.channel.onmessage = () => done(true);
			};
		});
		channel.onopen = () => channel.send("test");
		await here.setLocalDescription();
		await there.setRemoteDescription(here.localDescription as RTCSessionDescription);
		await there.setLocalDescription();
		await here.setRemoteDescription(there.localDescription as RTCSessionDescription);
		return await within(RELAY_MILLIS, came, false);
	} finally {
		here.close();
		there.close();
	}
}
