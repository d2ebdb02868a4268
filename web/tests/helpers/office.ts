import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A demo office of its own: `vorgang demo` on a free port, in a folder that goes with it. */
export interface Office {
	url: string;
	/** What the demo printed: names, passwords, tokens. */
	printed: () => string;
	/** The bodies of the mails that were sent, the newest last. */
	mails: () => string[];
	/** Kills the server, as a power cut would. */
	kill: () => Promise<void>;
	/** Starts it again on the same data and the same port. */
	start: () => Promise<void>;
	/** Stops it and removes its folder. */
	stop: () => Promise<void>;
}

const BIN = process.env.VORGANG_BIN ?? "../target/debug/vorgang";

export function freePort(): Promise<number> {
	return new Promise((found) => {
		const probe = createServer().listen(0, "127.0.0.1", () => {
			const { port } = probe.address() as { port: number };
			probe.close(() => found(port));
		});
	});
}

export function ended(child: ChildProcess): Promise<void> {
	return child.exitCode !== null || child.signalCode !== null
		? Promise.resolve()
		: new Promise((done) => child.once("exit", () => done()));
}

async function ready(url: string, child: ChildProcess, said: () => string, secs = 60): Promise<void> {
	for (let tries = 0; tries < secs * 10; tries += 1) {
		if (child.exitCode !== null) throw new Error(`the server ended:\n${said()}`);
		try {
			if ((await fetch(url)).ok) return;
		} catch {
			// Not there yet.
		}
		await new Promise((go) => setTimeout(go, 100));
	}
	throw new Error(`the server did not start:\n${said()}`);
}

/** How long an office has been at work before it opens: nothing, some weeks, a year. They are played, and end yesterday. */
export type Past = "none" | "weeks" | "year";
const PAST: Record<Past, { options: string[]; secs: number }> = {
	none: { options: [], secs: 60 },
	weeks: { options: ["--weeks", "4"], secs: 300 },
	year: { options: ["--year"], secs: 3600 },
};

/** What differs from every other office: settings of the environment. */
export type Settings = Record<string, string>;

export async function openOffice(past: Past = "none", settings: Settings = {}): Promise<Office> {
	const folder = mkdtempSync(join(tmpdir(), "vorgang-web-"));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	let server: ChildProcess | undefined;
	let first = "";

	const start = async () => {
		let text = "";
		const { options, secs } = first ? PAST.none : PAST[past];
		const child = spawn(BIN, ["demo", "--bind", `127.0.0.1:${port}`, "--data", folder, ...options], {
			stdio: ["ignore", "pipe", "pipe"],
			env: { ...process.env, VORGANG_PUBLIC_URL: url, ...settings },
		});
		child.stdout?.on("data", (bytes) => {
			text += bytes;
		});
		child.stderr?.on("data", (bytes) => {
			text += bytes;
		});
		server = child;
		await ready(`${url}/readyz`, child, () => text, secs);
		// It answers a moment before it has said everything.
		for (let tries = 0; !text.includes("Ctrl-C"); tries += 1) {
			if (tries === 300) throw new Error(`the server did not say how to stop it:\n${text}`);
			await new Promise((go) => setTimeout(go, 100));
		}
		first ||= text;
	};
	const kill = async () => {
		if (!server) return;
		server.kill("SIGKILL");
		await ended(server);
	};
	await start();
	return {
		url,
		printed: () => first,
		mails: () => {
			const outbox = join(folder, "outbox");
			return readdirSync(outbox)
				.filter((name) => name.endsWith(".eml"))
				.sort()
				.map((name) => readFileSync(join(outbox, name), "utf8"));
		},
		kill,
		start,
		stop: async () => {
			await kill();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
