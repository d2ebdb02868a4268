import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Plugin } from "vite";

/** Writes `BUILD_INFO`, a hash of everything that the build was made of: what is built and what is written can be compared without Node. */
export function reported(): Plugin {
	let root = ".";
	return {
		name: "reported",
		apply: "build",
		configResolved(config) {
			root = config.root;
		},
		generateBundle() {
			const hash = createHash("sha256");
			for (const file of ["index.html", "package-lock.json", "vite.config.ts", ...under(join(root, "src"))].map(
				(name) => (name.startsWith("/") ? relative(root, name) : name),
			)) {
				hash
					.update(file)
					.update("\0")
					.update(readFileSync(join(root, file)))
					.update("\0");
			}
			this.emitFile({ type: "asset", fileName: "BUILD_INFO", source: `${hash.digest("hex")}\n` });
		},
	};
}

function under(folder: string): string[] {
	return readdirSync(folder)
		.sort()
		.flatMap((name) => {
			const path = join(folder, name);
			return statSync(path).isDirectory() ? under(path) : [path];
		});
}
