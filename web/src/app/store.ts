import { useLayoutEffect, useState } from "preact/hooks";

/** A value that parts of the page watch. */
export interface Store<T> {
	get(): T;
	set(next: T | ((now: T) => T)): void;
	subscribe(listener: (value: T) => void): () => void;
	/** The value, in a component that is drawn again when it changes. */
	use(): T;
}

export function store<T>(initial: T): Store<T> {
	let value = initial;
	const listeners = new Set<(value: T) => void>();
	const self: Store<T> = {
		get: () => value,
		set(next) {
			const now = typeof next === "function" ? (next as (now: T) => T)(value) : next;
			if (Object.is(now, value)) return;
			value = now;
			for (const listener of [...listeners]) listener(now);
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		use() {
			const [, draw] = useState(0);
			const seen = value;
			// Before the page is painted: until then somebody could type, and a form would send what it knew before.
			useLayoutEffect(() => {
				const stop = self.subscribe(() => draw((n) => n + 1));
				// What changed while the parts within were drawn is not missed.
				if (!Object.is(seen, value)) draw((n) => n + 1);
				return stop;
			}, []);
			return value;
		},
	};
	return self;
}
