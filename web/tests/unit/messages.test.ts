import { expect, test } from "vitest";
import { fill, names, read } from "../../src/app/messages";

const say = (text: string, values: Record<string, string | number>, locale = "de-DE") =>
	fill<string>(read(text), values, locale).join("");

test("a value stands where it is named", () => {
	expect(say("Guten Tag, {name}!", { name: "Ada" })).toBe("Guten Tag, Ada!");
});

test("a number chooses its form by the rules of the language", () => {
	const text = "{n, plural, =0 {keine Zeit} one {# Zeit} other {# Zeiten}}";
	expect([0, 1, 2, 1200].map((n) => say(text, { n }))).toEqual(["keine Zeit", "1 Zeit", "2 Zeiten", "1.200 Zeiten"]);
	// In French, nothing is one.
	expect(say("{n, plural, one {# place} other {# places}}", { n: 0 }, "fr-FR")).toBe("0 place");
});

test("what is no word stands as it was given", () => {
	expect(fill(read("Rufen Sie {phone} an."), { phone: { tag: "a" } }, "de-DE")).toEqual([
		"Rufen Sie ",
		{ tag: "a" },
		" an.",
	]);
});

test("a value is never read as a message", () => {
	expect(say("Hallo {name}", { name: "{name} #" })).toBe("Hallo {name} #");
});

test("a broken message is a fault", () => {
	for (const text of ["{", "}", "{n, plural, one {x}}", "{n, plural, other {x}", "{n, select, a {b}}"])
		expect(() => read(text), text).toThrow();
});

test("the names of a message are all of its values", () => {
	expect(names("{b} {a, plural, one {# von {c}} other {#}}")).toEqual(["a", "b", "c"]);
});
