import { give } from "../app/client";
import { faultIn } from "../app/fault";
import { newKey } from "../app/keys";
import { store } from "../app/store";
import { keep, kept } from "../app/tab";
import { JoinConsultationAsGuestDocument } from "../gql/graphql";
import type { Room, Seat } from "./frames";
import { NotLetIn, type Ticket } from "./signalling";
import { askedFor } from "./ticket";

/** How somebody who was invited stands before the door. */
export interface Coming {
	/** Whom the appointment belongs to is not here yet: we ask again by ourselves. */
	early: boolean;
	/** The visit is over, or the invitation is good for nothing. */
	refused?: "over" | "wrong" | undefined;
}

export const coming = store<Coming>({ early: false });

/** Whether a seat is of neither of the two between whom the talk is. */
export const isGuest = (seat: string): boolean => seat !== "host" && seat !== "holder";

/** The guests who have come into a room. */
export const guestsIn = (room: Room | undefined): Seat[] => (room?.seats ?? []).filter((one) => isGuest(one.seat));

/** Shows the invitation at the door. No session is needed, and none is begun. */
export async function ticketByInvitation(invitation: string): Promise<Ticket> {
	const said = await askedFor(show(invitation), (error) => faultIn(error).kind);
	const [refusal] = said.errors as readonly { code?: string; message?: string }[];
	const is = (code: string) => refusal?.code?.endsWith(code) === true;
	coming.set(() => ({
		early: is("NOT_THERE"),
		refused: is("OVER") ? "over" : is("NOT_INVITED") ? "wrong" : undefined,
	}));
	if (is("NOT_THERE")) throw new Error("nobody is there yet");
	if (refusal) throw new NotLetIn(refusal.message ?? "");
	if (!said.seat) throw new Error("no ticket");
	return said.seat.ticket;
}

const show = async (invitation: string) =>
	(await give(JoinConsultationAsGuestDocument, { input: { idempotencyKey: newKey(), invitation } }))
		.consultationJoinAsGuest;

const HERE = "guest-is-here";

/** Whether they have said in this tab that they are here, so that a reload needs no word of theirs. */
export const saidHere = (invitation: string): boolean => kept(HERE) === invitation;

export const sayHere = (invitation: string | undefined): void => keep(HERE, invitation);
