import { useState } from "preact/hooks";
import { money } from "../../app/format";
import { t } from "../../app/i18n";
import {
	type Delivery,
	DeskCaseAssessFeeDocument,
	DeskCaseExemptFeeDocument,
	DeskCasePayAtCounterDocument,
	DeskCaseRecordWaiverDocument,
	DeskCaseRequestWaiverDocument,
	DeskPaymentLookDocument,
	DeskPaymentStartDocument,
	type Means,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { RadioField } from "../../parts/Field";
import { word } from "../../staff/words";
import { useDesk, useStep, Wrong } from "./desk";
import { backToStep } from "./step";

/** The fee: fixed from the catalogue, and paid, exempted or waived. */
export function Fee() {
	const { file, rule, refused, booking } = useDesk();
	const assess = useStep(DeskCaseAssessFeeDocument);
	const pay = useStep(DeskCasePayAtCounterDocument);
	const start = useStep(DeskPaymentStartDocument);
	const look = useStep(DeskPaymentLookDocument);
	const exempt = useStep(DeskCaseExemptFeeDocument);
	const ask = useStep(DeskCaseRequestWaiverDocument);
	const decide = useStep(DeskCaseRecordWaiverDocument);
	const wished = file.request?.__typename === "CertificateRequest" ? file.request.delivery : undefined;
	const certificate = file.service === "REGISTRATION_CERTIFICATE";
	const [delivery, setDelivery] = useState<Delivery>("ELECTRONIC");
	const [means, setMeans] = useState<Means>("CARD");
	const fee = file.fee;
	const due = fee?.state === "DUE";
	const attempt = fee?.attempts.at(-1);
	const proven = file.evidence.some((one) => one.kind === "PROOF_OF_VOLUNTARY_WORK" && one.answer === "ACCEPTED");
	const conduct = file.service === "CERTIFICATE_OF_CONDUCT";
	const waivable = conduct || file.service === "TRADE_REGISTER_EXTRACT";
	const done = (payload: unknown) => {
		if (payload) backToStep("fee");
	};
	return (
		<div class="stack stack--tight">
			<Wrong of={[assess, pay, start, look, exempt, ask, decide]} />
			{fee && (
				<>
					<p class="row row--apart">
						<strong class="digits sum">{money(fee.amountCents)}</strong>
						<span class={due ? "bad" : "good"}>{word("desk.fee", fee.state)}</span>
					</p>
					<ul class="plain small">
						{fee.items.map((item) => (
							<li key={item.service} class="digits">
								{item.quantity} × {money(item.eachCents)}
							</li>
						))}
						<li class="muted">{t("desk.fee.reference", { reference: fee.reference })}</li>
						{fee.receipt && <li class="muted">{t("desk.fee.receipt", { number: fee.receipt })}</li>}
					</ul>
				</>
			)}
			{!refused("CASE_ASSESS_FEE") && (!fee || (certificate && fee.state !== "PAID" && wished !== fee.delivery)) && (
				<>
					{certificate && !wished && (
						<RadioField
							name="fee-delivery"
							label={t("desk.certificate.delivery")}
							value={delivery}
							onValue={(next) => setDelivery(next as Delivery)}
							options={(["ELECTRONIC", "PAPER"] as const).map((one) => ({
								value: one,
								label: word("desk.delivery", one),
							}))}
						/>
					)}
					<Button
						look="primary"
						writes
						busy={assess.busy}
						onClick={async () => done(await assess.run({ delivery: wished ?? delivery }, t("desk.fee.assessed")))}
					>
						{t("desk.fee.assess")}
					</Button>
				</>
			)}
			{fee && due && (
				<>
					<fieldset class="field group">
						<legend>{t("desk.fee.counter")}</legend>
						<div class="row">
							{(["CARD", "CASH"] as const).map((one) => (
								<label key={one} class="check">
									<input
										type="radio"
										name="fee-means"
										value={one}
										checked={means === one}
										onChange={() => setMeans(one)}
									/>
									<span>{word("desk.means", one)}</span>
								</label>
							))}
							<Button
								writes
								busy={pay.busy}
								whyNot={refused("CASE_PAY_AT_COUNTER")?.message}
								onClick={async () =>
									done(
										await pay.run(
											{ amountCents: fee.amountCents, means },
											t("desk.fee.paid", { sum: money(fee.amountCents) }),
										),
									)
								}
							>
								{t("desk.fee.pay", { sum: money(fee.amountCents) })}
							</Button>
						</div>
					</fieldset>
					<fieldset class="field group">
						<legend>{t("desk.fee.online")}</legend>
						<p class="muted">{t("desk.fee.online.text")}</p>
						<div class="row">
							<Button
								writes
								busy={start.busy}
								whyNot={refused("PAYMENT_START")?.message}
								onClick={async () => done(await start.run({}, t("desk.fee.started")))}
							>
								{t(attempt?.state === "OPEN" ? "desk.fee.restart" : "desk.fee.start")}
							</Button>
							{attempt && (
								<Button
									look="tertiary"
									writes
									busy={look.busy}
									onClick={async () => done(await look.give({ case: file.id }, t("desk.fee.looked")))}
								>
									{t("desk.fee.look")}
								</Button>
							)}
						</div>
						{attempt && (
							<p>{t("desk.fee.attempt", { n: attempt.number, state: word("desk.attempt", attempt.state) })}</p>
						)}
						{booking?.contact && !booking.contact.mail && <p class="muted">{t("desk.fee.nomail")}</p>}
					</fieldset>
				</>
			)}
			{fee && (due || fee.state === "WAIVER_PENDING") && waivable && (
				<details class="fold" open={fee.state === "WAIVER_PENDING"}>
					<summary>{t("desk.fee.less")}</summary>
					<div class="stack stack--tight">
						{conduct && due && (
							<Button
								writes
								busy={exempt.busy}
								whyNot={proven ? refused("CASE_EXEMPT_FEE")?.message : t("desk.fee.exempt.first")}
								onClick={async () => done(await exempt.run({ exemption: "VOLUNTARY_WORK" }, t("desk.fee.exempted")))}
							>
								{t("desk.fee.exempt")}
							</Button>
						)}
						{due && (
							<Button
								writes
								busy={ask.busy}
								whyNot={refused("CASE_REQUEST_WAIVER")?.message}
								onClick={async () => done(await ask.run({}, t("desk.fee.asked")))}
							>
								{t("desk.fee.ask")}
							</Button>
						)}
						{due && <p class="muted">{t("desk.fee.ask.text")}</p>}
					</div>
				</details>
			)}
			{fee?.state === "WAIVER_PENDING" && (
				<fieldset class="field group">
					<legend>{t("desk.fee.decided")}</legend>
					<p class="muted">{rule("PAYMENT_WAIVER_PENDING")}</p>
					<div class="row">
						<Button
							writes
							busy={decide.busy}
							whyNot={refused("CASE_RECORD_WAIVER")?.message}
							onClick={async () => done(await decide.run({ granted: true }, t("desk.fee.granted.told")))}
						>
							{t("desk.fee.granted")}
						</Button>
						<Button
							writes
							busy={decide.busy}
							whyNot={refused("CASE_RECORD_WAIVER")?.message}
							onClick={async () => done(await decide.run({ granted: false }, t("desk.fee.refused.told")))}
						>
							{t("desk.fee.refused")}
						</Button>
					</div>
				</fieldset>
			)}
		</div>
	);
}
