import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Leaves `.br` and `.gz` beside each file that gets smaller, so that the server compresses nothing itself. */
export function compressed(): Plugin {
	let folder = "dist";
	return {
		name: "compressed",
		apply: "build",
		configResolved(config) {
			folder = join(config.root, config.build.outDir);
		},
		closeBundle() {
			for (const file of files(folder)) {
				if (!/\.(js|css|html|svg|json|txt)$/.test(file)) continue;
				const bytes = readFileSync(file);
				if (bytes.length < 1024) continue;
				const br = brotliCompressSync(bytes, {
					params: {
						[constants.BROTLI_PARAM_QUALITY]: 11,
						[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
					},
				});
				const gz = gzipSync(bytes, { level: 9 });
				// The header names the system that compressed; every system writes the same here.
				gz[9] = 255;
				writeFileSync(`${file}.br`, br);
				writeFileSync(`${file}.gz`, gz);
			}
		},
	};
}

function files(folder: string): string[] {
	return readdirSync(folder)
		.sort()
		.flatMap((name) => {
			const path = join(folder, name);
			return statSync(path).isDirectory() ? files(path) : [path];
		});
}
