import { Client, type CombinedError, fetchExchange } from "@urql/core";
import type { TypedDocumentString } from "../gql/graphql";
import { Failed, faultOfCode, faultOfStatus } from "./fault";
import { language } from "./i18n";
import { learnTime, online, pause } from "./net";

/** A request that every part of the server answers in the reader's language, and that no other site can send. */
export async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
	const headers = new Headers(init.headers);
	headers.set("accept-language", language.get());
	headers.set("x-vorgang-csrf", "1");
	const sentAt = Date.now();
	let response: Response;
	try {
		response = await fetch(input, { credentials: "same-origin", ...init, headers });
	} catch (cause) {
		if (init.signal?.aborted) throw cause;
		online.set(false);
		throw new Failed({ kind: "offline" });
	}
	learnTime(response, sentAt);
	if (response.status === 502 || response.status === 504) online.set(false);
	// An answer that was on its way when the line was cut does not mean that it is there.
	else online.set(navigator.onLine);
	return response;
}

const client = new Client({
	url: "/graphql",
	exchanges: [fetchExchange],
	fetch: send,
	preferGetMethod: false,
	requestPolicy: "network-only",
	fetchOptions: { headers: { accept: "application/graphql-response+json" } },
});

/** The operation is known to the server by its hash, so neither its text nor a parser is part of the page. */
function trusted<R, V>(document: TypedDocumentString<R, V>) {
	const hash = (document as unknown as { __meta__: { hash: string } }).__meta__.hash;
	return {
		kind: "Document" as const,
		definitions: [],
		documentId: hash.startsWith("sha256:") ? hash : `sha256:${hash}`,
	};
}

/** The hash under which the server knows an operation. */
export const idOf = <R, V>(document: TypedDocumentString<R, V>): string => trusted(document).documentId;

function failed(error: CombinedError): Failed {
	if (error.networkError instanceof Failed) return error.networkError;
	const response = error.response as Response | undefined;
	const reference = response?.headers?.get("x-request-id") ?? undefined;
	const first = error.graphQLErrors[0];
	if (first) {
		const code = first.extensions.code as string | undefined;
		const fault = faultOfCode(code, first.message, (first.extensions.requestId as string | undefined) ?? reference);
		if (response?.status === 401) fault.kind = "expired";
		// The server does not know the operation: it is of another version than this page.
		if (response?.status === 400 && code === "BAD_USER_INPUT") fault.kind = "outdated";
		return new Failed(fault);
	}
	if (response && !response.ok)
		return new Failed(faultOfStatus(response.status, reference, response.headers.get("retry-after")));
	return new Failed({ kind: "broken", reference });
}

/** Where in the history of the office our last command stands: what is asked afterwards shows it. */
let position: string | undefined;

/** Remembers a position that an answer, or a change that was told, has named. */
export function reached(at: string | null | undefined): void {
	if (!at) return;
	try {
		if (position !== undefined && BigInt(at) <= BigInt(position)) return;
	} catch {
		// A position that is no number is compared for equality only: the newest named one counts.
	}
	position = at;
}

/** Somebody else sits down at this browser. */
export function forgetPosition(): void {
	position = undefined;
}

/** What a page asks by itself does not keep a session alive in which nobody does anything. */
const IN_THE_BACKGROUND = {
	fetchOptions: { headers: { accept: "application/graphql-response+json", "x-vorgang-background": "1" } },
};

/** Asks a question. Every question of ours takes `atLeast`, so that what we did is in its answer. */
export async function ask<R, V>(
	document: TypedDocumentString<R, V>,
	variables: Omit<V, "atLeast">,
	byItself = false,
): Promise<R> {
	for (let tries = 0; ; tries += 1) {
		const given = { ...variables, ...(position === undefined ? {} : { atLeast: position }) };
		const context = byItself ? IN_THE_BACKGROUND : {};
		const result = await client.query(trusted(document) as never, given as never, context).toPromise();
		if (!result.error) return result.data as R;
		const error = failed(result.error);
		// The read models take a moment after a command; four times two seconds is more than any moment.
		if (error.fault.kind === "stale" && tries < 3) await pause(200 * (tries + 1));
		else throw error;
	}
}

/** Gives a command. Whether it was accepted stands in the answer. */
export async function give<R, V>(document: TypedDocumentString<R, V>, variables: V): Promise<R> {
	const result = await client.mutation(trusted(document) as never, variables as never).toPromise();
	if (result.error) throw failed(result.error);
	return result.data as R;
}
