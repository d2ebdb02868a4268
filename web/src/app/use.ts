import { useEffect, useRef, useState } from "preact/hooks";
import type { Question, TypedDocumentString } from "../gql/graphql";
import { ask, give, reached } from "./client";
import { type Fault, faultIn } from "./fault";
import { language } from "./i18n";
import { newKey } from "./keys";
import { listen } from "./live";
import { online } from "./net";
import { oneByOne } from "./onebyone";
import { ended, ensureSender, session, signOut, sittings } from "./session";

/** Why no answer came to something that was asked: where the session has ended, the page asks to sign in again. */
export function faultOf(error: unknown): Fault {
	const fault = faultIn(error);
	// Whoever never had a session is not told that it has ended.
	if (fault.kind === "expired") {
		if ((session.get()?.kind ?? "none") === "none") return { ...fault, kind: "denied" };
		ended.set(true);
	}
	return fault;
}

export interface Answer<R> {
	/** The newest answer that came. It stays while another one is fetched, and when that fails. */
	data: R | undefined;
	/** When the answer came. */
	at: Date | undefined;
	fault: Fault | undefined;
	loading: boolean;
	reload: () => Promise<void>;
}

interface AskOptions {
	/** Asks again whenever the answer to this question may have changed. */
	live?: Question | undefined;
	/** Does not ask yet. */
	wait?: boolean;
}

/** The answer to a question, kept fresh. */
export function useAnswer<R, V>(
	document: TypedDocumentString<R, V>,
	variables: Omit<V, "atLeast">,
	options: AskOptions = {},
): Answer<R> {
	const key = JSON.stringify(variables);
	const [state, setState] = useState<{ key: string; data?: R; at?: Date; fault?: Fault; loading: boolean }>({
		key,
		loading: !options.wait,
	});
	const asked = useRef(0);
	const load = async (byItself = false) => {
		asked.current += 1;
		const mine = asked.current;
		setState((now) => ({ ...(now.key === key ? now : { key }), loading: true }));
		try {
			const data = await ask(document, variables, byItself);
			if (mine === asked.current) setState({ key, data, at: new Date(), loading: false });
		} catch (error) {
			const fault = faultOf(error);
			if (mine === asked.current) setState((now) => ({ ...(now.key === key ? now : { key }), fault, loading: false }));
		}
	};
	const signedIn = session.use()?.kind;
	const sitting = sittings.use();
	const reachable = online.use();
	// What the server says in words is said in the reader's language.
	const speaking = language.use();
	useEffect(() => {
		if (!options.wait) load();
		return () => {
			asked.current += 1;
		};
	}, [key, options.wait, signedIn, sitting, speaking]);
	useEffect(() => {
		// What could not be asked is asked as soon as the line is there again.
		if (reachable && state.fault?.kind === "offline") load(true);
	}, [reachable]);
	const latest = useRef(load);
	latest.current = load;
	useEffect(() => {
		if (!options.live || options.wait) return;
		return listen(options.live, () => latest.current(true));
	}, [options.live, options.wait, signedIn, sitting]);
	const fresh = state.key === key;
	return {
		data: fresh ? state.data : undefined,
		at: fresh ? state.at : undefined,
		fault: fresh ? state.fault : undefined,
		loading: fresh ? state.loading : !options.wait,
		reload: () => load(),
	};
}

/** Why a command was not accepted, as the server says it. */
export interface Refusal {
	__typename?: string;
	code: string;
	message: string;
	/** The path of the value that does not fit. */
	field?: string;
	retryAfterSecs?: number;
}

interface Payload {
	errors: readonly Refusal[];
	position?: string | null | undefined;
}

/** What the one mutation of a document answers. */
export type PayloadOf<R> = Omit<R, "__typename">[keyof Omit<R, "__typename">];

export interface Command<I, P> {
	/** Gives the command. Answers its payload once it is accepted, and nothing otherwise. */
	run: (input: Omit<I, "idempotencyKey">) => Promise<P | undefined>;
	busy: boolean;
	/** Why it was refused, the last time. */
	refusals: readonly Refusal[];
	/** The payload that was refused; some refusals bring something along, such as other times. */
	refused: P | undefined;
	/** Why no answer came, the last time. */
	fault: Fault | undefined;
	/** Forgets what went wrong. */
	clear: () => void;
}

/**
 * A command that is accepted once, however often it is pressed or sent:
 * its key belongs to what is wanted, so the same input keeps it until it is accepted.
 */
export function useCommand<R, V extends { input: { idempotencyKey: string } }>(
	document: TypedDocumentString<R, V>,
): Command<V["input"], NonNullable<PayloadOf<R>>> {
	type P = NonNullable<PayloadOf<R>>;
	const intention = useRef<{ of: string; key: string }>(undefined);
	const [inTurn] = useState(() => oneByOne<P | undefined>());
	const [state, setState] = useState<{ busy: boolean; refusals: readonly Refusal[]; refused?: P; fault?: Fault }>({
		busy: false,
		refusals: [],
	});
	const run = (input: Omit<V["input"], "idempotencyKey">): Promise<P | undefined> => {
		const of = JSON.stringify(input);
		// A second press while the first is on its way is the first; something else waits for its turn.
		return inTurn(of, async () => {
			if (intention.current?.of !== of) intention.current = { of, key: newKey() };
			const idempotencyKey = intention.current.key;
			setState({ busy: true, refusals: [] });
			try {
				await ensureSender();
				const data = await give(document, { input: { ...input, idempotencyKey } } as unknown as V);
				const payload = Object.entries(data as object).find(([name]) => name !== "__typename")?.[1] as P & Payload;
				reached(payload.position);
				if (payload.errors.length > 0) {
					// The same key would be refused for ever.
					if (payload.errors.some((error) => error.code === "IDEMPOTENCY_CONFLICT")) intention.current = undefined;
					setState({ busy: false, refusals: payload.errors, refused: payload });
					return undefined;
				}
				intention.current = undefined;
				setState({ busy: false, refusals: [] });
				return payload;
			} catch (error) {
				setState({ busy: false, refusals: [], fault: faultOf(error) });
				return undefined;
			}
		});
	};
	return {
		run,
		busy: state.busy,
		refusals: state.refusals,
		refused: state.refused,
		fault: state.fault,
		clear: () => setState({ busy: false, refusals: [] }),
	};
}

/**
 * Ends the session. When that fails it is still open, and the page says so;
 * where only the line is missing it ends as soon as there is one again, unless they stay.
 */
export function useSignOut(left: () => void): {
	leave: () => Promise<void>;
	stay: () => void;
	busy: boolean;
	fault: Fault | undefined;
} {
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<Fault>();
	const leave = async () => {
		setBusy(true);
		setFault(undefined);
		try {
			await signOut();
			left();
		} catch (error) {
			setFault(faultIn(error));
		} finally {
			setBusy(false);
		}
	};
	const reachable = online.use();
	useEffect(() => {
		if (reachable && fault?.kind === "offline") leave();
	}, [reachable]);
	return { leave, stay: () => setFault(undefined), busy, fault };
}
