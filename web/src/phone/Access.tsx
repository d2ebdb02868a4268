import { useState } from "preact/hooks";
import { t } from "../app/i18n";
import { useAnswer, useCommand } from "../app/use";
import { PhoneCodeDocument, PhoneRenewDocument, PhoneRevokeDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { tell } from "../staff/Told";

/** How whoever has the appointment comes in: by the link in their mail, and the code that is told apart from it. */
export function Access({ booking, mail }: { booking: string; mail: boolean }) {
	const renew = useCommand(PhoneRenewDocument);
	const revoke = useCommand(PhoneRevokeDocument);
	const [sent, setSent] = useState(false);
	const found = useAnswer(PhoneCodeDocument, { id: booking });
	const code = found.data?.booking?.code;
	if (!mail) return <p class="muted">{t("phone.access.nomail")}</p>;
	return (
		<div class="stack stack--tight">
			<Refusals of={[...renew.refusals, ...revoke.refusals]} />
			<Problem fault={renew.fault ?? revoke.fault} />
			{sent && (
				<Notice kind="success" title={t("phone.access.sent")} told>
					<p>{t("phone.access.text")}</p>
				</Notice>
			)}
			{code && (
				<p class="readout">
					{t("phone.access.code")} <strong class="digits code">{code.replace(/(...)(...)/, "$1 $2")}</strong>
				</p>
			)}
			<span class="row">
				<Button
					writes
					busy={renew.busy}
					onClick={async () => {
						if (!(await renew.run({ booking }))) return;
						setSent(true);
						found.reload();
					}}
				>
					{t("phone.access.button")}
				</Button>
				<Button
					look="tertiary"
					writes
					busy={revoke.busy}
					onClick={async () => {
						if (!(await revoke.run({ booking }))) return;
						setSent(false);
						tell(t("phone.access.revoked"));
						found.reload();
					}}
				>
					{t("phone.access.revoke")}
				</Button>
			</span>
		</div>
	);
}
