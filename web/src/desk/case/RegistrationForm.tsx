import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import { DeskCaseRequestFormDocument, DeskCaseWriteFormDocument } from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { useNow } from "../../staff/now";
import { withinHere } from "./data/between";
import { type Desk, useDesk, useStep, Wrong } from "./desk";
import { Receive } from "./form/Receive";
import { Received } from "./form/Received";
import { actingOf } from "./party";
import { backToStep } from "./step";

/** Which authority has to be asked, or why none can be. */
function whomToAsk({ file, me, rule }: Desk): { authority?: string | undefined; whyNot?: string } {
	const acting = actingOf(file);
	if (!acting) return { whyNot: rule("CASE_NOBODY_ACTS") };
	const from = file.move?.from;
	const authority = withinHere(file)
		? me?.authority
		: from?.__typename === "DwellingElsewhere"
			? from.address.municipality
			: undefined;
	if (!withinHere(file)) {
		if (!from) return { whyNot: t("desk.form.first.move") };
		if (from.__typename === "DwellingAbroad") return { whyNot: t("desk.form.abroad") };
	}
	// § 23 (3) BMG: the register is asked about whom the clerk knows to be there.
	const known = file.identifications.some((one) => one.party === acting.id && one.succeeded);
	return known ? { authority } : { authority, whyNot: t("desk.form.first.identify") };
}

/** The prefilled form: of the authority of departure (§ 23 (2) BMG), or of the own register for a move within the municipality. */
export function RegistrationForm() {
	const desk = useDesk();
	const { file, refused } = desk;
	const ask = useStep(DeskCaseRequestFormDocument);
	const write = useStep(DeskCaseWriteFormDocument);
	const now = useNow(1);
	const here = withinHere(file);
	const form = file.registrationForm;
	const { authority, whyNot } = whomToAsk(desk);
	// The details have named another authority since.
	const elsewhere = Boolean(form && authority && form.authority !== authority);
	const wait = form && !form.unavailable ? Math.ceil((Date.parse(form.byHandFrom) - now) / 1000) : 0;
	return (
		<div class="stack stack--tight">
			<Wrong of={[ask, write]} />
			{form ? (
				<p>
					{form.received
						? t("desk.form.received")
						: form.byHand
							? t("desk.form.byhand")
							: form.unavailable
								? t(here ? "desk.form.unavailable.here" : "desk.form.unavailable")
								: t("desk.form.awaited", { time: momentOf(form.requestedAt) })}
				</p>
			) : (
				<p class="muted">{t(here ? "desk.form.hint.here" : "desk.form.hint")}</p>
			)}
			{form?.received && <Received form={form.received} late={form.late} />}
			{elsewhere && <p class="bad">{t("desk.form.elsewhere")}</p>}
			{file.state === "OPEN" && (
				<div class="row">
					{(!form || elsewhere) && (
						<Button
							look="primary"
							writes
							busy={ask.busy}
							whyNot={whyNot ?? refused("CASE_REQUEST_FORM")?.message}
							onClick={async () => {
								if (await ask.run({}, t("desk.form.asked"))) backToStep("form");
							}}
						>
							{t(form ? "desk.form.again" : "desk.form.ask")}
						</Button>
					)}
					{/* Who was registered here before needs none to be registered by. */}
					{form && !here && !form.received && !form.byHand && (
						<Button
							writes
							busy={write.busy}
							whyNot={wait > 0 ? t("desk.form.wait", { n: wait }) : refused("CASE_WRITE_FORM")?.message}
							onClick={async () => {
								if (await write.run({}, t("desk.form.written"))) backToStep("form");
							}}
						>
							{t("desk.form.write")}
						</Button>
					)}
				</div>
			)}
			{form && !form.received && !refused("CASE_RECEIVE_FORM") && <Receive authority={form.authority} />}
		</div>
	);
}
