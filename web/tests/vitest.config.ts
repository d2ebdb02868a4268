import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: process.env.FIGURES ? ["build/figures.ts"] : ["tests/*.test.ts"],
		setupFiles: ["tests/helpers/midnight.ts"],
		// One browser and one office at a time: two cores are not many.
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 120_000,
	},
});
