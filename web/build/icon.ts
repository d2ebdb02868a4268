import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The icon stands in the page itself: it is smaller than what asking for it would cost. Pictures of this kind are within the policy. */
export function icon(): Plugin {
	let root = ".";
	return {
		name: "icon",
		apply: "build",
		configResolved(config) {
			root = config.root;
		},
		transformIndexHtml: {
			order: "pre",
			handler: (html) =>
				html.replace(/(<link rel="icon" href=")\/([^"]+)"/, (_, before: string, path: string) => {
					const bytes = readFileSync(join(root, path));
					return `${before}data:image/svg+xml;base64,${bytes.toString("base64")}"`;
				}),
		},
	};
}
