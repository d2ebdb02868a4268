import { useEffect, useState } from "preact/hooks";
import { dayOf, momentOf, money } from "../app/format";
import { keyOf, t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import { inTalk } from "../call/now";
import { type FeePartsFragment, LookPaymentDocument, PaymentOfDocument, StartPaymentDocument } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { Button, StepLink } from "../parts/Button";
import { Facts } from "../parts/Facts";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { NotYours } from "./NotYours";
import { lineText, useServices } from "./services";
import { useCall } from "./useCall";

/** The fee: what it is for, and its payment. Only the provider's word makes it paid. */
export default function Pay({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useAnswer(PaymentOfDocument, { case: id }, { live: "MY_CASES" });
	useServices();
	useCall(answer.data?.case);
	const fee = answer.data?.payment;
	const title = t("citizen.pay.title");
	const back = `/vorgang/${id}`;
	if (answer.fault?.kind === "denied" && !answer.data) return <NotYours />;
	if (!answer.data)
		return (
			<Page title={title} back={back}>
				{answer.fault ? <Problem fault={answer.fault} retry={answer.reload} /> : <Skeleton />}
			</Page>
		);
	if (!fee)
		return answer.data.payment === null ? (
			<Page title={title} back={back}>
				<Notice kind="info" title={t("citizen.pay.nothing")}>
					<p>{t("citizen.pay.nothing.text")}</p>
				</Notice>
			</Page>
		) : (
			<NotYours />
		);
	return (
		<Page title={title} back={back}>
			<div class="stack stack--wide">
				<State id={id} fee={fee} reload={answer.reload} />
				<section class="stack stack--tight" aria-labelledby="pay-what">
					<h2 id="pay-what" class="kern-heading-medium">
						{t("citizen.pay.what")}
					</h2>
					<Facts
						of={[
							...fee.items.map((item) => ({
								name: lineText({ service: item.service, quantity: 1 }),
								value: money(item.amountCents),
							})),
							{ name: t("citizen.pay.sum"), value: <strong>{money(fee.amountCents)}</strong> },
							{ name: t("citizen.pay.reference"), value: fee.reference },
							...(fee.dueAt && fee.state === "DUE" ? [{ name: t("citizen.pay.due"), value: dayOf(fee.dueAt) }] : []),
							...(fee.receipt ? [{ name: t("citizen.pay.receipt"), value: fee.receipt }] : []),
						]}
					/>
				</section>
			</div>
		</Page>
	);
}

function State({ id, fee, reload }: { id: string; fee: FeePartsFragment; reload: () => Promise<void> }) {
	const start = useCommand(StartPaymentDocument);
	const look = useCommand(LookPaymentDocument);
	const [asked, setAsked] = useState(false);
	const last = fee.attempts.at(-1);
	const open = last?.state === "OPEN";
	// Whoever left this page would leave the talk: the provider's page opens beside it.
	const talking = inTalk.use();
	const back = `/vorgang/${id}`;
	// Whoever comes back from the provider's page finds what the provider says, and not what the way back claims.
	useEffect(() => {
		if (open) look.run({ case: id }).then(reload);
	}, []);
	// The address of the page comes a moment after the attempt.
	useEffect(() => {
		if (!asked || !open || !fee.payPage) return;
		if (inTalk.get()) setAsked(false);
		else location.assign(fee.payPage);
	}, [asked, open, fee.payPage]);
	// Back from the provider's window.
	useEffect(() => {
		if (!open || !talking) return;
		const back = () => {
			if (document.visibilityState === "visible") look.run({ case: id }).then(reload);
		};
		document.addEventListener("visibilitychange", back);
		return () => document.removeEventListener("visibilitychange", back);
	}, [open, talking]);
	const problems = (
		<>
			<Refusals of={[...start.refusals, ...look.refusals]} />
			<Problem fault={start.fault ?? look.fault} />
		</>
	);
	const begin = async () => {
		setAsked(true);
		const payload = await start.run({ case: id });
		if (!payload) setAsked(false);
		await reload();
	};
	if (fee.state === "PAID")
		return (
			<Notice kind="success" title={t("citizen.pay.paid", { money: money(fee.amountCents) })} told>
				{fee.settledAt && <p>{t("citizen.pay.paid.at", { time: momentOf(fee.settledAt) })}</p>}
				<div class="actions">
					<StepLink href={back}>{t("citizen.to.case")}</StepLink>
					<StepLink look="secondary" href={`${back}/ergebnis`}>
						{t("citizen.pay.get.receipt")}
					</StepLink>
				</div>
			</Notice>
		);
	if (fee.state !== "DUE")
		return (
			<Notice kind="info" title={t(keyOf("citizen.fee", fee.state))}>
				<div class="actions">
					<StepLink look="secondary" href={back}>
						{t("citizen.to.case")}
					</StepLink>
				</div>
			</Notice>
		);
	if (open)
		return (
			<Notice kind="info" title={t(asked && !talking ? "citizen.pay.leading" : "citizen.pay.open")} told>
				<p>{t(talking ? "citizen.pay.beside" : "citizen.pay.open.text")}</p>
				{problems}
				<div class="actions">
					{fee.payPage ? (
						<a
							class="kern-btn kern-btn--primary"
							href={fee.payPage}
							rel="noreferrer"
							target={talking ? "_blank" : undefined}
						>
							<span>
								{t("citizen.pay.to.page")}
								{talking && <span class="kern-sr-only"> {t("citizen.pay.new-window")}</span>}
							</span>
						</a>
					) : (
						<p role="status">{t("common.busy")}</p>
					)}
					<Button writes busy={look.busy} onClick={() => look.run({ case: id }).then(reload)}>
						{t("citizen.pay.look")}
					</Button>
				</div>
			</Notice>
		);
	// Money came that does not fit: the office looks into it first.
	const unclear = last?.state === "OTHER_AMOUNT" || last?.state === "OVERPAID";
	return (
		<div class="stack">
			{last && last.state !== "PAID" && (
				<Notice
					kind={last.state === "FAILED" || last.state === "OTHER_AMOUNT" ? "danger" : "warning"}
					title={t(keyOf("citizen.attempt", last.state))}
					told
				>
					<p>{t(keyOf("citizen.attempt.text", last.state))}</p>
				</Notice>
			)}
			<p class="amount">{money(fee.amountCents)}</p>
			{problems}
			{!unclear && (
				<>
					<p>{t(talking ? "citizen.pay.notice.talk" : "citizen.pay.notice")}</p>
					<div class="actions">
						<Button look="primary" icon="euro" writes busy={start.busy || asked} onClick={begin}>
							{t(last ? "citizen.pay.again" : "citizen.pay.button")}
						</Button>
					</div>
					<p class="muted">{t("citizen.pay.other")}</p>
				</>
			)}
		</div>
	);
}
