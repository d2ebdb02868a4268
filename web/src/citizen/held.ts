import { useEffect, useState } from "preact/hooks";
import { ask } from "../app/client";
import { lookUpSession, session } from "../app/session";
import { type BookingPartsFragment, MyBookingsDocument } from "../gql/graphql";
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
