import type { AnchorHTMLAttributes, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Area, type Language, language, loadTexts } from "./i18n";
import { store } from "./store";

/** A page: its address, where it is written, and whose texts it speaks. Parts of the address that begin with `:` are given to it. */
export interface Route {
	path: string;
	areas: readonly Area[];
	/** Whose frame is around it. */
	side: "citizen" | "staff";
	load: () => Promise<{ default: ComponentType<PageProps> }>;
}

export interface PageProps {
	params: Record<string, string>;
}

interface Place {
	path: string;
	/** Grows with every step, so that the same address can be entered anew. */
	step: number;
}

/** Where the reader is. What they typed is never part of it. */
export const place = store<Place>({ path: location.pathname, step: 0 });

/** How the reader came to this page: the first page of a visit leaves the focus where the browser has it. */
export const arrivedByStep = () => place.get().step > 0;

/** Goes to another page, as a new entry of the history or in place of this one. */
export function go(path: string, how: { replace?: boolean } = {}): void {
	if (how.replace) history.replaceState(null, "", path);
	else if (path !== location.pathname) history.pushState(null, "", path);
	place.set((now) => ({ path, step: now.step + 1 }));
	scrollTo(0, 0);
}

addEventListener("popstate", () => place.set((now) => ({ path: location.pathname, step: now.step + 1 })));

/** A link that stays within the page, and is an ordinary link for whoever opens it elsewhere. */
export function Link({ href, onClick, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
	return (
		<a
			href={href}
			{...rest}
			onClick={(event) => {
				onClick?.(event);
				if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				go(href);
			}}
		/>
	);
}

/** The route of an address, and the parts of the address that it names. */
export function match(routes: readonly Route[], path: string): [Route, Record<string, string>] | undefined {
	const wanted = path.replace(/\/+$/, "").split("/");
	for (const route of routes) {
		const parts = route.path.replace(/\/+$/, "").split("/");
		if (parts.length !== wanted.length) continue;
		const params: Record<string, string> = {};
		const fits = parts.every((part, i) => {
			if (!part.startsWith(":")) return part === wanted[i];
			try {
				params[part.slice(1)] = decodeURIComponent(wanted[i] as string);
			} catch {
				return false;
			}
			return wanted[i] !== "";
		});
		if (fits) return [route, params];
	}
	return undefined;
}

export interface Shown {
	route: Route;
	params: Record<string, string>;
	Page: ComponentType<PageProps>;
	language: Language;
	path: string;
}

/** The page of the present address, once its code and its texts are here; until then the one before. */
export function useShown(routes: readonly Route[], lost: Route): [Shown | undefined, boolean, () => void] {
	const { path, step } = place.use();
	const speaking = language.use();
	const [shown, show] = useState<Shown>();
	const [failed, fail] = useState(false);
	const [attempt, tryAgain] = useState(0);
	useEffect(() => {
		let wanted = true;
		const [route, params] = match(routes, path) ?? [lost, {}];
		fail(false);
		Promise.all([route.load(), loadTexts(route.areas, speaking)]).then(
			([module]) => wanted && show({ route, params, Page: module.default, language: speaking, path }),
			() => wanted && fail(true),
		);
		return () => {
			wanted = false;
		};
	}, [path, step, speaking, attempt]);
	return [shown, failed, () => tryAgain((n) => n + 1)];
}
