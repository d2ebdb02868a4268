import { store } from "./store";

/** The token of a link in a mail, while its code is asked for. It is in memory only. */
export const linkToken = store<string | undefined>(undefined);

/** Takes the token out of the address, before anything could store or send it. */
export function takeLink(): void {
	if (location.pathname.replace(/\/+$/, "") !== "/termin" || location.hash.length < 2) return;
	linkToken.set(location.hash.slice(1));
	history.replaceState(null, "", location.pathname);
}

// A link that is opened in a window in which the page is open already.
addEventListener("hashchange", takeLink);

/** The link was opened, or was none. */
export function dropLink(): void {
	linkToken.set(undefined);
}
