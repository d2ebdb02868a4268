import { useEffect } from "preact/hooks";

/** So long after something got the focus, what unfolds above it does not push it out of sight. */
const MILLIS = 2_000;

/** The talk above a page comes and grows a moment after the page: whoever has just got somewhere stays there. */
export function useSight(): void {
	useEffect(() => {
		let focused = performance.now();
		const note = () => {
			focused = performance.now();
		};
		const watch = new ResizeObserver(() => {
			const at = document.activeElement;
			if (at && at !== document.body && performance.now() - focused < MILLIS) at.scrollIntoView({ block: "nearest" });
		});
		document.addEventListener("focusin", note);
		watch.observe(document.body);
		return () => {
			document.removeEventListener("focusin", note);
			watch.disconnect();
		};
	}, []);
}
