import { expect, test } from "vitest";
import { oneByOne } from "../../src/app/onebyone";

/** Work that ends when it is told to, and what has begun of it. */
function desk() {
	const begun: string[] = [];
	const ends = new Map<string, (how: "well" | "badly") => void>();
	const work = (name: string) => () => {
		begun.push(name);
		return new Promise<string>((well, badly) =>
			ends.set(name, (how) => (how === "well" ? well(name) : badly(new Error(name)))),
		);
	};
	return { begun, work, end: (name: string, how: "well" | "badly" = "well") => ends.get(name)?.(how) };
}
const settled = () => new Promise((go) => setTimeout(go));

test("a second press while the first is on its way is the first", async () => {
	const { begun, work, end } = desk();
	const inTurn = oneByOne<string>();
	const first = inTurn("a", work("one"));
	expect(inTurn("a", work("two"))).toBe(first);
	end("one");
	expect(await first).toBe("one");
	expect(begun).toEqual(["one"]);
	// Once it is over, the same is wanted anew.
	const again = inTurn("a", work("three"));
	end("three");
	expect(await again).toBe("three");
	expect(begun).toEqual(["one", "three"]);
});

test("something else waits until the first is over, however that ended, and has an answer of its own", async () => {
	const { begun, work, end } = desk();
	const inTurn = oneByOne<string>();
	const first = inTurn("a", work("one"));
	const second = inTurn("b", work("two"));
	const third = inTurn("c", work("three"));
	expect(inTurn("c", work("four"))).toBe(third);
	await settled();
	expect(begun).toEqual(["one"]);
	end("one", "badly");
	await expect(first).rejects.toThrow("one");
	await settled();
	expect(begun).toEqual(["one", "two"]);
	end("two");
	expect(await second).toBe("two");
	await settled();
	end("three");
	expect(await third).toBe("three");
	expect(begun).toEqual(["one", "two", "three"]);
});
