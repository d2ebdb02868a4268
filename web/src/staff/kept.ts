import { session } from "../app/session";
import { type Store, store } from "../app/store";

const all = new Set<() => void>();
let before = session.get();

session.subscribe((now) => {
	// Until the server has said it for the first time, nobody else can have been here.
	if (before && (before.kind !== now?.kind || before.name !== now?.name)) for (const empty of all) empty();
	before = now;
});

/** A value that is kept in memory over the pages of one person, such as what they looked for. Whoever sits down after them finds none of it. */
export function kept<T>(initial: T): Store<T> {
	const value = store(initial);
	all.add(() => value.set(() => initial));
	return value;
}
