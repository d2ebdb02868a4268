import { expect, test } from "vitest";
import { stateOf } from "../../src/call/media";
import { pathOf, sumUp } from "../../src/call/peer";

const report = (...rows: Record<string, unknown>[]) =>
	new Map(rows.map((row) => [row.id, row])) as unknown as RTCStatsReport;

const pair = { id: "p", type: "candidate-pair", localCandidateId: "l", currentRoundTripTime: 0.042 };
const transport = { id: "t", type: "transport", selectedCandidatePairId: "p" };

test.each([
	[{ candidateType: "host" }, "host"],
	[{ candidateType: "srflx" }, "srflx"],
	[{ candidateType: "prflx" }, "prflx"],
	[{ candidateType: "relay", relayProtocol: "udp" }, "relay-udp"],
	[{ candidateType: "relay", relayProtocol: "tcp" }, "relay-tcp"],
	[{ candidateType: "relay", relayProtocol: "tls" }, "relay-tls"],
])("the way of the sound: %o is %s", (local, path) => {
	expect(pathOf(report(pair, transport, { id: "l", type: "local-candidate", ...local }))).toBe(path);
});

test("Firefox has no transport, and marks the pair; without any there is no way", () => {
	const local = { id: "l", type: "local-candidate", candidateType: "host" };
	const others = { id: "q", type: "candidate-pair", state: "succeeded", selected: false, localCandidateId: "m" };
	expect(pathOf(report(others, { ...pair, state: "succeeded", selected: true }, local))).toBe("host");
	expect(pathOf(report(local))).toBeUndefined();
});

test("the quality is that of the time since it was asked the last time", () => {
	const at = (received: number, lost: number, bytes: number, freezes: number) =>
		report(
			pair,
			transport,
			{
				id: "a",
				type: "inbound-rtp",
				packetsReceived: received / 2,
				packetsLost: lost,
				bytesReceived: bytes,
				jitter: 0.004,
			},
			{
				id: "v",
				type: "inbound-rtp",
				packetsReceived: received / 2,
				framesPerSecond: 23.6,
				freezeCount: freezes,
				jitter: 0.011,
			},
			{ id: "o", type: "outbound-rtp", bytesSent: bytes },
			{ id: "r", type: "remote-inbound-rtp", fractionLost: 0.08, roundTripTime: 0.1 },
		);
	const first = sumUp(at(1000, 10, 100_000, 1), { received: 0, lost: 0, bytes: 0, freezes: 0 }, 10_000);
	const second = sumUp(at(1900, 110, 725_000, 3), first.totals, 10_000);
	expect(second.quality).toEqual({
		rttMs: 42,
		jitterMs: 11,
		lostIn: 100,
		lostOut: 80,
		fps: 24,
		freezes: 2,
		kbps: 1000,
	});
});

test("how long packets are on their way is not known where nothing says so", () => {
	const rows = report({ id: "a", type: "inbound-rtp", packetsReceived: 10 }, { id: "r", type: "remote-inbound-rtp" });
	expect(sumUp(rows, { received: 0, lost: 0, bytes: 0, freezes: 0 }, 0).quality.rttMs).toBeNull();
});

test("a packet that came late after all does not make the loss negative", () => {
	const rows = report({ id: "a", type: "inbound-rtp", packetsReceived: 10, packetsLost: 2 });
	expect(sumUp(rows, { received: 0, lost: 5, bytes: 0, freezes: 0 }, 0).quality).toMatchObject({ lostIn: 0, kbps: 0 });
});

test.each([
	["NotAllowedError", "denied"],
	["NotReadableError", "busy"],
	["NotFoundError", "missing"],
	["OverconstrainedError", "missing"],
	["TypeError", "broken"],
])("why a device is not there: %s is %s", (name, state) => {
	expect(stateOf({ name })).toBe(state);
});
