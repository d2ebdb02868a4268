import { language } from "../app/i18n";

/** As much of the Web Speech API as is used here. TypeScript does not know `available` and `processLocally` yet. */
interface Recognition {
	lang: string;
	continuous: boolean;
	interimResults: boolean;
	processLocally: boolean;
	onresult: ((event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
	onend: (() => void) | null;
	onerror: ((event: { error: string }) => void) | null;
	start(track?: MediaStreamTrack): void;
	abort(): void;
}
interface RecognitionClass {
	new (): Recognition;
	available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

/** What writes down what is said, where it can be told to do so on this device. Anything else might send the voice away. */
function local(): RecognitionClass | undefined {
	const found = (globalThis as unknown as { SpeechRecognition?: RecognitionClass }).SpeechRecognition;
	return found?.available && "processLocally" in found.prototype ? found : undefined;
}

/** After so many failures in a row it is not tried again. */
const FAILURES_MAX = 3;

/** The office speaks German; who chose another language hears it from an interpreter. */
const spoken = (): string => (language.get() === "en" ? "en-GB" : language.get() === "fr" ? "fr-FR" : "de-DE");

/**
 * Whether this device itself writes down what is said. Other browsers would send the voice to their makers,
 * and there captions are not offered.
 */
export async function captionsPossible(): Promise<boolean> {
	try {
		return (await local()?.available?.({ langs: [spoken()], processLocally: true })) === "available";
	} catch {
		return false;
	}
}

/** Writes down what is said in a sound, on this device, until it is stopped. */
export function captions(track: MediaStreamTrack, written: (text: string) => void): () => void {
	const Found = local();
	if (!Found) return () => {};
	let stopped = false;
	let failures = 0;
	const recognition = new Found();
	recognition.lang = spoken();
	recognition.continuous = true;
	recognition.interimResults = true;
	recognition.processLocally = true;
	const begin = () => {
		try {
			recognition.start(track);
		} catch {
			// The sound has ended just now, or the device cannot: the talk goes on without captions.
			stopped = true;
			written("");
		}
	};
	recognition.onresult = ({ results, resultIndex }) => {
		if (stopped) return;
		failures = 0;
		let text = "";
		for (let i = resultIndex; i < results.length; i += 1) text += results[i]?.[0]?.transcript ?? "";
		written(text.trim().slice(-300));
	};
	recognition.onerror = ({ error }) => {
		// Who reads a document together says nothing for a while.
		if (error !== "no-speech") failures += 1;
	};
	recognition.onend = () => {
		if (stopped) return;
		// It ends by itself after a pause.
		if (failures < FAILURES_MAX && track.readyState === "live") begin();
		// What was said last would stand there as if it had just been said.
		else written("");
	};
	begin();
	return () => {
		stopped = true;
		recognition.abort();
	};
}
