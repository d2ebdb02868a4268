/** What this tab remembers over a reload, and no longer. A browser that keeps nothing has forgotten it by then. */
export function kept(name: string): string | undefined {
	try {
		return sessionStorage.getItem(name) ?? undefined;
	} catch {
		return undefined;
	}
}

/** Remembers something, or forgets it. Never anything about a person or an appointment. */
export function keep(name: string, value: string | undefined): void {
	try {
		if (value === undefined) sessionStorage.removeItem(name);
		else sessionStorage.setItem(name, value);
	} catch {
		// Then it is asked again.
	}
}
