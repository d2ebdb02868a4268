import { useState } from "preact/hooks";
import { t } from "../app/i18n";
import { type Command, useAnswer, useCommand } from "../app/use";
import {
	type BookingStepInput,
	PhoneCodeDocument,
	PhoneInviteDocument,
	PhoneRenewDocument,
	PhoneRevokeDocument,
} from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { tell } from "../staff/Told";

/** How whoever has the appointment comes in: by a link, and the code that is told apart from it. */
export function Access({ booking, mail }: { booking: string; mail: boolean }) {
	return mail ? <ByMail booking={booking} /> : <ByHand booking={booking} />;
}

/** A code as it is read out. */
function Spoken({ code }: { code: string }) {
	return (
		<p class="readout">
			{t("phone.access.code")} <strong class="digits code">{code.replace(/(...)(...)/, "$1 $2")}</strong>
		</p>
	);
}

/** Takes the way in back. */
function Revoke({ of, by, done }: { of: string; by: Command<BookingStepInput, unknown>; done: () => void }) {
	return (
		<Button
			look="tertiary"
			writes
			busy={by.busy}
			onClick={async () => {
				if (!(await by.run({ booking: of }))) return;
				tell(t("phone.access.revoked"));
				done();
			}}
		>
			{t("phone.access.revoke")}
		</Button>
	);
}

/** Whoever has no mailbox gets the link in a text message or a letter. It is good for one time. */
function ByHand({ booking }: { booking: string }) {
	const invite = useCommand(PhoneInviteDocument);
	const revoke = useCommand(PhoneRevokeDocument);
	const [given, setGiven] = useState<{ link: string; code: string }>();
	return (
		<div class="stack stack--tight">
			<p class="muted">{t("phone.access.nomail")}</p>
			<Refusals of={[...invite.refusals, ...revoke.refusals]} />
			<Problem fault={invite.fault ?? revoke.fault} />
			{given && (
				<Notice kind="success" title={t("phone.access.given")} told>
					<p>
						{t("phone.access.link")} <strong class="link-out">{given.link}</strong>
					</p>
					<Spoken code={given.code} />
					<p>{t("phone.access.once")}</p>
				</Notice>
			)}
			<span class="row">
				<Button
					writes
					busy={invite.busy}
					onClick={async () => {
						const made = await invite.run({ booking });
						if (made?.link && made.code) setGiven({ link: made.link, code: made.code });
					}}
				>
					{t(given ? "phone.access.give.again" : "phone.access.give")}
				</Button>
				{given && (
					<Button
						onClick={async () => {
							try {
								await navigator.clipboard.writeText(given.link);
								tell(t("phone.access.copied"));
							} catch {
								// Browsers that do not let pages do so, or not without encryption: it is marked with a double click, and copied by hand.
								tell(t("phone.access.copy.not"));
							}
						}}
					>
						{t("phone.access.copy")}
					</Button>
				)}
				<Revoke of={booking} by={revoke} done={() => setGiven(undefined)} />
			</span>
		</div>
	);
}

/** Whoever has a mailbox gets the link there, and the office does not see it. */
function ByMail({ booking }: { booking: string }) {
	const renew = useCommand(PhoneRenewDocument);
	const revoke = useCommand(PhoneRevokeDocument);
	const [sent, setSent] = useState(false);
	const found = useAnswer(PhoneCodeDocument, { id: booking });
	const code = found.data?.booking?.code;
	return (
		<div class="stack stack--tight">
			<Refusals of={[...renew.refusals, ...revoke.refusals]} />
			<Problem fault={renew.fault ?? revoke.fault} />
			{sent && (
				<Notice kind="success" title={t("phone.access.sent")} told>
					<p>{t("phone.access.text")}</p>
				</Notice>
			)}
			{code && <Spoken code={code} />}
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
				<Revoke
					of={booking}
					by={revoke}
					done={() => {
						setSent(false);
						found.reload();
					}}
				/>
			</span>
		</div>
	);
}
