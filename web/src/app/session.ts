import { forgetPosition, send } from "./client";
import { Failed, faultOfStatus } from "./fault";
import { store } from "./store";

/** Who the server takes us for. */
export interface Session {
	kind: "none" | "visitor" | "link" | "staff";
	name?: string | null;
	roles?: string[];
	/** Which appointment a link opens. */
	booking?: string | null;
	expiresAt?: string | null;
	idleSecs?: number | null;
}

/** Undefined until the server has said it for the first time. */
export const session = store<Session | undefined>(undefined);

/** Grows whenever a session begins or ends here, even when it is of the same person as before. */
export const sittings = store(0);

function become(now: Session): void {
	sittings.set((n) => n + 1);
	session.set(now);
}

/** Set when an answer said that the session has ended: the page asks to sign in again, and keeps what was typed. */
export const ended = store(false);

/** What a refused sign-in says, for people. */
export interface SignInRefused {
	code: string;
	message: string;
}

async function askSession(): Promise<Session> {
	const response = await send("/session");
	if (!response.ok) throw new Failed(faultOfStatus(response.status, response.headers.get("x-request-id") ?? undefined));
	return (await response.json()) as Session;
}

/** Asks the server who we are. */
export async function lookUpSession(): Promise<Session> {
	const found = await askSession();
	session.set(found);
	return found;
}

async function begin(path: string, body: unknown): Promise<SignInRefused | undefined> {
	const response = await send(path, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	if (!response.ok) {
		const reference = response.headers.get("x-request-id") ?? undefined;
		const said = (await response.json().catch(() => undefined)) as SignInRefused | undefined;
		if (said?.message && response.status < 500) return said;
		throw new Failed(faultOfStatus(response.status, reference, response.headers.get("retry-after")));
	}
	const now = await askSession();
	ended.set(false);
	become(now);
	return undefined;
}

let beginning: Promise<void> | undefined;

/** Makes sure that commands have a sender: whoever has no session yet becomes a visitor, without an account. */
export async function ensureSender(): Promise<void> {
	const now = session.get() ?? (await lookUpSession());
	if (now.kind !== "none") return;
	beginning ??= begin("/session/visitor", {})
		.then((refused) => {
			if (refused) throw new Failed({ kind: "denied", ...refused });
		})
		.finally(() => {
			beginning = undefined;
		});
	await beginning;
}

/** Signs a member of the staff in. */
export async function signInStaff(name: string, password: string): Promise<SignInRefused | undefined> {
	forgetPosition();
	return begin("/session/staff", { name, password });
}

/** Opens what a link in a mail leads to, with the code that was told apart from it. */
export async function signInByLink(token: string, code: string): Promise<SignInRefused | undefined> {
	forgetPosition();
	return begin("/session/link", { token, code });
}

/** Ends the session, here and at the server. When that fails it is still open, and the page says so. */
export async function signOut(): Promise<void> {
	const response = await send("/session", { method: "DELETE" });
	if (!response.ok) {
		const reference = response.headers.get("x-request-id") ?? undefined;
		throw new Failed(faultOfStatus(response.status, reference, response.headers.get("retry-after")));
	}
	forgetPosition();
	ended.set(false);
	become({ kind: "none" });
}
