import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { dayOf, timeOf } from "../app/format";
import { t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { useAnswer } from "../app/use";
import { AuditCaseDocument, AuditHistoryDocument, type AuditHistoryQuery } from "../gql/graphql";
import { Answered, Empty, Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { useHistory } from "../staff/history";
import { Shortcuts } from "../staff/Shortcuts";
import { eventName, kindName, serviceName, word } from "../staff/words";
import { differences, gaps, linesOf } from "./differences";
import "../staff/staff.scss";
import "./audit.scss";

type Entry = NonNullable<AuditHistoryQuery["caseHistory"]>["nodes"][number];

/** What happened to a case, and the case as it was after any of it. */
export default function Replay({ params }: PageProps) {
	const id = params.id as string;
	const { entries, fault, none, load } = useHistory(AuditHistoryDocument, id);
	const [at, setAt] = useState<number>();
	const [table, setTable] = useState(false);
	const slider = useRef<HTMLInputElement>(null);
	const last = (entries?.length ?? 0) - 1;
	const index = Math.min(at ?? last, last);
	const entry = entries?.[index];
	const before = index > 0 ? entries?.[index - 1] : undefined;
	// Where somebody drags the slider, the cases on the way are not asked for.
	const [settled, settle] = useState<number>();
	useEffect(() => {
		const timer = setTimeout(() => settle(index), 150);
		return () => clearTimeout(timer);
	}, [index]);
	const still = settled === index && entry !== undefined;
	const now = useAnswer(AuditCaseDocument, { id, asOf: { position: entry?.position ?? "0" } }, { wait: !still });
	const then = useAnswer(
		AuditCaseDocument,
		{ id, asOf: { position: before?.position ?? "0" } },
		{ wait: !still || !before },
	);
	const lines = useMemo(() => linesOf(now.data?.case), [now.data]);
	const changed = useMemo(
		() => (now.data && (!before || then.data) ? differences(before ? linesOf(then.data?.case) : [], lines) : undefined),
		[now.data, then.data, before?.position],
	);
	const step = (by: number) => setAt(Math.max(0, Math.min(last, index + by)));
	const missing = gaps(entries ?? []);
	const title = now.data?.case ? `${serviceName(now.data.case.service)} · ${now.data.case.reference}` : t("audit.case");

	return (
		<Page title={title} lead={t("audit.case.lead")} back="/dienst/pruefung" wide>
			<div class="desk stack">
				{none && (
					<Empty title={t("audit.case.none")}>
						<p>{t("audit.case.none.text")}</p>
					</Empty>
				)}
				<Problem fault={fault} retry={load} />
				{!entries && !fault && !none && <Skeleton bars={6} />}
				{entries && entries.length > 0 && entry && (
					<>
						<section class="replay" aria-labelledby="moment">
							<h2 id="moment">{t("audit.moment", { n: index + 1, of: entries.length })}</h2>
							<div class="row">
								<Button
									onClick={() => step(-1)}
									whyNot={index === 0 ? t("audit.step.first") : undefined}
									aria-keyshortcuts="j"
								>
									{t("audit.step.back")}
								</Button>
								<input
									ref={slider}
									type="range"
									class="replay__slider"
									min={0}
									max={last}
									step={1}
									value={index}
									aria-label={t("audit.slider")}
									aria-valuetext={`${eventName(entry.kind, entry.name)}, ${dayOf(entry.at)}, ${timeOf(entry.at)}`}
									onInput={(event) => setAt(Number(event.currentTarget.value))}
								/>
								<Button
									onClick={() => step(1)}
									whyNot={index === last ? t("audit.step.last") : undefined}
									aria-keyshortcuts="k"
								>
									{t("audit.step.next")}
								</Button>
								<Shortcuts
									of={[
										{ key: "j", label: "audit.keys.back", act: () => step(-1) },
										{ key: "k", label: "audit.keys.next", act: () => step(1) },
										{ key: "t", label: "audit.keys.table", act: () => setTable((was) => !was) },
									]}
								/>
							</div>
							<p role="status">
								<strong>{eventName(entry.kind, entry.name)}</strong>{" "}
								<span class="muted digits">
									{dayOf(entry.at)}, {timeOf(entry.at)} · {t("audit.position", { position: entry.position })}
								</span>
							</p>
						</section>
						{missing.length > 0 && (
							<Notice kind="danger" title={t("audit.gap")}>
								<ul>
									{missing.slice(0, 10).map((one) => (
										<li key={`${one.stream}${one.version}`} class="digits">
											{t("audit.gap.one", { stream: one.stream, n: one.version })}
										</li>
									))}
								</ul>
							</Notice>
						)}
						<div class="twoside">
							<section aria-labelledby="timeline">
								<div class="row row--apart">
									<h2 id="timeline">{t("audit.timeline")}</h2>
									<button type="button" class="chip" aria-pressed={table} onClick={() => setTable(!table)}>
										{t("audit.table")}
									</button>
								</div>
								{table ? <Plain of={entries} /> : <Timeline of={entries} index={index} onChoose={setAt} />}
							</section>
							<div class="stack">
								<section aria-labelledby="changed">
									<h2 id="changed">{t("audit.changed")}</h2>
									{changed === undefined ? (
										<Skeleton bars={2} />
									) : changed.length === 0 ? (
										<p class="muted">{t("audit.changed.none")}</p>
									) : (
										<div class="scroll">
											<table class="table small">
												<thead>
													<tr>
														<th scope="col">{t("audit.col.field")}</th>
														<th scope="col">{t("audit.col.before")}</th>
														<th scope="col">{t("audit.col.after")}</th>
													</tr>
												</thead>
												<tbody>
													{changed.map((one) => (
														<tr key={one.path}>
															<th scope="row" class="path">
																{one.path}
															</th>
															<td>{one.before === undefined ? "–" : <del>{one.before}</del>}</td>
															<td>{one.after === undefined ? "–" : <ins>{one.after}</ins>}</td>
														</tr>
													))}
												</tbody>
											</table>
										</div>
									)}
								</section>
								<section aria-labelledby="state">
									<h2 id="state">{t("audit.state")}</h2>
									<Answered
										of={now}
										empty={(data) => (data.case ? undefined : <p class="muted">{t("audit.state.none")}</p>)}
									>
										{() => (
											<dl class="values">
												{lines.map((line) => (
													<div key={line.path}>
														<dt>{line.path}</dt>
														<dd>{line.value}</dd>
													</div>
												))}
											</dl>
										)}
									</Answered>
								</section>
							</div>
						</div>
					</>
				)}
			</div>
		</Page>
	);
}

const rolesOf = (entry: Entry) => entry.roles.map((role) => word("staff.role", role)).join(", ");

function Timeline({ of, index, onChoose }: { of: readonly Entry[]; index: number; onChoose: (at: number) => void }) {
	const list = useRef<HTMLOListElement>(null);
	useEffect(() => {
		list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
	}, [index]);
	let day = "";
	return (
		<ol ref={list} class="plain timeline">
			{of.map((entry, i) => {
				const its = dayOf(entry.at);
				const head = its === day ? undefined : its;
				day = its;
				return (
					<li key={entry.position}>
						{head && <h3 class="timeline__day">{head}</h3>}
						<button
							type="button"
							class="timeline__event"
							aria-current={i === index ? "step" : undefined}
							onClick={() => onChoose(i)}
						>
							<span class="digits muted">{timeOf(entry.at)}</span>
							<span>
								{eventName(entry.kind, entry.name)}
								<span class="muted">
									{" "}
									· {kindName(entry.kind)} · {rolesOf(entry)}
								</span>
							</span>
						</button>
						{i === index && <pre class="fact">{JSON.stringify(entry.fact, null, 2)}</pre>}
					</li>
				);
			})}
		</ol>
	);
}

function Plain({ of }: { of: readonly Entry[] }) {
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: who reads with the keyboard has to be able to scroll it
		<section class="scroll" tabIndex={0} aria-label={t("audit.table")}>
			<table class="table small">
				<thead>
					<tr>
						<th scope="col">{t("audit.col.position")}</th>
						<th scope="col">{t("audit.col.utc")}</th>
						<th scope="col">{t("audit.col.local")}</th>
						<th scope="col">{t("audit.col.kind")}</th>
						<th scope="col">{t("audit.col.version")}</th>
						<th scope="col">{t("audit.col.name")}</th>
						<th scope="col">{t("audit.col.roles")}</th>
						<th scope="col">{t("audit.col.actor")}</th>
					</tr>
				</thead>
				<tbody>
					{of.map((entry) => (
						<tr key={entry.position}>
							<td class="num">{entry.position}</td>
							<td class="digits">{new Date(entry.at).toISOString()}</td>
							<td class="digits">{timeOf(entry.at)}</td>
							<td>{kindName(entry.kind)}</td>
							<td class="num">{entry.version}</td>
							<td>{eventName(entry.kind, entry.name)}</td>
							<td>{rolesOf(entry)}</td>
							<td class="digits path">{entry.actor}</td>
						</tr>
					))}
				</tbody>
			</table>
		</section>
	);
}
