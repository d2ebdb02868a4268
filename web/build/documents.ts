import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** In front of the name of an operation. */
const OWN = "\0document:";

/**
 * Gives each page the operations that it uses, and no others. The generated code is one module of all of them,
 * which would be part of the first load as a whole; of an operation the pages need its hash alone.
 */
export function documents(): Plugin {
	let made = "";
	return {
		name: "documents",
		enforce: "pre",
		configResolved(config) {
			made = join(config.root, "src/gql/graphql.ts");
		},
		resolveId(id) {
			return id.startsWith("document:") ? OWN + id.slice("document:".length) : undefined;
		},
		load(id) {
			if (!id.startsWith(OWN)) return undefined;
			const name = id.slice(OWN.length);
			this.addWatchFile(made);
			const hash = new RegExp(`export const ${name} = \\{"__meta__":\\{"hash":"([^"]+)"`).exec(
				readFileSync(made, "utf8"),
			)?.[1];
			if (!hash) this.error(`the generated code has no ${name}`);
			return `export const ${name} = { __meta__: { hash: "${hash}" } };`;
		},
		transform(code, id) {
			if (!/\/src\/(?!gql\/).*\.tsx?$/.test(id) || !code.includes("/gql/graphql")) return undefined;
			return code.replace(
				/import\s*\{([^}]*)\}\s*from\s*(["'][^"']*\/gql\/graphql["'])/g,
				(_, names: string, from: string) => {
					const all = names.split(",").map((name) => name.trim());
					const own = all.filter((name) => /^\w+Document$/.test(name));
					// Types are gone by then, and with them the import: it alone would bring every fragment along.
					const rest = all.filter((name) => name && !own.includes(name) && !name.startsWith("type "));
					return [
						...own.map((name) => `import { ${name} } from "document:${name}"`),
						...(rest.length > 0 ? [`import { ${rest.join(", ")} } from ${from}`] : []),
					].join("; ");
				},
			);
		},
	};
}
