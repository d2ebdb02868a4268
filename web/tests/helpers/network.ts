import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { ANY_CERTIFICATE, CHROMIUM, launch } from "./browser";
import { ended } from "./office";

const ip = (...args: string[]) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });

/** Carries bytes from its own 127.0.0.1 to a socket in a file, which all networks of the machine share. */
const CARRIER = `
const { createServer, connect } = require("node:net");
createServer((one) => {
	const other = connect(process.argv[1]);
	for (const [from, to] of [[one, other], [other, one]]) from.on("error", () => to.destroy()).pipe(to);
}).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
`;

/**
 * A network of somebody's own with two ways out of it, of which the first is taken as long as it is there. The office is
 * reached at the address that it has for everybody, past both.
 */
export class Net {
	private constructor(
		private readonly name: string,
		private readonly folder: string,
		private readonly server: Server,
		private readonly carrier: ChildProcess,
	) {}

	static async open(office: string): Promise<Net> {
		const folder = mkdtempSync(join(tmpdir(), "vorgang-net-"));
		const { hostname, port } = new URL(office);
		const name = `vorgang${process.pid}`;
		Net.remove(name);
		ip("netns", "add", name);
		const inside = (...args: string[]) => ip("-n", name, ...args);
		inside("link", "set", "lo", "up");
		for (const [i, way] of ["first", "second"].entries()) {
			const [outer, inner, net] = [Net.link(name, i), way, `10.213.${i}`];
			ip("link", "add", outer, "type", "veth", "peer", "name", inner, "netns", name);
			ip("address", "add", `${net}.1/24`, "dev", outer);
			ip("link", "set", outer, "up");
			inside("address", "add", `${net}.2/24`, "dev", inner);
			inside("link", "set", inner, "up");
			inside("route", "add", "default", "via", `${net}.1`, "dev", inner, "metric", `${100 * (i + 1)}`);
		}
		const socket = join(folder, "office");
		const server = createServer((one) => {
			const other = createConnection(Number(port), hostname);
			for (const [from, to] of [
				[one, other],
				[other, one],
			] as const)
				from.on("error", () => to.destroy()).pipe(to);
		});
		await new Promise<void>((done) => server.listen(socket, done));
		const carrier = spawn("ip", ["netns", "exec", name, process.execPath, "-e", CARRIER, socket, port], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		await new Promise((done) => carrier.stdout?.once("data", done));
		return new Net(name, folder, server, carrier);
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

	/** A way out is gone, as when somebody walks out of the reach of their WLAN. */
	loses(way: "first" | "second"): void {
		ip("-n", this.name, "link", "set", way, "down");
	}

	async close(): Promise<void> {
		this.carrier.kill("SIGKILL");
		await ended(this.carrier);
		this.server.close();
		Net.remove(this.name);
		rmSync(this.folder, { recursive: true, force: true });
	}
}
