import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import { DeskCaseRequestFormDocument, DeskCaseWriteFormDocument } from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { useNow } from "../../staff/now";
import { backToStep, useDesk, useStep, Wrong } from "./desk";
import { addressLine } from "./Left";

/** The prefilled form of the authority of departure (§ 23 (2) BMG). */
export function RegistrationForm() {
	const { file } = useDesk();
	const ask = useStep(DeskCaseRequestFormDocument);
	const write = useStep(DeskCaseWriteFormDocument);
	const now = useNow(1);
	const form = file.registrationForm;
	const wait = form && !form.unavailable ? Math.ceil((Date.parse(form.byHandFrom) - now) / 1000) : 0;
	return (
		<div class="stack stack--tight">
			<Wrong of={[ask, write]} />
			{form ? (
				<>
					<p>
						{form.received
							? t("desk.form.received")
							: form.byHand
								? t("desk.form.byhand")
								: form.unavailable
									? t("desk.form.unavailable")
									: t("desk.form.awaited", { time: momentOf(form.requestedAt) })}
					</p>
					{form.received && (
						<>
							<ul>
								{form.received.persons.map((one) => (
									<li key={`${one.givenNames}${one.familyName}`}>
										{one.givenNames} {one.familyName}
									</li>
								))}
							</ul>
							<p>{addressLine(form.received.address)}</p>
							<p class="muted">{t("desk.form.silent")}</p>
						</>
					)}
				</>
			) : (
				<p class="muted">{t("desk.form.hint")}</p>
			)}
			<div class="row">
				<Button
					look={form ? "secondary" : "primary"}
					writes
					busy={ask.busy}
					onClick={async () => {
						if (await ask.run({}, t("desk.form.asked"))) backToStep("form");
					}}
				>
					{t(form ? "desk.form.again" : "desk.form.ask")}
				</Button>
				{form && !form.received && !form.byHand && (
					<Button
						writes
						busy={write.busy}
						whyNot={wait > 0 ? t("desk.form.wait", { n: wait }) : undefined}
						onClick={async () => {
							if (await write.run({}, t("desk.form.written"))) backToStep("form");
						}}
					>
						{t("desk.form.write")}
					</Button>
				)}
			</div>
		</div>
	);
}
