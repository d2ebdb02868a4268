import { afterEach } from "vitest";
import { visitors } from "./browser";

// Where a test fails on a machine that nobody can look at, its pages say what a person would have read there.
afterEach(async ({ task }) => {
	if (task.result?.state !== "fail") return;
	for (const { page, complaints } of visitors) {
		const said = await page
			.locator("h1, [role=alert], [role=status], .notice, .field__error, dialog[open]")
			.filter({ visible: true })
			.allInnerTexts()
			.catch((error: Error) => [error.message]);
		const words = [...new Set(said.map((one) => one.trim().replace(/\s+/g, " ")))].filter(Boolean);
		process.stdout.write(
			`${new URL(page.url()).pathname}:\n${[...words, ...complaints].map((one) => `  ${one}\n`).join("")}`,
		);
	}
});
