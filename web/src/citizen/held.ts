import { useEffect, useState } from "preact/hooks";
import { ask, give } from "../app/client";
import { newKey } from "../app/keys";
import { lookUpSession, session } from "../app/session";
import { type BookingPartsFragment, CancelBookingDocument, MyBookingsDocument } from "../gql/graphql";
import { change, draft, linesFrom, linesOf } from "./draft";

/**
 * The time that is kept for whoever sits here. After a reload it is the server that knows of it:
 * what was chosen comes back, and what was typed is typed again.
 */
export function useHeld(): BookingPartsFragment | "looking" | "none" {
	const now = draft.use();
	const [looked, setLooked] = useState(now.held !== undefined || linesOf(now.lines).length > 0);
	useEffect(() => {
		if (looked) return;
		let wanted = true;
		(async () => {
			try {
				const who = session.get() ?? (await lookUpSession());
				if (who.kind !== "none") {
					const { myBookings } = await ask(MyBookingsDocument, { first: 10 });
					const held = myBookings.nodes.find((booking) => booking.state === "HELD");
					if (held && draft.get().held === undefined) change({ held, scope: held.scope, lines: linesFrom(held) });
				}
			} catch {
				// Whoever cannot be asked has chosen nothing as far as this page knows.
			}
			if (wanted) setLooked(true);
		})();
		return () => {
			wanted = false;
		};
	}, []);
	if (now.held) return now.held;
	return looked ? "none" : "looking";
}

/** A time that was kept and is not wanted any more goes back at once, so that somebody else can have it. */
export function giveBack(held: BookingPartsFragment | undefined): void {
	if (held?.state !== "HELD") return;
	// Where this fails, the time comes back by itself when it runs out.
	give(CancelBookingDocument, {
		input: { booking: held.id, reason: "CITIZEN", idempotencyKey: newKey() },
	}).catch(() => {});
}
