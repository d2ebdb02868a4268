import { send } from "../app/client";
import { Failed, faultOfStatus } from "../app/fault";
import { online, pause } from "../app/net";

const VERSION = "1.0.0";
/** So much is sent at a time: what is lost when the line drops, and how finely progress is told. */
const PART = 512 * 1024;

export interface Upload {
	url: string;
	ticket: string;
}

/** The upload was given up by whoever began it. */
export class GivenUp extends Error {}

async function tus(url: string, ticket: string, init: RequestInit): Promise<Response> {
	return send(url, {
		...init,
		headers: { ...init.headers, "tus-resumable": VERSION, "upload-ticket": ticket },
	});
}

function refused(response: Response): Failed {
	return new Failed(
		faultOfStatus(
			response.status,
			response.headers.get("x-request-id") ?? undefined,
			response.headers.get("retry-after"),
		),
	);
}

/**
 * Sends a file by tus 1.0.0. When the line drops it waits, asks how much is there, and goes on:
 * nothing is sent twice, and nothing counts as sent before the server has said so.
 */
export async function sendFile(
	file: Blob,
	{ url, ticket }: Upload,
	progress: (sent: number, waiting: boolean) => void,
	signal: AbortSignal,
): Promise<void> {
	let place: string | undefined;
	let offset = 0;
	for (let failures = 0; ; ) {
		if (signal.aborted) throw new GivenUp();
		try {
			if (!place) {
				const made = await tus(url, ticket, {
					method: "POST",
					headers: { "upload-length": String(file.size) },
					signal,
				});
				if (made.status !== 201) throw refused(made);
				place = new URL(made.headers.get("location") ?? url, new URL(url, location.href)).href;
			} else if (failures > 0) {
				const head = await tus(place, ticket, { method: "HEAD", signal });
				// The file is there: its last part had arrived, only the answer had not.
				if (head.status === 410) return;
				if (!head.ok) throw refused(head);
				offset = Number(head.headers.get("upload-offset") ?? 0);
			}
			while (offset < file.size) {
				progress(offset, false);
				const part = file.slice(offset, offset + PART);
				const sent = await tus(place, ticket, {
					method: "PATCH",
					headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(offset) },
					body: part,
					signal,
				});
				if (sent.status === 409 || sent.status === 423) throw new Failed({ kind: "offline" });
				if (!sent.ok) throw refused(sent);
				offset = Number(sent.headers.get("upload-offset") ?? offset + part.size);
				failures = 0;
			}
			progress(file.size, false);
			return;
		} catch (error) {
			if (signal.aborted) throw new GivenUp();
			if (!(error instanceof Failed)) throw error;
			const passing = error.fault.kind === "offline" || error.fault.kind === "limited" || error.fault.kind === "broken";
			failures += 1;
			if (!passing || (failures > 30 && online.get())) throw error;
			progress(offset, true);
			await pause(Math.min(10_000, 500 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
		}
	}
}

/** Tells the server that the rest will not come. */
export async function giveUp(place: string, ticket: string): Promise<void> {
	await tus(place, ticket, { method: "DELETE" }).catch(() => {});
}
