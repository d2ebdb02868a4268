import { language } from "../app/i18n";

/** As much of the Web Speech API as is used here. TypeScript does not know `available` and `processLocally` yet. */
interface Recognition {
	lang: string;
	continuous: boolean;
	interimResults: boolean;
	processLocally: boolean;
	onresult: ((event: { resultIndex: number; results: ArrayLike<ArrayLike<{ transcript: string }>> }) => void) | null;
	onend: (() => void) | null;
	onerror: (() => void) | null;
	start(track?: MediaStreamTrack): void;
	abort(): void;
}
interface RecognitionClass {
	new (): Recognition;
	available?(options: { langs: string[]; processLocally: boolean }): Promise<string>;
}

const known = (): RecognitionClass | undefined =>
	(globalThis as unknown as { SpeechRecognition?: RecognitionClass }).SpeechRecognition;

/** The office speaks German; who chose another language hears it from an interpreter. */
const spoken = (): string => (language.get() === "en" ? "en-GB" : language.get() === "fr" ? "fr-FR" : "de-DE");

/**
 * Whether this device itself writes down what is said. Other browsers would send the voice to their makers,
 * and there captions are not offered.
 */
export async function captionsPossible(): Promise<boolean> {
	try {
		const found = known();
		if (!found?.available || !("processLocally" in found.prototype)) return false;
		return (await found.available({ langs: [spoken()], processLocally: true })) === "available";
	} catch {
		return false;
	}
}

/** Writes down what is said in a sound, on this device, until it is stopped. */
export function captions(track: MediaStreamTrack, written: (text: string) => void): () => void {
	const Found = known();
	if (!Found) return () => {};
	let stopped = false;
	let failures = 0;
	const recognition = new Found();
	recognition.lang = spoken();
	recognition.continuous = true;
	recognition.interimResults = true;
	recognition.processLocally = true;
	recognition.onresult = ({ results, resultIndex }) => {
		failures = 0;
		let text = "";
		for (let i = resultIndex; i < results.length; i += 1) text += results[i]?.[0]?.transcript ?? "";
		written(text.trim().slice(-300));
	};
	recognition.onerror = () => {
		failures += 1;
	};
	// It ends by itself after a pause.
	recognition.onend = () => {
		if (!stopped && failures < 3 && track.readyState === "live") recognition.start(track);
	};
	recognition.start(track);
	return () => {
		stopped = true;
		recognition.abort();
	};
}
