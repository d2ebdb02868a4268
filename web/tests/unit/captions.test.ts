import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { language } from "../../src/app/i18n";
import { captions, captionsPossible } from "../../src/call/captions";

type Result = { resultIndex: number; results: { transcript: string }[][] };

/** What browsers that write down on the device itself bring along. */
class Recognition {
	static made: Recognition[] = [];
	static asked: unknown[] = [];
	static answer: () => Promise<string> = async () => "available";
	static available(options: unknown): Promise<string> {
		Recognition.asked.push(options);
		return Recognition.answer();
	}
	lang = "";
	continuous = false;
	interimResults = false;
	/** What it was told on each start. */
	started: { track: unknown; locally: boolean }[] = [];
	aborted = 0;
	/** How many starts go well. */
	goesWell = Number.POSITIVE_INFINITY;
	onresult: ((event: Result) => void) | null = null;
	onend: (() => void) | null = null;
	onerror: ((event: { error: string }) => void) | null = null;
	#locally = false;
	constructor() {
		Recognition.made.push(this);
	}
	get processLocally(): boolean {
		return this.#locally;
	}
	set processLocally(on: boolean) {
		this.#locally = on;
	}
	start(track?: unknown): void {
		if (this.started.length >= this.goesWell) throw new DOMException("no sound", "InvalidStateError");
		this.started.push({ track, locally: this.#locally });
	}
	abort(): void {
		this.aborted += 1;
		this.onend?.();
	}
	/** Says that it has failed, and ends, as browsers do. */
	fails(error: string): void {
		this.onerror?.({ error });
		this.onend?.();
	}
	hears(...texts: string[]): void {
		this.onresult?.({ resultIndex: 0, results: texts.map((transcript) => [{ transcript }]) });
	}
}

const sound = (readyState: MediaStreamTrackState = "live") => ({ kind: "audio", readyState }) as MediaStreamTrack;

/** Somebody switches captions on. */
function switchedOn(track = sound()) {
	const written: string[] = [];
	const off = captions(track, (text) => written.push(text));
	const recognition = Recognition.made[0];
	if (!recognition) throw new Error("nothing writes down");
	return { off, recognition, track, written };
}

beforeEach(() => {
	Recognition.made = [];
	Recognition.asked = [];
	Recognition.answer = async () => "available";
	language.set("de");
	vi.stubGlobal("SpeechRecognition", Recognition);
});
afterEach(() => {
	vi.unstubAllGlobals();
	vi.restoreAllMocks();
});

test("captions are offered where the device itself writes down the language of the page", async () => {
	for (const [chosen, tongue] of [
		["de", "de-DE"],
		["de-x-einfach", "de-DE"],
		["en", "en-GB"],
		["fr", "fr-FR"],
	] as const) {
		language.set(chosen);
		expect(await captionsPossible()).toBe(true);
		expect(Recognition.asked.at(-1)).toEqual({ langs: [tongue], processLocally: true });
	}
});

test.each(["downloadable", "downloading", "unavailable"])("not where that is %s", async (answer) => {
	Recognition.answer = async () => answer;
	expect(await captionsPossible()).toBe(false);
});

test("not where the browser does not answer that", async () => {
	Recognition.answer = async () => {
		throw new DOMException("not here", "NotAllowedError");
	};
	expect(await captionsPossible()).toBe(false);
});

/** Safari's kind: there is recognition, and the voice goes to whoever has made the browser. */
class Remote {
	static made = 0;
	constructor() {
		Remote.made += 1;
	}
	start(): void {}
	abort(): void {}
}
class RemoteThatAnswers extends Remote {
	static async available(): Promise<string> {
		return "available";
	}
}
class LocalThatCannotSay extends Remote {
	get processLocally(): boolean {
		return false;
	}
}

test.each([
	["knows no recognition", undefined],
	["cannot be asked where it does so", Remote],
	["answers and cannot be told to stay on the device", RemoteThatAnswers],
	["cannot say what the device can", LocalThatCannotSay],
])("a voice is never handed to a browser that %s", async (_, found) => {
	Remote.made = 0;
	vi.stubGlobal("SpeechRecognition", found);
	vi.stubGlobal("webkitSpeechRecognition", Remote);
	expect(await captionsPossible()).toBe(false);
	captions(sound(), () => {})();
	expect(Remote.made).toBe(0);
});

test("it listens to the other's sound, on this device, and writes down the end of what is said", () => {
	const { recognition, track, written } = switchedOn();
	expect(recognition.started).toEqual([{ track, locally: true }]);
	expect(recognition.lang).toBe("de-DE");
	recognition.hears(" Guten ", "Tag ");
	recognition.hears("x".repeat(400));
	expect(written).toEqual(["Guten Tag", "x".repeat(300)]);
});

test("after a pause it goes on, and silence is no failure", () => {
	const { recognition, track } = switchedOn();
	recognition.onend?.();
	for (let n = 0; n < 10; n += 1) recognition.fails("no-speech");
	expect(recognition.started).toHaveLength(12);
	expect(recognition.started.every((one) => one.track === track && one.locally)).toBe(true);
});

test("after three failures in a row it stops, and nothing stands there as if it had just been said", () => {
	const { recognition, written } = switchedOn();
	recognition.fails("network");
	recognition.fails("network");
	recognition.hears("Guten Tag");
	for (let n = 0; n < 3; n += 1) recognition.fails("language-not-supported");
	expect(recognition.started).toHaveLength(5);
	expect(written).toEqual(["Guten Tag", ""]);
	recognition.onend?.();
	expect(recognition.started).toHaveLength(5);
});

test("it ends with the sound", () => {
	const { recognition, track } = switchedOn();
	(track as { readyState: string }).readyState = "ended";
	recognition.onend?.();
	expect(recognition.started).toHaveLength(1);
});

test("switched off it stops at once, and what was on its way is not written", () => {
	const { off, recognition, written } = switchedOn();
	off();
	expect(recognition.aborted).toBe(1);
	recognition.hears("zu spät");
	expect(recognition.started).toHaveLength(1);
	expect(written).toEqual([]);
});

test("a start that fails does no harm, be it the first or a later one", () => {
	vi.spyOn(Recognition.prototype, "start").mockImplementationOnce(() => {
		throw new DOMException("the sound has ended", "InvalidStateError");
	});
	const first = switchedOn(sound("ended"));
	expect(first.written).toEqual([""]);
	first.off();

	Recognition.made = [];
	const later = switchedOn();
	later.recognition.goesWell = 1;
	later.recognition.hears("Guten Tag");
	expect(() => later.recognition.onend?.()).not.toThrow();
	expect(later.written).toEqual(["Guten Tag", ""]);
	later.recognition.onend?.();
	expect(later.recognition.started).toHaveLength(1);
});
