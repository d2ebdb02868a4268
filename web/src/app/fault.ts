/** Why an answer did not come, in the few ways that a person can do something about. */
export type FaultKind =
	/** The server cannot be reached. */
	| "offline"
	/** The session has ended: sign in again. */
	| "expired"
	/** Nobody has signed in, or their roles do not allow it. */
	| "denied"
	/** The read models are behind: what is shown is true, but not the newest. */
	| "stale"
	/** Too much was asked at once: wait a little. */
	| "limited"
	/** The page is older than the server: load it again. */
	| "outdated"
	/** A fault of ours. */
	| "broken";

export interface Fault {
	kind: FaultKind;
	/** What the server says about it, for people. */
	message?: string | undefined;
	/** The code of the API. */
	code?: string | undefined;
	/** Under which the operator finds the request. */
	reference?: string | undefined;
	retryAfterSecs?: number | undefined;
}

export class Failed extends Error {
	constructor(readonly fault: Fault) {
		super(fault.message ?? fault.kind);
	}
}

/** What went wrong, as far as it is known. */
export const faultIn = (error: unknown): Fault => (error instanceof Failed ? error.fault : { kind: "broken" });

const OF_CODE: Record<string, FaultKind> = {
	UNAUTHENTICATED: "expired",
	FORBIDDEN: "denied",
	NOT_FOUND: "denied",
	STALE_READ: "stale",
	RATE_LIMITED: "limited",
	UNAVAILABLE: "broken",
};

export function faultOfCode(code: string | undefined, message?: string, reference?: string): Fault {
	return { kind: (code && OF_CODE[code]) || "broken", code, message, reference };
}

export function faultOfStatus(status: number, reference?: string, retryAfter?: string | null): Fault {
	if (status === 401) return { kind: "expired", reference };
	if (status === 403) return { kind: "denied", reference };
	if (status === 429) return { kind: "limited", reference, retryAfterSecs: Number(retryAfter) || 5 };
	// 502 and 504 come from a proxy whose server is away.
	if (status === 502 || status === 504) return { kind: "offline", reference };
	return { kind: "broken", reference };
}
