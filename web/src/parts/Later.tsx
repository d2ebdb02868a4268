import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part whose code is fetched when it is needed for the first time. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
	let here: ComponentType<P> | undefined;
	return function Later(props: P) {
		const [, draw] = useState(0);
		useEffect(() => {
			if (here) return;
			load().then((module) => {
				here = module.default;
				draw((n) => n + 1);
			});
		}, []);
		const Part = here;
		return Part ? <Part {...props} /> : null;
	};
}
