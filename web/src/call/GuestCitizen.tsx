import { useEffect, useRef } from "preact/hooks";
import { keyOf, t } from "../app/i18n";
import { useAnswer, useCommand } from "../app/use";
import { GuestsOfCaseDocument, RemoveGuestDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { call } from "./call";
import { guestStanding, InvitationLink, Inviting, nameOf, useInvited, WrongWith } from "./GuestInvite";
import { guestsIn } from "./guest";
import type { Talking } from "./now";

const OPEN: readonly string[] = ["SCHEDULED", "LIVE", "INTERRUPTED"];

/** Whom the citizen brings along: invites, sees in words who waits and who is in, and takes an invitation back. */
export function GuestsOfCitizen({ of }: { of: Talking }) {
	const ofCase = of.cases[0];
	const answer = useAnswer(GuestsOfCaseDocument, { id: ofCase ?? "" }, { live: "MY_CASES", wait: !ofCase });
	const talk = answer.data?.case?.consultations.findLast((one) => OPEN.includes(one.state));
	const invited = useInvited(talk?.guests ?? []);
	const remove = useCommand(RemoveGuestDocument);
	const title = useRef<HTMLHeadingElement>(null);
	const { room } = call.use();
	// Somebody came or went: perhaps because they are not wanted any more.
	const seats = guestsIn(room)
		.map((one) => `${one.seat} ${one.admitted}`)
		.join();
	useEffect(() => {
		if (ofCase && answer.data) answer.reload();
	}, [seats]);
	return (
		<section class="call__panel guest-list stack stack--tight" aria-labelledby="guests-title">
			<h2 id="guests-title" ref={title} tabIndex={-1} class={invited.length > 0 ? "" : "kern-sr-only"}>
				{t("call.guest.mine")}
			</h2>
			<WrongWith of={[remove]} />
			<div role="status" class="stack stack--tight">
				{invited.map((one) => (
					<p key={one.id}>{t(keyOf("call.guest.tells", guestStanding(one)), { who: nameOf(one, invited) })}</p>
				))}
			</div>
			{invited.length > 0 && (
				<ul class="plain stack stack--tight">
					{invited.map((one) => {
						const who = nameOf(one, invited);
						return (
							<li key={one.id} class="stack stack--tight">
								{guestStanding(one) === "invited" && <InvitationLink guest={one.id} who={who} />}
								<div class="actions">
									<Button
										writes
										busy={remove.busy}
										onClick={async () => {
											if (!(await remove.run({ booking: of.booking, guest: one.id }))) return;
											await answer.reload();
											title.current?.focus();
										}}
									>
										{t("call.guest.uninvite", { who })}
									</Button>
								</div>
							</li>
						);
					})}
				</ul>
			)}
			<Inviting booking={of.booking} invited={invited} open={t("call.guest.bring")} onInvited={answer.reload} />
		</section>
	);
}
