import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { ended, freePort } from "./office";

/** How a browser reaches a relay. */
export type Leg = "udp" | "tcp" | "tls";

/** A relay (coturn) of its own, with the configuration that operators copy from docs/relay.md. */
export interface Relay {
	ip: string;
	secret: string;
	ports: { plain: number; tls: number; from: number; to: number };
	/** Its address for each way, as browsers take it. */
	urls: Record<Leg, string>;
	/** What it has written down. */
	log: () => string;
	start: () => Promise<void>;
	/** Stops it at once: what it passed on is forgotten. */
	kill: () => Promise<void>;
	stop: () => Promise<void>;
}

/** What an office is told of it: the ways that are offered, in this order. */
export const told = (relay: Relay, ...legs: Leg[]): Record<string, string> => ({
	VORGANG_TURN_URLS: legs.map((leg) => relay.urls[leg]).join(","),
	VORGANG_TURN_SECRET: relay.secret,
});

/** An address of this machine that is not the loopback's: that one no browser tries. */
function address(): string {
	const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
	const found = all.find((one) => one.family === "IPv4" && !one.internal);
	if (!found) throw new Error("the machine has no address beside its loopback, so no browser can be relayed");
	return found.address;
}

/** So many ports for what is passed on. They lie above those that the machine gives to others. */
const PORTS = 250;

async function freeRange(ip: string): Promise<number> {
	for (let from = 61_000; from + PORTS < 65_536; from += PORTS) {
		const probe = createSocket("udp4");
		const free = await new Promise<boolean>((said) => {
			probe.once("error", () => said(false));
			// The last one stays empty unless it is really full.
			probe.bind(from, ip, () => said(true));
		});
		probe.close();
		if (free) return from;
	}
	throw new Error("no ports are free for a relay");
}

/** The configuration of the page for operators; what differs from machine to machine is put in. */
function configured(mine: Record<string, string>, more: string[]): string {
	const page = readFileSync("../docs/relay.md", "utf8");
	const block = /```conf\n([\s\S]*?)```/.exec(page)?.[1];
	if (!block) throw new Error("docs/relay.md has no configuration");
	const left = new Set(Object.keys(mine));
	const lines = block.split("\n").map((line) => {
		const key = line.split("=")[0] as string;
		if (!left.delete(key)) return line;
		return `${key}=${mine[key]}`;
	});
	if (left.size > 0) throw new Error(`docs/relay.md does not set ${[...left].join(", ")}`);
	return [...lines, ...more, ""].join("\n");
}

export async function openRelay(): Promise<Relay> {
	const folder = mkdtempSync(join(tmpdir(), "vorgang-relay-"));
	const ip = address();
	const [plain, tls, from] = [await freePort(), await freePort(), await freeRange(ip)];
	const ports = { plain, tls, from, to: from + PORTS - 1 };
	const secret = randomBytes(16).toString("hex");
	const [cert, key, conf] = ["cert.pem", "key.pem", "turnserver.conf"].map((name) => join(folder, name)) as [
		string,
		string,
		string,
	];
	execFileSync(
		"openssl",
		[
			..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
			...["-subj", "/CN=relay", "-addext", `subjectAltName=IP:${ip}`, "-keyout", key, "-out", cert],
		],
		{ stdio: "ignore" },
	);
	const mine = {
		"listening-ip": ip,
		"relay-ip": ip,
		"listening-port": `${plain}`,
		"tls-listening-port": `${tls}`,
		"min-port": `${ports.from}`,
		"max-port": `${ports.to}`,
		"static-auth-secret": secret,
		"allowed-peer-ip": ip,
		cert,
		pkey: key,
	};
	const here = [`userdb=${folder}/turndb`, `pidfile=${folder}/pid`, "verbose"];
	writeFileSync(conf, configured(mine, here).replace(/^syslog$/m, "log-file=stdout"), { mode: 0o600 });

	let server: ChildProcess | undefined;
	let text = "";
	const kill = async () => {
		if (!server) return;
		server.kill("SIGKILL");
		await ended(server);
	};
	const atExit = () => server?.kill("SIGKILL");
	process.once("exit", atExit);
	const start = async () => {
		const child = spawn("turnserver", ["-c", conf], { stdio: ["ignore", "pipe", "pipe"], cwd: folder });
		const begun = text.length;
		for (const out of [child.stdout, child.stderr])
			out?.on("data", (bytes) => {
				text += bytes;
			});
		child.once("error", (error) => {
			text += `${error}`;
		});
		server = child;
		const listens = () => /TLS.*listener opened/i.test(text.slice(begun));
		for (let tries = 0; tries < 100 && !listens(); tries += 1) {
			if (child.exitCode !== null || child.pid === undefined) break;
			await new Promise((go) => setTimeout(go, 100));
		}
		if (!listens()) throw new Error(`the relay did not start; is coturn installed?\n${text.slice(begun)}`);
	};
	await start();
	return {
		ip,
		secret,
		ports,
		urls: {
			udp: `turn:${ip}:${plain}?transport=udp`,
			tcp: `turn:${ip}:${plain}?transport=tcp`,
			tls: `turns:${ip}:${tls}?transport=tcp`,
		},
		log: () => text,
		start,
		kill,
		stop: async () => {
			process.off("exit", atExit);
			await kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** A bad line between the browsers and the relay, in a table of its own, which goes with it. */
export class Wire {
	private readonly table = `vorgang_relay_${process.pid}`;

	constructor(private readonly relay: Relay) {
		process.once("exit", () => this.whole());
		// Of a run that was killed.
		const tables = execFileSync("nft", ["list", "tables", "ip"], { encoding: "utf8" });
		for (const [, table, pid] of tables.matchAll(/table ip (vorgang_relay_(\d+))/g))
			if (!existsSync(`/proc/${pid}`)) this.nft(`delete table ip ${table}\n`);
	}

	private nft(rules: string): void {
		execFileSync("nft", ["-f", "-"], { input: rules, stdio: ["pipe", "ignore", "pipe"] });
	}

	/** Packets that fit are dropped as they arrive: a sender that is told so (as in the output hook) gives up instead. */
	private drops(...rules: string[]): void {
		const { table } = this;
		const chain = `chain arriving { type filter hook input priority 0; policy accept;\n${rules.map((rule) => `${rule} counter drop`).join("\n")}\n}`;
		this.nft(`table ip ${table}\ndelete table ip ${table}\ntable ip ${table} {\n${chain}\n}\n`);
	}

	private get passedOn(): string {
		const { from, to } = this.relay.ports;
		return `${from}-${to}`;
	}

	/** A firewall lets through nothing of these ways, in either direction. What the relay says to itself is behind it. */
	blocks(...legs: Leg[]): void {
		const { ip, ports } = this.relay;
		const { passedOn } = this;
		const [to, from] = [`ip daddr ${ip}`, `ip saddr ${ip}`];
		const rules = {
			udp: [
				`${to} udp dport ${ports.plain}`,
				`${from} udp sport ${ports.plain}`,
				`${to} udp dport ${passedOn} udp sport != ${passedOn}`,
				`${from} udp sport ${passedOn} udp dport != ${passedOn}`,
			],
			tcp: [`${to} tcp dport ${ports.plain}`],
			tls: [`${to} tcp dport ${ports.tls}`],
		};
		this.drops(...legs.flatMap((leg) => rules[leg]));
	}

	/** So many packets of a hundred are lost. */
	loses(percent: number): void {
		const { ip, ports } = this.relay;
		this.drops(
			`ip daddr ${ip} udp dport { ${ports.plain}, ${this.passedOn} } numgen random mod 100 < ${percent}`,
			`ip saddr ${ip} udp sport { ${ports.plain}, ${this.passedOn} } numgen random mod 100 < ${percent}`,
		);
	}

	/** Nothing gets through any more, in either direction, neither to the relay nor to the office. */
	cuts(office: string): void {
		const { ip, ports } = this.relay;
		const all = `{ ${ports.plain}, ${ports.tls}, ${this.passedOn} }`;
		const { hostname, port } = new URL(office);
		this.drops(
			`ip daddr ${ip} th dport ${all}`,
			`ip saddr ${ip} th sport ${all}`,
			`ip daddr ${hostname} tcp dport ${port}`,
			`ip saddr ${hostname} tcp sport ${port}`,
		);
	}

	/** How many packets were dropped by now. */
	dropped(): number {
		const told = execFileSync("nft", ["list", "table", "ip", this.table], { encoding: "utf8" });
		return [...told.matchAll(/counter packets (\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0);
	}

	/** Everything gets through again. */
	whole(): void {
		this.nft(`table ip ${this.table}\ndelete table ip ${this.table}\n`);
	}
}
