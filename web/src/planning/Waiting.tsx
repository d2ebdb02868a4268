import { momentOf, plainDay, timeOf } from "../app/format";
import { t } from "../app/i18n";
import { session } from "../app/session";
import { useAnswer, useCommand } from "../app/use";
import { PlanningLeaveDocument, PlanningWaitingDocument } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { Told, tell } from "../staff/Told";
import { useScope } from "../staff/useScope";
import { linesOf, whoOf } from "../staff/words";
import { Tabs } from "./Tabs";
import "../staff/staff.scss";
import "../staff/cards.scss";
import "./planning.scss";

/** Who waits for a time to come back, in the order in which they are asked. */
export default function Waiting() {
	const { scope, all, ofPlace } = useScope();
	const roles = session.use()?.roles ?? [];
	const helps = roles.some((role) => role === "TEAM_LEAD" || role === "CLERK" || role === "SERVICE_CENTRE");
	const waiting = useAnswer(
		PlanningWaitingDocument,
		{ scope: scope ?? "" },
		{ live: "WAITING_LIST", wait: scope === undefined },
	);
	const leave = useCommand(PlanningLeaveDocument);
	return (
		<Page
			title={t("planning.waiting.title")}
			lead={<Tabs here="/dienst/planung/warteliste" all={all} scope={scope} />}
			wide
		>
			<div class="desk stack">
				<Told />
				<Refusals of={leave.refusals} />
				<Problem fault={leave.fault} />
				<Answered
					of={ofPlace(waiting)}
					empty={(data) =>
						data.waitingList.length === 0 ? (
							<Empty title={t("planning.waiting.none")}>
								<p>{t("planning.waiting.none.text")}</p>
							</Empty>
						) : undefined
					}
				>
					{(data) => (
						<div class="scroll">
							<table class="table table--cards">
								<thead>
									<tr>
										<th scope="col">{t("planning.waiting.place")}</th>
										<th scope="col">{t("planning.waiting.who")}</th>
										<th scope="col">{t("planning.waiting.what")}</th>
										<th scope="col">{t("planning.waiting.when")}</th>
										<th scope="col">{t("planning.waiting.since")}</th>
										<th scope="col">{t("planning.waiting.offer")}</th>
										{helps && (
											<th scope="col">
												<span class="kern-sr-only">{t("planning.waiting.leave")}</span>
											</th>
										)}
									</tr>
								</thead>
								<tbody>
									{data.waitingList.map((one) => (
										<tr key={one.id}>
											<td class="digits" data-head={t("planning.waiting.place")}>
												{one.before + 1}
											</td>
											<td data-head={t("planning.waiting.who")}>
												{whoOf(one)} <span class="muted digits">{one.contact?.phone}</span>
											</td>
											<td data-head={t("planning.waiting.what")}>{linesOf(one.lines)}</td>
											<td class="digits" data-head={t("planning.waiting.when")}>
												{plainDay(one.from)} – {plainDay(one.until)}
											</td>
											<td class="digits" data-head={t("planning.waiting.since")}>
												{momentOf(one.joinedAt)}
											</td>
											<td data-head={t("planning.waiting.offer")}>
												{one.offer
													? t("planning.waiting.offered", {
															time: momentOf(one.offer.startsAt),
															until: timeOf(one.offer.expiresAt),
														})
													: t("planning.waiting.offers", { n: one.offers })}
											</td>
											{helps && (
												<td class="table__action">
													<Button
														look="tertiary"
														writes
														busy={leave.busy}
														onClick={async () => {
															if (scope && (await leave.run({ scope, entry: one.id }))) {
																tell(t("planning.waiting.left"));
																waiting.reload();
															}
														}}
													>
														{t("planning.waiting.leave")}
														<span class="kern-sr-only"> {whoOf(one)}</span>
													</Button>
												</td>
											)}
										</tr>
									))}
								</tbody>
							</table>
						</div>
					)}
				</Answered>
			</div>
		</Page>
	);
}
