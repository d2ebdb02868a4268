/** A place in a case, and what stands there. */
export interface Line {
	path: string;
	/** The part of the case that it belongs to. */
	part: string;
	value: string;
}

/** Everything that a case says, one line for each value. Lists are named by their place. */
export function linesOf(of: unknown, path = ""): Line[] {
	if (of === null || of === undefined) return [];
	if (Array.isArray(of)) return of.flatMap((one, i) => linesOf(one, `${path}[${i + 1}]`));
	if (typeof of === "object")
		return Object.entries(of)
			.filter(([name]) => name !== "__typename" || path.endsWith("request"))
			.flatMap(([name, value]) => linesOf(value, path ? `${path}.${name}` : name));
	return [{ path, part: (path.match(/^\w+/) ?? [""])[0], value: String(of) }];
}

export interface Difference {
	path: string;
	part: string;
	before: string | undefined;
	after: string | undefined;
}

/** What one event changed: the places whose values differ, in their order. The running number says nothing by itself. */
export function differences(before: readonly Line[], after: readonly Line[]): Difference[] {
	const old = new Map(before.map((line) => [line.path, line]));
	const now = new Map(after.map((line) => [line.path, line]));
	return [...new Set([...old.keys(), ...now.keys()])]
		.filter((path) => path !== "version" && old.get(path)?.value !== now.get(path)?.value)
		.map((path) => ({
			path,
			part: (old.get(path) ?? now.get(path))?.part ?? "",
			before: old.get(path)?.value,
			after: now.get(path)?.value,
		}));
}

interface Numbered {
	stream: string;
	version: number;
}

/** The numbers that are missing in the histories of single things. None ever is, unless somebody took it away. */
export function gaps(of: readonly Numbered[]): { stream: string; version: number }[] {
	const missing: { stream: string; version: number }[] = [];
	const last = new Map<string, number>();
	for (const { stream, version } of of) {
		const before = last.get(stream);
		// A thing may have begun before the case, so its first number here is the first that counts.
		if (before !== undefined) for (let n = before + 1; n < version; n += 1) missing.push({ stream, version: n });
		last.set(stream, Math.max(before ?? 0, version));
	}
	return missing;
}
