import { useState } from "preact/hooks";
import { momentOf } from "../app/format";
import { t } from "../app/i18n";
import { useAnswer, useCommand } from "../app/use";
import { PhoneCodeDocument, PhoneInviteDocument, PhoneRevokeDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { tell } from "../staff/Told";

/** A new way in for whoever has the appointment: the link that was given before opens nothing any more. */
export function Access({ booking }: { booking: string }) {
	const invite = useCommand(PhoneInviteDocument);
	const revoke = useCommand(PhoneRevokeDocument);
	const [given, setGiven] = useState<{ link: string; until: string }>();
	// The code goes with the link that counts now, and is told apart from it.
	const found = useAnswer(PhoneCodeDocument, { id: booking });
	const code = found.data?.booking?.code;
	return (
		<div class="stack stack--tight">
			{code && (
				<p class="readout">
					{t("phone.access.code")} <strong class="digits code">{code.replace(/(...)(...)/, "$1 $2")}</strong>
				</p>
			)}
			<Refusals of={[...invite.refusals, ...revoke.refusals]} />
			<Problem fault={invite.fault ?? revoke.fault} />
			{given ? (
				<Notice title={t("phone.access.title")} told>
					<p>{t("phone.access.text", { time: momentOf(given.until) })}</p>
					<p class="link-out">{given.link}</p>
					<Button
						onClick={() =>
							navigator.clipboard?.writeText(given.link).then(
								() => tell(t("phone.access.copied")),
								() => {},
							)
						}
					>
						{t("phone.access.copy")}
					</Button>
				</Notice>
			) : (
				<span class="row">
					<Button
						writes
						busy={invite.busy}
						onClick={async () => {
							const done = await invite.run({ booking });
							// It stands on the screen only while this page is open, and in no address.
							if (done?.token) {
								found.reload();
								setGiven({ link: `${location.origin}/termin#${done.token}`, until: done.expiresAt ?? "" });
							}
						}}
					>
						{t("phone.access.button")}
					</Button>
					<Button
						look="tertiary"
						writes
						busy={revoke.busy}
						onClick={async () => {
							if (await revoke.run({ booking })) {
								tell(t("phone.access.revoked"));
								found.reload();
							}
						}}
					>
						{t("phone.access.revoke")}
					</Button>
				</span>
			)}
		</div>
	);
}
