// Where the focus goes when what had it leaves the page, as a button does once it has done its work: to what is nearest
// to it and tells most. Otherwise it would be nowhere, and whoever uses a keyboard or a screen reader would be lost.

/** What had the focus, and everything around it. */
let path: Element[] = [];
let byPointer = false;
let waiting = false;

function look(): void {
	waiting = false;
	const [was] = path;
	if (!was || was.isConnected || document.activeElement !== document.body) return;
	const near = path.find((one) => one.isConnected && one !== document.body && one !== document.documentElement);
	const goal =
		near?.querySelector<HTMLElement>(".notice[role]") ??
		near?.querySelector<HTMLElement>("h1, h2, h3") ??
		document.querySelector<HTMLElement>("h1");
	if (!goal) return;
	if (!goal.hasAttribute("tabindex")) goal.tabIndex = -1;
	// Whoever points at things sees where they are; for them the page stays where it is.
	goal.focus({ preventScroll: byPointer });
}

addEventListener("focusin", ({ target }) => {
	path = [];
	for (let one = target as Element | null; one; one = one.parentElement) path.push(one);
});
addEventListener("pointerdown", () => {
	byPointer = true;
});
addEventListener("keydown", () => {
	byPointer = false;
});

new MutationObserver((changes) => {
	if (waiting || !changes.some((change) => change.removedNodes.length > 0)) return;
	waiting = true;
	// A page that knows better has moved the focus by then.
	setTimeout(look, 150);
}).observe(document.body, { childList: true, subtree: true });
