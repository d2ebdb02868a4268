import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { store } from "../app/store";
import { type Command, useCommand } from "../app/use";
import { type GuestPart, InviteGuestDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Problem, Refusals } from "../parts/Problem";
import { call } from "./call";
import type { Seat } from "./frames";
import { guestsIn } from "./guest";
import { nameOfPart } from "./parts";

/** Somebody who was invited: as the history of the talk has them, and as the room sees them. */
export interface Invited {
	id: string;
	part: string;
	seat: Seat | undefined;
}

/** invited: not here yet; waits: before the door; in: takes part; away: does, and their line is gone. */
export type GuestStanding = "invited" | "waits" | "in" | "away";
export const guestStanding = ({ seat }: Invited): GuestStanding =>
	!seat ? "invited" : seat.here === "AWAY" ? "away" : seat.admitted ? "in" : "waits";

/** Everybody who is invited. Whoever is in the room is known from there sooner. */
export function useInvited(told: readonly { id: string; part: GuestPart; state: string }[]): Invited[] {
	const { room } = call.use();
	const seats = guestsIn(room);
	const known = told
		.filter((one) => one.state !== "REMOVED")
		.map(({ id, part }) => ({ id, part: part as string, seat: seats.find((one) => one.seat === id) }));
	const fresh = seats.filter((one) => !told.some(({ id }) => id === one.seat));
	return [...known, ...fresh.map((seat) => ({ id: seat.seat, part: seat.part, seat }))];
}

/** What somebody is called, with a number where two have the same part. */
export function nameOf(one: Invited, all: readonly Invited[]): string {
	const who = nameOfPart(one.part);
	const same = all.filter(({ part }) => part === one.part);
	return same.length > 1 ? t("call.guest.nth", { who, n: same.indexOf(one) + 1 }) : who;
}

/** The links of invitations, for as long as this page is open: the office does not keep them. */
const links = store<Readonly<Record<string, string>>>({});
/** Whose link has just been made: it gets the focus as soon as it is there. */
let newest: string | undefined;

const PARTS: readonly GuestPart[] = ["INTERPRETER", "COMPANION"];
/** As many as there are seats beside the two. */
const GUESTS_MAX = 2;

/** Buttons with which somebody is invited, behind one that opens them. */
export function Inviting({
	booking,
	invited,
	open: label,
	onInvited,
}: {
	booking: string;
	invited: readonly Invited[];
	open: string;
	onInvited: () => unknown;
}) {
	const invite = useCommand(InviteGuestDocument);
	const [open, setOpen] = useState(false);
	const full = invited.length >= GUESTS_MAX ? t("call.guest.full") : undefined;
	return (
		<>
			<div class="actions">
				<Button id="call-invite" aria-expanded={open && !full} whyNot={full} onClick={() => setOpen(!open)}>
					{label}
				</Button>
			</div>
			{open && !full && (
				<div class="stack stack--tight">
					<p>{t("call.guest.invite.text")}</p>
					<Refusals of={invite.refusals} />
					<Problem fault={invite.fault} />
					<div class="actions">
						{PARTS.map((part) => (
							<Button
								key={part}
								writes
								busy={invite.busy}
								onClick={async () => {
									const done = await invite.run({ booking, part });
									if (!done?.invitation) return;
									const { guest, text } = done.invitation;
									newest = guest;
									setOpen(false);
									links.set((now) => ({ ...now, [guest]: `${location.origin}/gast#${text}` }));
									onInvited();
								}}
							>
								{t(part === "INTERPRETER" ? "call.guest.invite.interpreter" : "call.guest.invite.companion")}
							</Button>
						))}
					</div>
				</div>
			)}
		</>
	);
}

/** The link of an invitation, to be handed on. It can be seen until the page is loaded anew. */
export function InvitationLink({ guest, who, write }: { guest: string; who: string; write?: (text: string) => void }) {
	const link = links.use()[guest];
	const field = useRef<HTMLInputElement>(null);
	const [done, setDone] = useState<"copied" | "written">();
	useLayoutEffect(() => {
		if (!link || newest !== guest) return;
		newest = undefined;
		field.current?.focus();
	}, [link]);
	if (!link) return null;
	const copy = async () => {
		field.current?.select();
		await navigator.clipboard.writeText(link).then(
			() => setDone("copied"),
			// It is selected, and can be copied by hand.
			() => {},
		);
	};
	const id = `link-${guest}`;
	return (
		<div class="invitation">
			<label for={id}>{t("call.guest.link", { who })}</label>
			<input
				ref={field}
				id={id}
				class="kern-form-input__input"
				readOnly
				value={link}
				onFocus={(event) => event.currentTarget.select()}
			/>
			<div class="actions">
				{typeof navigator.share === "function" && (
					<Button
						look="primary"
						onClick={() => navigator.share({ title: t("call.guest.title"), url: link }).catch(() => {})}
					>
						{t("call.guest.share")}
					</Button>
				)}
				<Button onClick={copy}>{t("call.guest.copy")}</Button>
				{write && (
					<Button
						onClick={() => {
							write(link);
							setDone("written");
						}}
					>
						{t("call.guest.write")}
					</Button>
				)}
			</div>
			<p role="status">{done && t(done === "copied" ? "call.guest.copied" : "call.guest.written")}</p>
			<p class="muted">{t("call.guest.link.text")}</p>
		</div>
	);
}

/** What went wrong with what was done about guests. */
export const WrongWith = ({ of }: { of: readonly Pick<Command<never, unknown>, "refusals" | "fault">[] }) => (
	<>
		{of.map((one, i) => (
			<div key={i}>
				<Refusals of={one.refusals} />
				<Problem fault={one.fault} />
			</div>
		))}
	</>
);
