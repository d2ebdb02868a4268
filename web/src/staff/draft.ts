import { useState } from "preact/hooks";
import { session } from "../app/session";

/** What somebody typed and has not sent yet. It is in memory only, and gone when they sign out. */
const drafts = new Map<string, unknown>();

session.subscribe((now) => {
	if (now?.kind !== "staff") drafts.clear();
});

/** The value of a form that stays over Back, another language, and a colleague's change; and how it is forgotten once it is sent. */
export function useDraft<T>(name: string, initial: () => T): [T, (next: Partial<T>) => void, () => void] {
	const [, draw] = useState(0);
	// What nobody has typed into is not kept, so that it follows what is on record.
	const value = (drafts.get(name) as T | undefined) ?? initial();
	return [
		value,
		(next) => {
			drafts.set(name, { ...((drafts.get(name) as T | undefined) ?? initial()), ...next });
			draw((n) => n + 1);
		},
		() => {
			drafts.delete(name);
			draw((n) => n + 1);
		},
	];
}

export function forgetDraft(name: string): void {
	drafts.delete(name);
}

/** Whether something is typed that was not sent. */
export const hasDraft = (beginning: string): boolean => [...drafts.keys()].some((name) => name.startsWith(beginning));
