import { momentOf } from "../app/format";
import { t } from "../app/i18n";
import { Link } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import {
	DeskMailSendAgainDocument,
	DeskMailTellOtherwiseDocument,
	DeskTransmissionFinishByHandDocument,
	DeskTransmissionRetryDocument,
	DeskTroubleDocument,
} from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Tag } from "../parts/Facts";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { Told, tell } from "../staff/Told";
import { serviceName, word } from "../staff/words";
import "../staff/staff.scss";

/** What did not go out by itself: somebody has to look. */
export default function Tasks() {
	const trouble = useAnswer(DeskTroubleDocument, {}, { live: "TRANSMISSIONS" });
	const again = useCommand(DeskMailSendAgainDocument);
	const told = useCommand(DeskMailTellOtherwiseDocument);
	const retry = useCommand(DeskTransmissionRetryDocument);
	const byHand = useCommand(DeskTransmissionFinishByHandDocument);
	const after = (done: unknown) => {
		if (!done) return;
		tell(t("desk.tasks.done"));
		trouble.reload();
	};
	return (
		<Page title={t("desk.tasks.title")} lead={t("desk.tasks.lead")} wide>
			<div class="desk stack">
				<Told />
				{[again, told, retry, byHand].map((one, i) => (
					<div key={i} class="once">
						<Refusals of={one.refusals} />
						<Problem fault={one.fault} />
					</div>
				))}
				<Answered
					of={trouble}
					empty={(data) =>
						data.mailsInTrouble.length + data.transmissionsInTrouble.length === 0 ? (
							<Empty title={t("desk.tasks.empty")}>
								<p>{t("desk.tasks.empty.text")}</p>
							</Empty>
						) : undefined
					}
				>
					{(data) => (
						<>
							{data.transmissionsInTrouble.length > 0 && (
								<section aria-labelledby="sendings">
									<h2 id="sendings">{t("desk.tasks.sendings")}</h2>
									<ul class="plain lines">
										{data.transmissionsInTrouble.map((one) => (
											<li key={one.id} class="row row--apart">
												<span>
													<Link class="kern-link" href={`/dienst/vorgang/${one.case}`}>
														{serviceName(one.service)}
													</Link>{" "}
													→ {word("desk.recipient", one.recipient)}{" "}
													<Tag kind={one.overdue ? "danger" : "warning"}>{word("desk.transmission", one.state)}</Tag>
													<br />
													<span class="muted">
														{one.cause && word("desk.cause", one.cause)} · {t("desk.tasks.tries", { n: one.attempts })}
														{one.dueAt && ` · ${t("desk.tasks.due", { time: momentOf(one.dueAt) })}`}
													</span>
												</span>
												<span class="row">
													<Button
														writes
														busy={retry.busy}
														onClick={async () => after(await retry.run({ transmission: one.id }))}
													>
														{t("desk.tasks.again")}
													</Button>
													<Button
														look="tertiary"
														writes
														busy={byHand.busy}
														onClick={async () => after(await byHand.run({ transmission: one.id }))}
													>
														{t("desk.tasks.byhand")}
													</Button>
												</span>
											</li>
										))}
									</ul>
								</section>
							)}
							{data.mailsInTrouble.length > 0 && (
								<section aria-labelledby="mails">
									<h2 id="mails">{t("desk.tasks.mails")}</h2>
									<ul class="plain lines">
										{data.mailsInTrouble.map((one) => (
											<li key={one.id} class="row row--apart">
												<span>
													{word("desk.mail", one.kind)} <span class="muted digits">{momentOf(one.queuedAt)}</span>
													<br />
													<span class="muted">{t("desk.tasks.tries", { n: one.attempts })}</span>
												</span>
												<span class="row">
													<Button
														writes
														busy={again.busy}
														onClick={async () => after(await again.run({ mail: one.id }))}
													>
														{t("desk.tasks.again")}
													</Button>
													<Button
														look="tertiary"
														writes
														busy={told.busy}
														onClick={async () => after(await told.run({ mail: one.id }))}
													>
														{t("desk.tasks.called")}
													</Button>
												</span>
											</li>
										))}
									</ul>
								</section>
							)}
						</>
					)}
				</Answered>
			</div>
		</Page>
	);
}
