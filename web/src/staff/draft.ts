import { kept } from "./kept";

/** What somebody typed and has not sent yet. It is in memory only, and gone when they sign out. */
const drafts = kept<Readonly<Record<string, unknown>>>({});

/** The value of a form that stays over Back, another language, and a colleague's change; and how it is forgotten once it is sent. */
export function useDraft<T>(name: string, initial: () => T): [T, (next: Partial<T>) => void, () => void] {
	drafts.use();
	// What nobody has typed into is not kept, so that it follows what is on record.
	const value = () => (drafts.get()[name] as T | undefined) ?? initial();
	return [
		value(),
		(next) => drafts.set((all) => ({ ...all, [name]: { ...value(), ...next } })),
		() => drafts.set(({ [name]: _, ...others }) => others),
	];
}
