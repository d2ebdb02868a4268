/** What a text may be given: numbers also choose a plural form. */
export type Values = Record<string, string | number>;

type Piece = string | { name: string; plural?: Record<string, Piece[]> } | { count: true };

/**
 * Reads the small part of ICU MessageFormat that our texts use:
 * `{name}`, and `{n, plural, =0 {none} one {# day} other {# days}}`.
 */
export function read(text: string): Piece[] {
	const [pieces, end] = readUntil(text, 0, false);
	if (end !== text.length) throw new Error(`a brace too many in: ${text}`);
	return pieces;
}

/** The names of what a text wants to be given. */
export function names(text: string): string[] {
	const found = new Set<string>();
	const walk = (pieces: Piece[]) => {
		for (const piece of pieces) {
			if (typeof piece === "string" || !("name" in piece)) continue;
			found.add(piece.name);
			for (const form of Object.values(piece.plural ?? {})) walk(form);
		}
	};
	walk(read(text));
	return [...found].sort();
}

/** A text as a list, in which what is not a plain string or number stands as it was given. */
export function fill<T>(pieces: Piece[], values: Record<string, T | string | number>, locale: string): (T | string)[] {
	const out: (T | string)[] = [];
	const put = (part: T | string) => {
		const last = out.length - 1;
		if (typeof part === "string" && typeof out[last] === "string") out[last] = (out[last] as string) + part;
		else out.push(part);
	};
	const walk = (list: Piece[], count?: number) => {
		for (const piece of list) {
			if (typeof piece === "string") put(piece);
			else if ("count" in piece) put(number(count ?? 0, locale));
			else if (piece.plural) {
				const n = Number(values[piece.name] ?? 0);
				const form =
					piece.plural[`=${n}`] ?? piece.plural[new Intl.PluralRules(locale).select(n)] ?? piece.plural.other ?? [];
				walk(form, n);
			} else {
				const value = values[piece.name];
				if (value === undefined) put(`{${piece.name}}`);
				else put(typeof value === "number" ? number(value, locale) : value);
			}
		}
	};
	walk(pieces);
	return out;
}

function number(n: number, locale: string): string {
	return new Intl.NumberFormat(locale).format(n);
}

function readUntil(text: string, from: number, inPlural: boolean): [Piece[], number] {
	const pieces: Piece[] = [];
	let plain = "";
	let at = from;
	const flush = () => {
		if (plain) pieces.push(plain);
		plain = "";
	};
	while (at < text.length) {
		const char = text[at];
		if (char === "}") break;
		if (char === "#" && inPlural) {
			flush();
			pieces.push({ count: true });
			at += 1;
		} else if (char === "{") {
			flush();
			const [piece, end] = readBraces(text, at);
			pieces.push(piece);
			at = end;
		} else {
			plain += char;
			at += 1;
		}
	}
	flush();
	return [pieces, at];
}

function readBraces(text: string, from: number): [Piece, number] {
	const simple = /^\{\s*(\w+)\s*\}/.exec(text.slice(from));
	if (simple) return [{ name: simple[1] as string }, from + simple[0].length];
	const head = /^\{\s*(\w+)\s*,\s*plural\s*,\s*/.exec(text.slice(from));
	if (!head) throw new Error(`not a message: ${text}`);
	const plural: Record<string, Piece[]> = {};
	let at = from + head[0].length;
	for (;;) {
		const form = /^\s*(=\d+|zero|one|two|few|many|other)\s*\{/.exec(text.slice(at));
		if (!form) break;
		const [pieces, end] = readUntil(text, at + form[0].length, true);
		if (text[end] !== "}") throw new Error(`a form that does not end in: ${text}`);
		plural[form[1] as string] = pieces;
		at = end + 1;
	}
	const tail = /^\s*\}/.exec(text.slice(at));
	if (!tail || !plural.other) throw new Error(`a plural without "other" or end in: ${text}`);
	return [{ name: head[1] as string, plural }, at + tail[0].length];
}
