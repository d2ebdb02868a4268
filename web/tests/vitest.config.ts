import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: process.env.FIGURES ? ["build/figures.ts"] : ["tests/*.test.ts"],
		setupFiles: ["tests/helpers/midnight.ts", "tests/helpers/failed.ts"],
		// One browser and one office at a time: two cores are not many.
		fileParallelism: false,
		// What the pages say where a test fails is read before the test closes them.
		sequence: { hooks: "list" },
		// A busy machine takes longer over everything, and what is right is right then, too.
		expect: { poll: { timeout: 15_000, interval: 100 } },
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
