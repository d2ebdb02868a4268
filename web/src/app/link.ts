import { store } from "./store";
import { keep, kept } from "./tab";

/** The token of a link in a mail, while its code is asked for. It is in memory only. */
export const linkToken = store<string | undefined>(undefined);

const INVITATION = "invitation";

/** The invitation of a guest. This tab keeps it, so that they are back after a reload; it says nothing about a person. */
export const invitation = store(kept(INVITATION));

/** Takes the secret of a link out of the address, before anything could store or send it. */
export function takeLink(): void {
	const path = location.pathname.replace(/\/+$/, "");
	const secret = location.hash.slice(1);
	if (!secret || (path !== "/termin" && path !== "/gast")) return;
	if (path === "/termin") linkToken.set(secret);
	else {
		invitation.set(secret);
		keep(INVITATION, secret);
	}
	history.replaceState(null, "", location.pathname);
}

// A link that is opened in a window in which the page is open already.
addEventListener("hashchange", takeLink);

/** The link was opened, or was none. */
export function dropLink(): void {
	linkToken.set(undefined);
}
