/**
 * Does one thing after the other: the same while it is on its way is the same,
 * and something else waits for its turn.
 */
export function oneByOne<T>(): (what: string, work: () => Promise<T>) => Promise<T> {
	let last: { what: string; answer: Promise<T> } | undefined;
	return (what, work) => {
		if (last?.what === what) return last.answer;
		const answer = (last ? last.answer.then(work, work) : work()).finally(() => {
			if (last === mine) last = undefined;
		});
		const mine = { what, answer };
		last = mine;
		return answer;
	};
}
