import { send } from "../app/client";
import { Failed, faultOfStatus } from "../app/fault";
import { online, pause } from "../app/net";

const VERSION = "1.0.0";
/** So much is sent at a time: what is lost when the line drops, and how finely progress is told. */
const PART = 512 * 1024;

export interface Upload {
	url: string;
	ticket: string;
	/** Where it is sent to, once the server has said so. */
	place?: string;
}

/** The upload was given up by whoever began it. */
export class GivenUp extends Error {}

async function tus(url: string, ticket: string, init: RequestInit): Promise<Response> {
	return send(url, {
		...init,
		headers: { ...init.headers, "tus-resumable": VERSION, "upload-ticket": ticket },
	});
}

/** The way of an address, below the page's own: whatever the server is called outside, only it is asked. */
function ours(address: string): string {
	const { pathname, search } = new URL(address, location.href);
	return pathname + search;
}

/** The server does not take the rest of it: the time for it is over, or it was taken back. It has to be handed in anew. */
export class Over extends Failed {}

function refused({ status, headers }: Response): Failed {
	// What came before is still being written, or the server knows better how much is there: it is asked again in a moment.
	if (status === 408 || status === 409 || status === 423) return new Failed({ kind: "offline" });
	const fault = faultOfStatus(status, headers.get("x-request-id") ?? undefined, headers.get("retry-after"));
	return status < 500 && fault.kind !== "limited" ? new Over(fault) : new Failed(fault);
}

/**
 * Sends a file by tus 1.0.0. When the line drops it waits, asks how much is there, and goes on:
 * nothing is sent twice, and nothing counts as sent before the server has said so.
 * An upload that failed goes on where it was when it is handed in here again.
 */
export async function sendFile(
	file: Blob,
	upload: Upload,
	progress: (sent: number, waiting: boolean) => void,
	signal: AbortSignal,
): Promise<void> {
	const { ticket } = upload;
	const url = ours(upload.url);
	let offset = 0;
	let known = !upload.place;
	for (let failures = 0; ; ) {
		if (signal.aborted) throw new GivenUp();
		try {
			if (!upload.place) {
				const made = await tus(url, ticket, {
					method: "POST",
					headers: { "upload-length": String(file.size) },
					signal,
				});
				if (made.status !== 201) throw refused(made);
				upload.place = ours(made.headers.get("location") ?? url);
			} else if (!known || failures > 0) {
				const head = await tus(upload.place, ticket, { method: "HEAD", signal });
				if (!head.ok) throw refused(head);
				offset = Number(head.headers.get("upload-offset") ?? 0);
			}
			known = true;
			while (offset < file.size) {
				progress(offset, false);
				const part = file.slice(offset, offset + PART);
				const sent = await tus(upload.place, ticket, {
					method: "PATCH",
					headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(offset) },
					body: part,
					signal,
				});
				if (!sent.ok) throw refused(sent);
				offset = Number(sent.headers.get("upload-offset") ?? offset + part.size);
				failures = 0;
			}
			progress(file.size, false);
			return;
		} catch (error) {
			if (signal.aborted) throw new GivenUp();
			if (!(error instanceof Failed)) throw error;
			failures += 1;
			if (error instanceof Over || (failures > 30 && online.get())) throw error;
			progress(offset, true);
			await pause(Math.min(10_000, 500 * 2 ** Math.min(failures, 5)) * (0.5 + Math.random()));
		}
	}
}
