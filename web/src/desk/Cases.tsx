import { useState } from "preact/hooks";
import { momentOf } from "../app/format";
import { t } from "../app/i18n";
import { go, Link } from "../app/router";
import { useAnswer } from "../app/use";
import { DeskSearchDocument, type DeskSummaryFragment, DeskWorklistDocument } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Tag } from "../parts/Facts";
import { TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { kept } from "../staff/kept";
import { EmptyPage, Pages } from "../staff/Pages";
import { Shortcuts } from "../staff/Shortcuts";
import { useMe } from "../staff/useScope";
import { serviceName, word } from "../staff/words";
import { useColleagues } from "./colleagues";
import "../staff/staff.scss";
import "../staff/cards.scss";

// What somebody looked for is kept while they look at what was found, and is never part of the address.
const lookedFor = kept("");

const VIEWS = ["mine", "free", "all", "late"] as const;
type View = (typeof VIEWS)[number];
let lastView: View = "mine";

/** The cases that somebody has to work on, and the way to find one. */
export default function Cases() {
	const me = useMe();
	const sought = lookedFor.use();
	const [typed, type] = useState(sought);
	const [view, setView] = useState<View>(lastView);
	const [after, setAfter] = useState<string>();
	const [afterHit, setAfterHit] = useState<string>();
	const nameOf = useColleagues();
	const found = useAnswer(DeskSearchDocument, { search: sought, after: afterHit ?? null }, { wait: sought === "" });
	const list = useAnswer(
		DeskWorklistDocument,
		{
			states: null,
			mine: view === "mine" || null,
			unassigned: view === "free" || null,
			late: view === "late" || null,
			service: null,
			after: after ?? null,
		},
		{ live: "WORKLIST" },
	);
	const choose = (next: View) => {
		lastView = next;
		setAfter(undefined);
		setView(next);
	};
	return (
		<Page
			title={t("desk.cases.title")}
			lead={
				<span class="row tools">
					<Shortcuts
						of={[
							{ key: "/", label: "desk.keys.search", act: () => document.getElementById("case-search")?.focus() },
							{ key: "t", label: "desk.keys.day", act: () => go("/dienst/tag") },
						]}
					/>
				</span>
			}
			wide
		>
			<div class="desk stack">
				<search>
					<Form
						check={() => ({ "case-search": typed.trim() ? undefined : t("desk.cases.search.missing") })}
						onSend={() => {
							lookedFor.set(typed.trim());
							setAfterHit(undefined);
						}}
					>
						{(wrong) => (
							<div class="row row--end">
								<TextField
									name="case-search"
									label={t("desk.cases.search")}
									hint={t("desk.cases.search.hint")}
									value={typed}
									onValue={type}
									error={wrong["case-search"]}
								/>
								<Button type="submit" look="primary">
									{t("desk.cases.search.button")}
								</Button>
								{sought && (
									<Button
										look="tertiary"
										onClick={() => {
											lookedFor.set("");
											type("");
										}}
									>
										{t("desk.cases.search.clear")}
									</Button>
								)}
							</div>
						)}
					</Form>
				</search>
				{sought ? (
					<section aria-labelledby="found">
						<h2 id="found">{t("desk.cases.found")}</h2>
						<Answered
							of={found}
							empty={(data) =>
								data.cases.nodes.length > 0 ? undefined : afterHit ? (
									<EmptyPage turn={setAfterHit} />
								) : (
									<Empty title={t("desk.cases.found.empty")}>
										<p>{t("desk.cases.found.hint")}</p>
									</Empty>
								)
							}
						>
							{(data) => (
								<>
									<Table of={data.cases.nodes} me={me?.id} nameOf={nameOf} />
									<Pages of={data.cases.pageInfo} at={afterHit} turn={setAfterHit} />
								</>
							)}
						</Answered>
					</section>
				) : (
					<section aria-labelledby="worklist">
						<h2 id="worklist">{t("desk.cases.worklist")}</h2>
						<fieldset class="row switch" aria-label={t("desk.cases.view")}>
							{VIEWS.map((one) => (
								<button key={one} type="button" class="chip" aria-pressed={view === one} onClick={() => choose(one)}>
									{t(`desk.cases.view.${one}`)}
								</button>
							))}
						</fieldset>
						<Answered
							of={list}
							bars={6}
							empty={(data) =>
								data.worklist.nodes.length > 0 ? undefined : after ? (
									<EmptyPage turn={setAfter} />
								) : (
									<Empty title={t("desk.cases.empty")}>
										<p>{t(`desk.cases.empty.${view}`)}</p>
									</Empty>
								)
							}
						>
							{(data) => (
								<>
									<Table of={data.worklist.nodes} me={me?.id} nameOf={nameOf} />
									<Pages of={data.worklist.pageInfo} at={after} turn={setAfter} />
								</>
							)}
						</Answered>
					</section>
				)}
			</div>
		</Page>
	);
}

function Table({
	of,
	me,
	nameOf,
}: {
	of: readonly DeskSummaryFragment[];
	me: string | undefined;
	nameOf: (clerk: string) => string | undefined;
}) {
	return (
		<div class="scroll">
			<table class="table table--cards">
				<thead>
					<tr>
						<th scope="col">{t("desk.col.reference")}</th>
						<th scope="col">{t("desk.col.number")}</th>
						<th scope="col">{t("desk.col.who")}</th>
						<th scope="col">{t("desk.col.what")}</th>
						<th scope="col">{t("desk.col.waits")}</th>
						<th scope="col">{t("desk.col.clerk")}</th>
						<th scope="col">{t("desk.col.changed")}</th>
					</tr>
				</thead>
				<tbody>
					{of.map((one) => (
						<tr key={one.id}>
							<td data-head={t("desk.col.reference")}>
								<Link class="kern-link digits" href={`/dienst/vorgang/${one.id}`}>
									{one.reference}
								</Link>
							</td>
							<td class="digits" data-head={t("desk.col.number")}>
								{one.number ?? "–"}
								{one.startsAt && <span class="muted"> {momentOf(one.startsAt)}</span>}
							</td>
							<td data-head={t("desk.col.who")}>{one.name ?? t("staff.nobody")}</td>
							<td data-head={t("desk.col.what")}>{serviceName(one.service)}</td>
							<td data-head={t("desk.col.waits")}>
								{one.waitsFor ? word("desk.waits", one.waitsFor) : word("staff.case", one.state)}{" "}
								{one.late && <Tag kind="warning">{t("desk.case.late")}</Tag>}
							</td>
							<td data-head={t("desk.col.clerk")}>
								{!one.clerk
									? t("desk.clerk.none")
									: one.clerk === me
										? t("desk.clerk.me")
										: (nameOf(one.clerk) ?? t("desk.clerk.other"))}
							</td>
							<td class="digits" data-head={t("desk.col.changed")}>
								{momentOf(one.changedAt)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
