// The generator writes the trusted documents beside the code; the server embeds them from here.
import { readFileSync, rmSync, writeFileSync } from "node:fs";

const made = "src/gql/persisted-documents.json";
const documents = JSON.parse(readFileSync(made, "utf8"));
const sorted = Object.fromEntries(
	Object.entries(documents)
		.map(([hash, text]) => [hash.startsWith("sha256:") ? hash : `sha256:${hash}`, text])
		.sort(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync("persisted-documents.json", `${JSON.stringify(sorted, null, 2)}\n`);
rmSync(made);
