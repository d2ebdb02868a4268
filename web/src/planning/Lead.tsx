import { useState } from "preact/hooks";
import { dateOf, momentOf, money, plainDay, plusDays } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { Link } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import {
	PlanningApproveDocument,
	PlanningDeclineDocument,
	PlanningLateDocument,
	PlanningMoneyDocument,
} from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { EmptyPage, Pages } from "../staff/Pages";
import { Told, tell } from "../staff/Told";
import { serviceName, word } from "../staff/words";
import "../staff/staff.scss";

/** What only a team lead decides: money that goes out, cases of others, and what was late. */
export default function Lead() {
	const today = dateOf(new Date(serverNow()));
	const [days, setDays] = useState(30);
	const [cursor, setCursor] = useState<string>();
	const worklist = useAnswer(PlanningMoneyDocument, { after: cursor ?? null }, { live: "PAYMENT_WORKLIST" });
	const late = useAnswer(
		PlanningLateDocument,
		{ from: plusDays(today, -days), to: today },
		{ live: "LATE_REGISTRATIONS" },
	);
	const approve = useCommand(PlanningApproveDocument);
	const decline = useCommand(PlanningDeclineDocument);
	const settled = (done: unknown, words: string) => {
		if (!done) return;
		tell(words);
		worklist.reload();
	};
	return (
		<Page title={t("planning.lead.title")} lead={t("planning.lead.lead")} wide>
			<div class="desk stack">
				<Told />
				<Refusals of={[...approve.refusals, ...decline.refusals]} />
				<Problem fault={approve.fault ?? decline.fault} />
				<section aria-labelledby="others">
					<h2 id="others">{t("planning.lead.cases")}</h2>
					<p>{t("planning.lead.cases.text")}</p>
					<Link class="kern-link" href="/dienst/vorgaenge">
						{t("planning.lead.cases.link")}
					</Link>
				</section>
				<section aria-labelledby="money">
					<h2 id="money">{t("planning.lead.money")}</h2>
					<Answered
						of={worklist}
						empty={(data) =>
							data.paymentWorklist.nodes.length > 0 ? undefined : cursor ? (
								<EmptyPage turn={setCursor} />
							) : (
								<Empty title={t("planning.lead.money.none")} />
							)
						}
					>
						{(data) => (
							<>
								<ul class="plain lines">
									{data.paymentWorklist.nodes.map((one) => (
										<li key={`${one.fee}${one.concern}${one.refund}${one.attempt}`} class="row row--apart">
											<span>
												<strong class="digits">{money(one.amountCents)}</strong> {word("planning.concern", one.concern)}
												<br />
												<span class="muted digits">
													{one.reference} · {momentOf(one.since)}
												</span>
											</span>
											{one.concern === "REFUND_TO_APPROVE" && one.refund != null && (
												<span class="row">
													<Button
														writes
														busy={approve.busy}
														onClick={async () =>
															settled(
																await approve.run({ fee: one.fee, refund: one.refund ?? 0 }),
																t("planning.lead.approved"),
															)
														}
													>
														{t("planning.lead.approve")}
													</Button>
													<Button
														look="tertiary"
														writes
														busy={decline.busy}
														onClick={async () =>
															settled(
																await decline.run({ fee: one.fee, refund: one.refund ?? 0 }),
																t("planning.lead.declined"),
															)
														}
													>
														{t("planning.lead.decline")}
													</Button>
												</span>
											)}
										</li>
									))}
								</ul>
								<Pages of={data.paymentWorklist.pageInfo} at={cursor} turn={setCursor} />
							</>
						)}
					</Answered>
				</section>
				<section aria-labelledby="late">
					<h2 id="late">{t("planning.lead.late")}</h2>
					<label class="tool">
						<span>{t("planning.lead.period")}</span>
						<select name="late-days" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
							{[7, 30, 90, 365].map((n) => (
								<option key={n} value={n}>
									{t("planning.lead.days", { n })}
								</option>
							))}
						</select>
					</label>
					<Answered
						of={late}
						empty={(data) =>
							data.lateRegistrations.length === 0 ? <Empty title={t("planning.lead.late.none")} /> : undefined
						}
					>
						{(data) => (
							<ul class="plain lines">
								{data.lateRegistrations.map((one) => (
									<li key={one.case}>
										<Link class="kern-link" href={`/dienst/vorgang/${one.case}`}>
											{serviceName(one.service)}
										</Link>{" "}
										<span class="muted digits">{t("planning.lead.filed", { day: plainDay(one.filedOn) })}</span>
									</li>
								))}
							</ul>
						)}
					</Answered>
				</section>
			</div>
		</Page>
	);
}
