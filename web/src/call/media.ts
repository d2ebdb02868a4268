import { store } from "../app/store";
import { isRemembered, remember } from "./remembered";

/**
 * unasked: nobody has pressed anything yet; asking: the browser asks; on: it is there; off: somebody has turned it off;
 * denied, busy, missing, broken: it is not there, and why.
 */
export type DeviceState = "unasked" | "asking" | "on" | "off" | "denied" | "busy" | "missing" | "broken";
export type Device = "microphone" | "camera";

export interface MediaState {
	microphone: DeviceState;
	camera: DeviceState;
	/** The picture of oneself. */
	picture: MediaStream | undefined;
	microphones: readonly MediaDeviceInfo[];
	cameras: readonly MediaDeviceInfo[];
	/** Which of them are in use. */
	microphoneId: string;
	cameraId: string;
	/** The screen that is shown. */
	screen: MediaStreamTrack | undefined;
	/** This browser has no way to a camera at all, or the page did not come over a safe line. */
	impossible: boolean;
}

const NOTHING: MediaState = {
	microphone: "unasked",
	camera: "unasked",
	picture: undefined,
	microphones: [],
	cameras: [],
	microphoneId: "",
	cameraId: "",
	screen: undefined,
	impossible: false,
};

export const media = store<MediaState>(NOTHING);

const tracks: { microphone?: MediaStreamTrack | undefined; camera?: MediaStreamTrack | undefined } = {};
/** Grows whenever everything is given back: what the browser gives later is not wanted any more. */
let given = 0;
let listening = false;
let context: AudioContext | undefined;
let analyser: { of: MediaStreamTrack; node: AnalyserNode; data: Uint8Array<ArrayBuffer> } | undefined;

const patch = (change: Partial<MediaState>) => media.set((now) => ({ ...now, ...change }));

/** Why a device is not there, by what the browser says. */
export function stateOf(error: unknown): DeviceState {
	switch ((error as { name?: string } | undefined)?.name) {
		case "NotAllowedError":
		case "SecurityError":
			return "denied";
		case "NotReadableError":
		case "AbortError":
			return "busy";
		case "NotFoundError":
		case "OverconstrainedError":
			return "missing";
		default:
			return "broken";
	}
}

const SOUND: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE: MediaTrackConstraints = {
	width: { ideal: 1280 },
	height: { ideal: 720 },
	frameRate: { ideal: 24, max: 30 },
	facingMode: "user",
};

const constraints = (device: Device, id?: string): MediaStreamConstraints => {
	const of = { ...(device === "microphone" ? SOUND : PICTURE), ...(id ? { deviceId: { exact: id } } : {}) };
	return device === "microphone" ? { audio: of } : { video: of };
};

function take(device: Device, track: MediaStreamTrack | undefined): void {
	const before = tracks[device];
	if (before && before !== track) {
		before.onended = null;
		before.stop();
	}
	tracks[device] = track;
	if (track) {
		track.onended = () => {
			// Pulled out, or taken away in the browser's settings.
			if (tracks[device] !== track) return;
			take(device, undefined);
			patch({ [device]: "missing" });
			void list();
		};
	}
	const id = track?.getSettings().deviceId ?? "";
	if (device === "camera") {
		patch({ picture: track ? new MediaStream([track]) : undefined, cameraId: id, ...(track ? { camera: "on" } : {}) });
		return;
	}
	const off = track !== undefined && isRemembered("call-microphone-off");
	if (off) track.enabled = false;
	patch({ microphoneId: id, ...(track ? { microphone: off ? "off" : "on" } : {}) });
}

async function list(): Promise<void> {
	try {
		const all = await navigator.mediaDevices.enumerateDevices();
		patch({
			microphones: all.filter((one) => one.kind === "audioinput" && one.deviceId),
			cameras: all.filter((one) => one.kind === "videoinput" && one.deviceId),
		});
	} catch {
		// Without a list there is nothing to choose from.
	}
}

/** Whether the browser's answer came too late. Then it is given back at once. */
function isLate(mine: number, stream: MediaStream): boolean {
	if (mine === given) return false;
	for (const track of stream.getTracks()) track.stop();
	return true;
}

async function ask(device: Device, id?: string): Promise<void> {
	patch({ [device]: "asking" });
	const mine = given;
	try {
		const stream = await navigator.mediaDevices.getUserMedia(constraints(device, id));
		if (isLate(mine, stream)) return;
		take(device, stream.getTracks()[0]);
	} catch (error) {
		if (mine !== given) return;
		take(device, undefined);
		patch({ [device]: stateOf(error) });
	}
}

/** As somebody had it before the page was loaded anew: a camera that they have turned off stays off. */
export async function beginAgain(): Promise<void> {
	if (!isRemembered("call-camera-off")) return begin();
	patch({ camera: "off" });
	return begin(["microphone"]);
}

/** Asks for both, or for what is not there yet. What one of them lacks does not keep the other away. */
export async function begin(want: readonly Device[] = ["microphone", "camera"]): Promise<void> {
	if (want.includes("camera")) remember("call-camera-off", false);
	if (typeof navigator.mediaDevices?.getUserMedia !== "function") {
		patch({ impossible: true, microphone: "missing", camera: "missing" });
		return;
	}
	if (!listening) {
		listening = true;
		navigator.mediaDevices.addEventListener("devicechange", () => void list());
	}
	const wanted = want.filter((device) => !tracks[device] && media.get()[device] !== "asking");
	if (wanted.length === 2) {
		patch({ microphone: "asking", camera: "asking" });
		const mine = given;
		try {
			// One question of the browser for both.
			const stream = await navigator.mediaDevices.getUserMedia({
				...constraints("microphone"),
				...constraints("camera"),
			});
			if (isLate(mine, stream)) return;
			take("microphone", stream.getAudioTracks()[0]);
			take("camera", stream.getVideoTracks()[0]);
			await list();
			return;
		} catch {
			if (mine !== given) return;
			// Which of the two it was is found out one by one.
		}
	}
	for (const device of wanted) await ask(device, device === "camera" ? media.get().cameraId : undefined);
	await list();
}

/** Whether the browser would ask nobody: it has its answers already, as after a reload, and yes is one of them. */
export async function allowed(): Promise<boolean> {
	try {
		const found = await Promise.all(
			["microphone", "camera"].map((name) => navigator.permissions.query({ name: name as PermissionName })),
		);
		return found[0]?.state === "granted" && found.every((one) => one.state !== "prompt");
	} catch {
		return false;
	}
}

/** Another device from now on; the call goes on. */
export async function choose(device: Device, id: string): Promise<void> {
	if (device === "camera" && media.get().camera === "off") {
		patch({ cameraId: id });
		return;
	}
	// A camera that is in use is not given twice on some telephones.
	take(device, undefined);
	await ask(device, id);
	await list();
}

/** Turns a device on or off. A camera that is off is given back, so that its lamp goes out; a microphone sends nothing. */
export function turn(device: Device, on: boolean): void {
	remember(device === "camera" ? "call-camera-off" : "call-microphone-off", !on);
	const track = tracks[device];
	if (on && !track) void begin([device]);
	else if (device === "camera") {
		const { cameraId } = media.get();
		if (!on) take(device, undefined);
		patch({ camera: on ? "on" : "off", cameraId });
	} else if (track) {
		track.enabled = on;
		patch({ microphone: on ? "on" : "off" });
	}
}

export const trackOf = (device: Device): MediaStreamTrack | undefined => tracks[device];

/** Shows the screen, or a window of it, which the browser lets choose. */
export async function showScreen(): Promise<void> {
	const mine = given;
	const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
	if (isLate(mine, stream)) return;
	media.get().screen?.stop();
	const track = stream.getVideoTracks()[0];
	if (!track) return;
	track.contentHint = "detail";
	track.onended = () => patch({ screen: undefined });
	patch({ screen: track });
}

export function hideScreen(): void {
	media.get().screen?.stop();
	patch({ screen: undefined });
}

/** How loud it is at the microphone, from 0 to 1. */
export function level(): number {
	const track = tracks.microphone;
	if (!track?.enabled) return 0;
	try {
		if (analyser?.of !== track) {
			context ??= new AudioContext();
			const node = context.createAnalyser();
			node.fftSize = 512;
			context.createMediaStreamSource(new MediaStream([track])).connect(node);
			analyser = { of: track, node, data: new Uint8Array(new ArrayBuffer(node.fftSize)) };
		}
		if (context?.state === "suspended") void context.resume();
		analyser.node.getByteTimeDomainData(analyser.data);
		let sum = 0;
		for (const one of analyser.data) sum += ((one - 128) / 128) ** 2;
		// Speech is quiet for a machine: its root mean square seldom passes a quarter.
		return Math.min(1, Math.sqrt(sum / analyser.data.length) * 4);
	} catch {
		return 0;
	}
}

/** A short melody of two tones, for whoever wants to know whether they hear us. */
export async function playSound(): Promise<void> {
	context ??= new AudioContext();
	await context.resume();
	const begin = context.currentTime;
	for (const [i, pitch] of [523, 659, 784].entries()) {
		const tone = context.createOscillator();
		const loud = context.createGain();
		tone.frequency.value = pitch;
		loud.gain.setValueAtTime(0, begin + i * 0.3);
		loud.gain.linearRampToValueAtTime(0.2, begin + i * 0.3 + 0.03);
		loud.gain.linearRampToValueAtTime(0, begin + i * 0.3 + 0.28);
		tone.connect(loud).connect(context.destination);
		tone.start(begin + i * 0.3);
		tone.stop(begin + i * 0.3 + 0.3);
	}
	await new Promise((done) => setTimeout(done, 1_000));
}

/** Gives everything back: the lamp of the camera goes out. */
export function release(): void {
	given += 1;
	hideScreen();
	take("microphone", undefined);
	take("camera", undefined);
	analyser = undefined;
	void context?.close().catch(() => {});
	context = undefined;
	patch({ ...NOTHING });
}
