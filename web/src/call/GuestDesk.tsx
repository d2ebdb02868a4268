import { useRef } from "preact/hooks";
import { keyOf, t } from "../app/i18n";
import { useDesk, useStep, Wrong } from "../desk/case/desk";
import { AdmitGuestDocument, RemoveGuestDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { write } from "./call";
import { guestStanding, InvitationLink, type Invited, Inviting, nameOf, useInvited } from "./GuestInvite";

/** Who else is in the talk, for whoever leads it: invite, let in, refuse, send away. */
export default function GuestsAtDesk({ live }: { live: boolean }) {
	const { file, booking, talk, reload } = useDesk();
	const of = talk ?? file.consultations.findLast((one) => one.state === "SCHEDULED");
	const invited = useInvited(of?.guests ?? []);
	const admit = useStep(AdmitGuestDocument);
	const remove = useStep(RemoveGuestDocument);
	const title = useRef<HTMLHeadingElement>(null);
	if (!booking) return null;
	// The button that was pressed is gone: the focus stays where the guests are.
	const stay = (done: unknown) => done && title.current?.focus();
	return (
		<section class="guest-list stack stack--tight" aria-labelledby="guests-title">
			<h3 id="guests-title" ref={title} tabIndex={-1}>
				{t("call.guest.desk")}
			</h3>
			<div role="status">
				{invited
					.filter((one) => guestStanding(one) === "waits")
					.map((one) => (
						<p key={one.id}>
							<strong>{t("call.guest.knocks", { who: nameOf(one, invited) })}</strong>
						</p>
					))}
			</div>
			<Wrong of={[admit, remove]} />
			{invited.length > 0 && (
				<ul class="plain stack stack--tight">
					{invited.map((one) => (
						<Row
							key={one.id}
							one={one}
							all={invited}
							live={live}
							busy={admit.busy || remove.busy}
							onAdmit={async (who) =>
								stay(await admit.give({ booking: booking.id, guest: one.id }, t("call.guest.admitted", { who })))
							}
							onRemove={async (who) =>
								stay(await remove.give({ booking: booking.id, guest: one.id }, t("call.guest.removed", { who })))
							}
						/>
					))}
				</ul>
			)}
			<Inviting booking={booking.id} invited={invited} open={t("call.guest.invite")} onInvited={reload} />
		</section>
	);
}

function Row({
	one,
	all,
	live,
	busy,
	onAdmit,
	onRemove,
}: {
	one: Invited;
	all: readonly Invited[];
	live: boolean;
	busy: boolean;
	onAdmit: (who: string) => void;
	onRemove: (who: string) => void;
}) {
	const standing = guestStanding(one);
	const who = nameOf(one, all);
	const id = `guest-${one.id}`;
	const waits = standing === "waits";
	return (
		<li class="stack stack--tight">
			<div class="row row--apart">
				<span id={id}>
					{who} <span class="muted">· {t(keyOf("call.guest.is", standing))}</span>
				</span>
				<span class="row tools">
					{waits && (
						<Button
							look="primary"
							writes
							busy={busy}
							aria-describedby={id}
							whyNot={live ? undefined : t("call.guest.begin-first")}
							onClick={() => onAdmit(who)}
						>
							{t("call.guest.admit")}
						</Button>
					)}
					<Button writes busy={busy} aria-describedby={id} onClick={() => onRemove(who)}>
						{t(waits ? "call.guest.refuse" : standing === "invited" ? "call.guest.take-back" : "call.guest.remove")}
					</Button>
				</span>
			</div>
			{standing === "invited" && <InvitationLink guest={one.id} who={who} {...(live ? { write } : {})} />}
		</li>
	);
}
