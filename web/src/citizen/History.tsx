import { useState } from "preact/hooks";
import { ask } from "../app/client";
import type { Fault } from "../app/fault";
import { dayOf, timeOf } from "../app/format";
import { keyOf, t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { faultOf, useAnswer } from "../app/use";
import { HistoryOfCaseDocument, type HistoryOfCaseQuery, type Role } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { TOLD } from "./told";

type Entry = NonNullable<HistoryOfCaseQuery["caseHistory"]>["nodes"][number];

/** Everything that has happened in a case, in words, with who did it and when (Art. 15 GDPR). */
export default function History({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useAnswer(HistoryOfCaseDocument, { id, after: null }, { live: "MY_CASES" });
	const [more, setMore] = useState<{ nodes: Entry[]; after: string | null | undefined }>();
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<Fault>();
	const fetchMore = async (after: string) => {
		if (busy) return;
		setBusy(true);
		setFault(undefined);
		try {
			const { caseHistory: next } = await ask(HistoryOfCaseDocument, { id, after });
			setMore((now) => ({
				nodes: [...(now?.nodes ?? []), ...(next?.nodes ?? [])],
				after: next?.pageInfo.hasNextPage ? next.pageInfo.endCursor : undefined,
			}));
		} catch (error) {
			setFault(faultOf(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<Page title={t("citizen.history.title")} lead={t("citizen.history.lead")} back={`/vorgang/${id}`}>
			<Answered
				of={answer}
				empty={(data) => (data.caseHistory ? undefined : <Empty title={t("citizen.history.none")} />)}
			>
				{({ caseHistory }) => {
					const entries = [...(caseHistory?.nodes ?? []), ...(more?.nodes ?? [])].filter((entry) =>
						TOLD.has(`${entry.kind}.${entry.name}`),
					);
					const after = more
						? more.after
						: caseHistory?.pageInfo.hasNextPage
							? caseHistory.pageInfo.endCursor
							: undefined;
					const days = [...new Set(entries.map((entry) => dayOf(entry.at)))];
					return (
						<div class="stack">
							{days.map((day) => (
								<section key={day} class="stack stack--tight">
									<h2 class="kern-heading-small">{day}</h2>
									<ol class="line-of-time">
										{entries
											.filter((entry) => dayOf(entry.at) === day)
											.map((entry) => (
												<li key={entry.position}>
													<time dateTime={entry.at}>{timeOf(entry.at)}</time>
													<span>
														{t(keyOf("citizen.told", `${entry.kind}.${entry.name}`))}
														<br />
														<span class="muted">
															{t(keyOf("citizen.role", entry.roles.at(-1) ?? ("SYSTEM" as Role)))}
														</span>
													</span>
												</li>
											))}
									</ol>
								</section>
							))}
							{after && (
								<div class="actions">
									<Button busy={busy} onClick={() => fetchMore(after)}>
										{t("citizen.history.more")}
									</Button>
								</div>
							)}
							<Problem fault={fault} />
						</div>
					);
				}}
			</Answered>
		</Page>
	);
}
