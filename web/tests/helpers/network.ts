import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ANY_CERTIFICATE, CHROMIUM, launch } from "./browser";
import { ended } from "./office";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

/** Carries bytes between an address and another one. What is on its way when a network goes is lost without a word. */
const CARRIER = `
const { createServer, connect } = require("node:net");
const [from, to] = process.argv.slice(1).map((one) => new URL("tcp://" + one));
createServer((one) => {
	const other = connect(Number(to.port), to.hostname);
	for (const [a, b] of [[one, other], [other, one]]) a.on("error", () => b.destroy()).on("close", () => b.destroy()).pipe(b);
}).listen(Number(from.port), from.hostname, () => console.log("listening"));
`;

const WAYS = ["first", "second"] as const;

/** Outside, where both ways lead to. */
const OUTSIDE = "10.213.0.1";

/**
 * A network of somebody's own with two ways out of it. The second is there from the beginning, and the first is taken as long
 * as it is there, or it comes when the first is lost. Everything goes over them: what is said to the office, and what is sent
 * to the relay. A page is let use a camera only at the address of its own machine, so the office is there as well.
 */
export class Net {
	private constructor(
		private readonly name: string,
		private readonly folder: string,
		private readonly carriers: ChildProcess[],
	) {}

	static async open(office: string, second: "there" | "comes"): Promise<Net> {
		const folder = mkdtempSync(join(tmpdir(), "vorgang-net-"));
		const { hostname, port } = new URL(office);
		const name = `vorgang${process.pid}`;
		Net.remove(name);
		ip("netns", "add", name);
		const inside = (...args: string[]) => ip("-n", name, ...args);
		inside("link", "set", "lo", "up");
		for (const [i, way] of WAYS.entries()) {
			const [outer, inner, net] = [Net.link(name, i), way, `10.213.${i}`];
			ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name);
			ip("address", "add", `${net}.1/24`, "dev", outer);
			ip("link", "set", outer, "up");
			inside("address", "add", `${net}.2/24`, "dev", inner);
			if (way === "first" || second === "there") Net.opens(name, i);
		}
		const carries = (program: string, ...args: string[]) =>
			spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
		const carriers = [
			carries(process.execPath, "-e", CARRIER, `${OUTSIDE}:${port}`, `${hostname}:${port}`),
			carries(
				"ip",
				...["netns", "exec", name, process.execPath, "-e", CARRIER, `127.0.0.1:${port}`, `${OUTSIDE}:${port}`],
			),
		];
		await Promise.all(carriers.map((one) => new Promise((done) => one.stdout?.once("data", done))));
		return new Net(name, folder, carriers);
	}

	/** The end of a way outside; names of links are short. */
	private static link(name: string, i: number): string {
		return `${name.replace("vorgang", "vg")}${"ab"[i]}`;
	}

	private static remove(name: string): void {
		for (const args of [
			["netns", "delete", name],
			["link", "delete", Net.link(name, 0)],
			["link", "delete", Net.link(name, 1)],
		])
			try {
				ip(...args);
			} catch {
				// It is not there, as a rule.
			}
	}

	/** A browser with a camera that knows no other network. */
	browser(): Promise<Browser> {
		const program = join(this.folder, "chromium");
		writeFileSync(program, `#!/bin/sh\nexec ip netns exec ${this.name} ${CHROMIUM} "$@"\n`, { mode: 0o755 });
		return launch(program, "yes", [ANY_CERTIFICATE]);
	}

	private static opens(name: string, i: number): void {
		const way = `${WAYS[i]}`;
		ip("-n", name, "link", "set", way, "up");
		ip("-n", name, "route", "replace", "default", "via", `10.213.${i}.1`, "dev", way, "metric", `${100 * (i + 1)}`);
	}

	/** The way out is another one, as when somebody walks out of the reach of their WLAN. */
	changes(): void {
		ip("-n", this.name, "link", "set", WAYS[0], "down");
		Net.opens(this.name, 1);
	}

	async close(): Promise<void> {
		for (const carrier of this.carriers) carrier.kill("SIGKILL");
		await Promise.all(this.carriers.map(ended));
		Net.remove(this.name);
		rmSync(this.folder, { recursive: true, force: true });
	}
}
