import { store } from "../app/store";

const words = store("");

/** Says to screen readers, and for a moment to the eye, what has just been done. */
export function tell(text: string): void {
	words.set("");
	setTimeout(() => words.set(text), 30);
}

export function Told() {
	const text = words.use();
	return (
		<p class="told" role="status">
			{text}
		</p>
	);
}
