import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { keyOf, type Language, language, loadTexts, t } from "../app/i18n";
import { Button } from "../parts/Button";
import { SelectField, TextField } from "../parts/Field";
import { Drawing } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { call, listenIn, refusedToPlay, type, write } from "./call";
import { captions, captionsPossible } from "./captions";
import { allowed, begin, beginAgain, choose, type Device, level, media, turn } from "./media";
import "./call.scss";

// Drawn for these pages, on a grid of 24, as those of every page are.
const PATHS = {
	microphone: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5v3",
	microphoneOff: "M9 6.5a3 3 0 0 1 6 0v5M9 9.5v2a3 3 0 0 0 4.5 2.6M5.5 11a6.5 6.5 0 0 0 10.5 5M12 17.5v3M4 4l16 16",
	camera: "M3 7h11v10H3V7ZM14 11l7-3.5v9L14 13",
	cameraOff: "M8 7h6v4l7-3.5v9L14 13v4H3V7M4 4l16 16",
	screen: "M3 5h18v11H3V5ZM8 20h8M12 16v4",
	chat: "M4 5h16v11H9l-5 4V5ZM8 9h8M8 12.5h5",
	leave: "M14 5h5v14h-5M11 8l-4 4 4 4M7 12h9",
	hold: "M8 5v14M16 5v14",
	captions: "M3 6h18v12H3V6ZM7 14h4M13 14h4M7 10.5h2M11 10.5h6",
	devices: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
} as const;

/** Whether the words of the call are here, in the language of the page. */
export function useCallTexts(): boolean {
	const speaking = language.use();
	const [have, setHave] = useState<string>();
	useEffect(() => {
		let wanted = true;
		loadTexts(["call"], speaking).then(
			() => wanted && setHave(speaking),
			() => {},
		);
		return () => {
			wanted = false;
		};
	}, [speaking]);
	return have === speaking;
}

/** A moving picture, without its sound: that is played apart. */
export function Picture({ stream, label, mirrored }: { stream: MediaStream; label: string; mirrored?: boolean }) {
	const video = useRef<HTMLVideoElement>(null);
	useEffect(() => {
		const shown = video.current;
		if (!shown) return;
		shown.srcObject = stream;
		shown.muted = true;
		// Without sound every browser plays; one that saves energy plays once somebody has pressed something.
		shown.play().catch((error) => {
			if ((error as { name?: string }).name === "NotAllowedError") refusedToPlay();
		});
		return () => {
			shown.srcObject = null;
		};
	}, [stream]);
	return (
		<video
			ref={video}
			class={mirrored ? "picture picture--mirrored" : "picture"}
			aria-label={label}
			muted
			playsInline
			autoPlay
			disablePictureInPicture
		/>
	);
}

/** The picture of oneself, as in a mirror; or why there is none. */
export function Own() {
	const { picture, camera } = media.use();
	return (
		<div class="own">
			{picture && camera === "on" ? (
				<Picture stream={picture} label={t("call.own")} mirrored />
			) : (
				<p>{t(camera === "off" ? "call.own.off" : "call.own.none")}</p>
			)}
		</div>
	);
}

/** How loud it is at the microphone, ten times a second. */
export function Level() {
	const id = useId();
	const bar = useRef<HTMLMeterElement>(null);
	useEffect(() => {
		const timer = setInterval(() => {
			if (bar.current) bar.current.value = level();
		}, 100);
		return () => clearInterval(timer);
	}, []);
	return (
		<div class="level">
			<label for={id}>{t("call.level")}</label>
			<meter ref={bar} id={id} min={0} max={1} low={0.04} value={0} />
		</div>
	);
}

const TROUBLES: readonly string[] = ["denied", "busy", "missing", "broken"];

/** What is to be said before the browser asks; and once it has answered, what is missing and what can be done. */
export function Ask({ clerk, brief }: { clerk?: boolean; brief?: boolean }) {
	const { microphone, camera, impossible } = media.use();
	// Nobody is shown a question that goes away by itself, under their finger.
	const [looked, setLooked] = useState(media.get().microphone !== "unasked");
	useEffect(() => {
		// After a reload the browser remembers its answer; then nothing has to be explained.
		let here = true;
		if (media.get().microphone === "unasked")
			allowed().then((yes) => {
				if (!here) return;
				if (yes) void beginAgain();
				setLooked(true);
			});
		return () => {
			here = false;
		};
	}, []);
	if (impossible)
		return (
			<Notice kind="warning" title={t("call.impossible")} told>
				<p>{t("call.impossible.text")}</p>
			</Notice>
		);
	if (microphone === "unasked" && camera === "unasked") {
		if (!looked) return null;
		return (
			<Notice kind="info" title={t(clerk ? "call.clerk.ask" : "call.ask")}>
				<p>{t("call.ask.text")}</p>
				<div class="actions">
					<Button look="primary" onClick={() => begin()}>
						{t("call.ask.both")}
					</Button>
					<Button
						onClick={() => {
							turn("camera", false);
							void begin(["microphone"]);
						}}
					>
						{t("call.ask.sound")}
					</Button>
				</div>
			</Notice>
		);
	}
	if (microphone === "asking" || camera === "asking")
		return (
			<p class="call__words" role="status">
				{t("call.asking")}
			</p>
		);
	return (
		<>
			<Trouble device="camera" brief={brief} />
			<Trouble device="microphone" brief={brief} />
		</>
	);
}

function Trouble({ device, brief }: { device: Device; brief?: boolean | undefined }) {
	const state = media.use()[device];
	if (!TROUBLES.includes(state)) return null;
	const what = t(device === "camera" ? keyOf("call.camera", state) : keyOf("call.microphone", state));
	// In the talk there is no room for more, and the button below tries again.
	if (brief) return <p role="status">{what}</p>;
	return (
		<Notice kind="warning" title={what} told>
			<p>{t(keyOf("call.trouble", state))}</p>
			<p>{t(device === "camera" ? "call.camera.without" : "call.microphone.without")}</p>
			<div class="actions">
				<Button onClick={() => begin([device])}>{t("call.again")}</Button>
			</div>
		</Notice>
	);
}

/** A button of the call: a picture above its word. */
export function Control({
	id,
	icon,
	off,
	hotkey,
	onPress,
	expanded,
	children,
}: {
	id: string;
	icon: keyof typeof PATHS;
	/** It is not sent, or not on. */
	off?: boolean;
	hotkey?: string | undefined;
	onPress: () => void;
	expanded?: boolean | undefined;
	children: ComponentChildren;
}) {
	return (
		<button
			type="button"
			id={`call-${id}`}
			class={off ? "control control--off" : "control"}
			aria-keyshortcuts={hotkey}
			aria-expanded={expanded}
			onClick={onPress}
		>
			<Drawing path={PATHS[icon]} size={22} />
			<span>{children}</span>
		</button>
	);
}

/** Microphone and camera, on and off. */
export function Sending({ keys }: { keys?: boolean }) {
	const { microphone, camera } = media.use();
	return (
		<>
			<Control
				id="microphone"
				icon={microphone === "on" ? "microphone" : "microphoneOff"}
				off={microphone !== "on"}
				hotkey={keys ? "m" : undefined}
				onPress={() => turn("microphone", microphone !== "on")}
			>
				{t(microphone === "on" ? "call.microphone.off" : "call.microphone.on")}
			</Control>
			<Control
				id="camera"
				icon={camera === "on" ? "camera" : "cameraOff"}
				off={camera !== "on"}
				hotkey={keys ? "c" : undefined}
				onPress={() => turn("camera", camera !== "on")}
			>
				{t(camera === "on" ? "call.camera.off" : "call.camera.on")}
			</Control>
		</>
	);
}

/** Which microphone and which camera. Changing them does not end anything. */
export function Devices() {
	const { microphones, cameras, microphoneId, cameraId } = media.use();
	return (
		<div class="devices">
			<Choice
				label={t("call.devices.microphone")}
				name="microphone-choice"
				all={microphones}
				value={microphoneId}
				onChoice={(id) => choose("microphone", id)}
			/>
			<Choice
				label={t("call.devices.camera")}
				name="camera-choice"
				all={cameras}
				value={cameraId}
				onChoice={(id) => choose("camera", id)}
			/>
			<Level />
		</div>
	);
}

function Choice({
	label,
	name,
	all,
	value,
	onChoice,
}: {
	label: string;
	name: string;
	all: readonly MediaDeviceInfo[];
	value: string;
	onChoice: (id: string) => void;
}) {
	if (all.length === 0)
		return (
			<p class="muted">
				{label}: {t("call.devices.none")}
			</p>
		);
	return (
		<SelectField
			name={name}
			label={label}
			value={value}
			onValue={onChoice}
			options={all.map((one, i) => ({ value: one.deviceId, label: one.label || t("call.devices.n", { n: i + 1 }) }))}
		/>
	);
}

export const nameOfPart = (part: string | undefined): string =>
	t(
		part === "INTERPRETER" ? "call.part.interpreter" : part === "COMPANION" ? "call.part.companion" : "call.part.guest",
	);

/** Who says something, as it is called here: parts are known, names are not. */
export const partOf = (seat: string): string => {
	const { room, seat: own } = call.get();
	if (seat === own) return t("call.me");
	const part = room?.seats.find((one) => one.seat === seat)?.part;
	return part === "CLERK" || seat === "host"
		? t("call.part.clerk")
		: part === "CITIZEN" || seat === "holder"
			? t("call.part.citizen")
			: nameOfPart(part);
};

/** What is said in writing; what the other one types is there while they type it. */
export function Chat() {
	const { chat, typing, seat } = call.use();
	const [text, setText] = useState("");
	const lines = useRef<HTMLDivElement>(null);
	useEffect(() => {
		// The box alone: whoever reads or signs below stays where they are.
		if (lines.current) lines.current.scrollTop = lines.current.scrollHeight;
	}, [chat.length]);
	const theirs = Object.entries(typing).filter(([from, typed]) => typed && from !== seat);
	return (
		<div class="chat">
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard */}
			<div ref={lines} class="chat__lines" role="log" aria-label={t("call.chat.lines")} tabIndex={0}>
				{chat.length === 0 && <p class="muted">{t("call.chat.none")}</p>}
				{chat.map((one) => (
					<p key={one.id}>
						<strong>{partOf(one.from)}:</strong> {one.text}
					</p>
				))}
			</div>
			{theirs.map(([from, typed]) => (
				<p key={from} class="chat__typing">
					<span class="muted">{t("call.chat.typing", { who: partOf(from) })}</span> {typed}
				</p>
			))}
			<form
				class="chat__form"
				onSubmit={(event) => {
					event.preventDefault();
					write(text);
					setText("");
				}}
			>
				<TextField
					name="chat-text"
					label={t("call.chat.label")}
					hint={t("call.chat.hint")}
					maxLength={1000}
					value={text}
					onValue={(next) => {
						setText(next);
						type(next);
					}}
				/>
				<Button type="submit">{t("call.chat.send")}</Button>
			</form>
		</div>
	);
}

/** What is said, written down on this device, where it can. */
export function useCaptions(voice: MediaStream | undefined) {
	const [able, setAble] = useState<Language>();
	const [wished, setWished] = useState(false);
	const [text, setText] = useState("");
	const speaking = language.use();
	useEffect(() => {
		let current = true;
		captionsPossible().then((yes) => {
			if (current) setAble(yes ? speaking : undefined);
		});
		return () => {
			current = false;
		};
	}, [speaking]);
	// Whoever changes to a language that the device cannot write down has no button any more to switch it off.
	const possible = able === speaking;
	const on = wished && possible;
	const track = voice?.getAudioTracks()[0];
	useEffect(() => {
		setText("");
		if (on && track) return captions(track, setText);
		return undefined;
	}, [on, track, speaking]);
	return { possible, on, toggle: () => setWished(!on), text };
}

/** The line is too weak for pictures: without them there is room for the sound. */
export function Weak() {
	const { weak } = call.use();
	const { camera } = media.use();
	if (!weak) return null;
	return (
		<Notice kind="warning" title={t("call.weak")} told>
			<p>{t(camera === "on" ? "call.weak.picture" : "call.weak.phone")}</p>
			{camera === "on" && (
				<div class="actions">
					<Button look="primary" onClick={() => turn("camera", false)}>
						{t("call.weak.button")}
					</Button>
				</div>
			)}
		</Notice>
	);
}

/** The browser plays no sound by itself: one press, and it does. */
export function Silent() {
	const { silent } = call.use();
	if (!silent) return null;
	return (
		<Notice kind="warning" title={t("call.silent")} told>
			<div class="actions">
				<Button look="primary" onClick={listenIn}>
					{t("call.silent.button")}
				</Button>
			</div>
		</Notice>
	);
}
