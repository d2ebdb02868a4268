import type { Ice } from "./frames";

/**
 * relay: bytes went through the office's relay; some: it did not let them through, but there are other ways;
 * later: there is no relay to try yet; none: the browser finds no way out at all.
 */
export type Found = "relay" | "some" | "later" | "none";

const GATHER_MILLIS = 6_000;
const RELAY_MILLIS = 10_000;

const within = <T>(millis: number, work: Promise<T>, otherwise: T): Promise<T> =>
	Promise.race([work, new Promise<T>((done) => setTimeout(() => done(otherwise), millis))]);

/** Tries what the talk will need of the line: a way out, and where the office has a relay, bytes through it and back. */
export async function tryConnection(ice: Ice[]): Promise<Found> {
	const relays = ice.filter((one) => [one.urls].flat().some((url) => /^turns?:/.test(url)));
	const ways = await gather(ice).catch(() => 0);
	if (relays.length > 0 && (await loop(relays).catch(() => false))) return "relay";
	if (ways === 0) return "none";
	return relays.length > 0 ? "some" : "later";
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
async function loop(relays: Ice[]): Promise<boolean> {
	const options: RTCConfiguration = { iceServers: relays, iceTransportPolicy: "relay" };
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
