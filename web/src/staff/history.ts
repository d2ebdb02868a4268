import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../app/client";
import type { Fault } from "../app/fault";
import { listen } from "../app/live";
import { sittings } from "../app/session";
import { faultOf } from "../app/use";
import type { DeskHistoryQueryVariables, TypedDocumentString } from "../gql/graphql";

/** So many pages of a hundred are read; more than any case has. */
const PAGES = 50;

interface Page<E> {
	caseHistory?: { nodes: E[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } } | null;
}

interface Options {
	/** Reads again whenever the case changes. */
	live?: boolean;
	/** Does not read yet. */
	wait?: boolean;
}

/** The whole history of a case, page by page. */
export function useHistory<E>(
	document: TypedDocumentString<Page<E>, DeskHistoryQueryVariables>,
	id: string,
	{ live = false, wait = false }: Options = {},
) {
	const [state, setState] = useState<{ of: string; entries?: E[]; fault?: Fault; none?: boolean }>({ of: id });
	const asked = useRef(0);
	const load = async (byItself = false) => {
		asked.current += 1;
		const mine = asked.current;
		// What was read stays until there is something newer.
		setState((now) => (now.of === id && now.entries ? { of: id, entries: now.entries } : { of: id }));
		const entries: E[] = [];
		try {
			let after: string | null = null;
			for (let page = 0; page < PAGES; page += 1) {
				const { caseHistory }: Page<E> = await ask(document, { id, after }, byItself);
				if (mine !== asked.current) return;
				if (!caseHistory) return setState({ of: id, none: true });
				entries.push(...caseHistory.nodes);
				if (!caseHistory.pageInfo.hasNextPage) break;
				after = caseHistory.pageInfo.endCursor ?? null;
			}
			setState({ of: id, entries });
		} catch (error) {
			const fault = faultOf(error);
			if (mine === asked.current) setState((now) => ({ ...now, fault }));
		}
	};
	// Whoever signs in again asks again.
	const sitting = sittings.use();
	const latest = useRef(load);
	latest.current = load;
	useEffect(() => {
		if (!wait) load();
		return () => {
			asked.current += 1;
		};
	}, [id, wait, sitting]);
	useEffect(() => {
		if (!live || wait) return;
		return listen("CASES", () => latest.current(true));
	}, [live, wait, sitting]);
	const { entries, fault, none } = state.of === id ? state : ({} as typeof state);
	return { entries, fault, none, load: () => load() };
}
