import type { Client } from "graphql-ws";
import { AnswerChangedDocument, type Question } from "../gql/graphql";
import { idOf, reached } from "./client";
import { online } from "./net";
import { sittings } from "./session";
import { store } from "./store";

/** Whether changes are told as they happen. While they are not, pages ask again every 15 seconds. */
export const live = store<"idle" | "on" | "off">("idle");

/** So often a page asks by itself while nothing is told, in milliseconds. */
const POLL_MILLIS = 15_000;
/** So often the server is asked whether the socket still stands: a network that is gone says nothing; and so long it has for an answer. */
const ASK_MILLIS = 15_000;
const ANSWER_MILLIS = 15_000;

let opening: Promise<Client> | undefined;
/** How many pages and parts listen. Without any the socket is closed, and that is no fault. */
let listening = 0;

function open(): Promise<Client> {
	if (opening) return opening;
	const mine: Promise<Client> = import("graphql-ws").then(({ createClient, TerminatedCloseEvent }) => {
		const url = new URL("/graphql/ws", location.href);
		url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
		let unanswered: ReturnType<typeof setTimeout> | undefined;
		const client = createClient({
			url: url.href,
			lazy: true,
			keepAlive: ASK_MILLIS,
			// Tried again for ever, at most every 30 seconds, and not by everybody at once; or when the server answered otherwise.
			retryAttempts: Number.POSITIVE_INFINITY,
			// An error here is a fault of ours, which no other attempt mends, unless it was we who gave the socket up.
			shouldRetry: (event) => event instanceof TerminatedCloseEvent || !(event instanceof Error),
			// The server knows operations by their hash; the protocol's client insists on a text, so the text is empty and left out.
			jsonMessageReplacer: (key, value) => (key === "query" && value === "" ? undefined : value),
			retryWait: (tries) =>
				new Promise((go) => {
					const end = () => {
						clearTimeout(timer);
						stop();
						go();
					};
					const timer = setTimeout(end, Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random()));
					const stop = online.subscribe((is) => is && end());
				}),
			on: {
				connected: () => opening === mine && live.set("on"),
				ping: (received) => {
					if (!received) unanswered = setTimeout(() => client.terminate(), ANSWER_MILLIS);
				},
				// Whatever comes shows that it stands.
				message: () => clearTimeout(unanswered),
				closed: () => {
					clearTimeout(unanswered);
					lost(mine);
				},
				error: () => lost(mine),
			},
		});
		return client;
	});
	opening = mine;
	// Without a line the code for it cannot be fetched either: until then pages ask by themselves, and the next one tries again.
	mine.catch(() => {
		lost(mine);
		if (opening === mine) opening = undefined;
	});
	return mine;
}

/** Nothing is told any more. What an older socket says late does not count. */
function lost(socket: Promise<Client>): void {
	if (opening === socket) live.set(listening > 0 ? "off" : "idle");
}

/** Tells when the answer to a question may have changed, until it is stopped. */
export function listen(question: Question, changed: () => void): () => void {
	let stop = () => {};
	let stopped = false;
	listening += 1;
	const socket = open();
	socket
		.then((client) => {
			if (stopped) return;
			stop = client.subscribe<{ answerChanged: { position: string } }>(
				{ query: "", documentId: idOf(AnswerChangedDocument), variables: { question } } as never,
				{
					next: ({ data }) => {
						reached(data?.answerChanged.position);
						changed();
					},
					error: () => lost(socket),
					complete: () => {},
				},
			);
		})
		.catch(() => {});
	const timer = setInterval(
		() => {
			if (live.get() !== "on" && online.get() && document.visibilityState === "visible") changed();
		},
		POLL_MILLIS * (0.9 + Math.random() * 0.2),
	);
	const again = () => document.visibilityState === "visible" && live.get() !== "on" && changed();
	document.addEventListener("visibilitychange", again);
	return () => {
		stopped = true;
		listening -= 1;
		clearInterval(timer);
		document.removeEventListener("visibilitychange", again);
		stop();
	};
}

/** Takes a new socket at once: something else has noticed that the network is gone. */
export function listenAnew(): void {
	opening?.then((client) => client.terminate()).catch(() => {});
}

// A socket belongs to the session that it began with: the next one gets its own.
sittings.subscribe(() => {
	// The server may have closed it already.
	opening?.then((client) => client.dispose()).catch(() => {});
	opening = undefined;
	live.set("idle");
});
