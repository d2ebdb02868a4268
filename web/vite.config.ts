import { defineConfig } from "vite";
import { compressed } from "./build/compressed";
import { documents } from "./build/documents";
import { icon } from "./build/icon";
import { reported } from "./build/reported";

// The API to develop against: `vorgang demo`, or whatever serves the contract of docs/api.md.
const api = process.env.VORGANG_API ?? "http://127.0.0.1:8080";

export default defineConfig({
	base: "/",
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	css: {
		preprocessorOptions: {
			// Warnings about the sources of KERN are for its makers.
			scss: { loadPaths: ["node_modules"], quietDeps: true, silenceDeprecations: ["if-function"] },
		},
	},
	build: {
		target: "es2022",
		sourcemap: false,
		// Everything that a page asks for is a file of our own; nothing is inlined, so that the policy stays strict.
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
	},
	plugins: [icon(), documents(), compressed(), reported()],
	server: {
		proxy: {
			"/graphql": { target: api, ws: true, changeOrigin: true },
			"/session": { target: api, changeOrigin: true },
			"/files": { target: api, changeOrigin: true },
			"/papers": { target: api, changeOrigin: true },
			"/pay": { target: api, changeOrigin: true },
		},
	},
});
