/** The token of a link in a mail, while its code is asked for. It is in memory only. */
let token: string | undefined;

/** Takes the token out of the address, before anything could store or send it. */
export function takeLink(): void {
	if (location.pathname.replace(/\/+$/, "") !== "/termin" || location.hash.length < 2) return;
	token = location.hash.slice(1);
	history.replaceState(null, "", location.pathname);
}

export const linkToken = (): string | undefined => token;

/** The link was opened, or was none. */
export function dropLink(): void {
	token = undefined;
}
