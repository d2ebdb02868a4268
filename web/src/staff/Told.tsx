import { place } from "../app/router";
import { kept } from "./kept";

const words = kept("");

/** So long it stands there at most. Nobody needs it: the page shows what it tells. */
const MILLIS = 20_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let since = 0;

/** Says to screen readers, and for a moment to the eye, what has just been done. */
export function tell(text: string): void {
	clearTimeout(timer);
	words.set("");
	since = Date.now();
	timer = setTimeout(() => {
		words.set(text);
		timer = setTimeout(() => words.set(""), MILLIS);
	}, 30);
}

// The step that belongs to what was done comes at once, and its page tells it. Any later one leads to something else.
place.subscribe(() => {
	if (Date.now() - since > 1000) words.set("");
});

export function Told() {
	const text = words.use();
	return (
		<p class="told" role="status">
			{text}
		</p>
	);
}
