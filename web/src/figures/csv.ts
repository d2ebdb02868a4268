/** A value of a table; what is hidden because the group is small is told apart from what is not there. */
export type Cell = string | number | null | undefined;

/** A table as programs for calculating read it: semicolons, quoted where needed, no formulas. */
export function csvOf(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return [head, ...rows].map((row) => `${row.map(cell).join(";")}\r\n`).join("");
}

function cell(of: Cell): string {
	if (of === null || of === undefined) return "";
	if (typeof of === "number") return String(of).replace(".", ",");
	// What begins like a formula would be worked out by the program that opens the file.
	const safe = /^[=+\-@\t\r]/.test(of) ? `'${of}` : of;
	return /[";\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Hands a table to the browser as a file. */
export function save(name: string, text: string): void {
	const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 1000);
}
