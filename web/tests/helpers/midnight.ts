import { untilMidnight } from "./day";

// An office of today has other appointments, free times and figures tomorrow: a file that would begin shortly before
// midnight begins after it.
const left = untilMidnight(new Date());
if (left > 0) {
	process.stdout.write(`It is nearly midnight in Berlin: this file begins in ${Math.ceil(left / 1_000)} seconds.\n`);
	await new Promise((go) => setTimeout(go, left + 1_000));
}
