import { timeOf } from "../app/format";
import { t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { useAnswer } from "../app/use";
import { FiguresRequestsDocument } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Page } from "../parts/Page";
import { number, percent, serviceName } from "../staff/words";
import { Figure, type Rank, Ranking, Spark } from "./Chart";
import { Choice, inPeriod, nameOf, periodOf, type Span, spanOf } from "./period";
import { type Course, coursesOf, type Period } from "./sums";
import "../staff/staff.scss";
import "./figures.scss";

/** What people come for: the ranking, and how it changes. */
export default function Requests({ params }: PageProps) {
	const span = spanOf(params);
	const answer = useAnswer(
		FiguresRequestsDocument,
		{ from: span.from, to: span.to, by: periodOf(span) },
		{ live: "REQUEST_TYPES" },
	);
	return (
		<Page title={t("figures.asked.title")} wide>
			<div class="desk stack">
				<Choice key={JSON.stringify(span)} what="anliegen" span={span} />
				<Answered
					of={answer}
					bars={2}
					empty={(data) =>
						data.requestTypes.some((one) => one.services.length > 0) ? undefined : (
							<Empty title={t("figures.none")}>
								<p>{t("figures.asked.none")}</p>
							</Empty>
						)
					}
				>
					{(data) => <Asked periods={data.requestTypes} span={span} />}
				</Answered>
				{answer.at && <p class="as-of">{t("figures.asof", { time: timeOf(answer.at) })}</p>}
			</div>
		</Page>
	);
}

function Asked({ periods, span }: { periods: readonly Period[]; span: Span }) {
	const courses = coursesOf(periods);
	const sum = courses.reduce((all, one) => all + one.told, 0);
	const first = courses[0];
	const few = t("figures.few");
	const shown = (of: Course) =>
		of.told === 0 && of.hidden ? few : of.hidden ? t("figures.atleast", { n: number(of.told) }) : number(of.told);
	const ranks: Rank[] = courses.map((one) => ({ name: serviceName(one.service), value: one.told, shown: shown(one) }));
	const finding =
		first && first.told > 0
			? t("figures.asked.finding", {
					service: serviceName(first.service),
					share: percent(sum > 0 ? first.told / sum : 0),
				})
			: t("figures.asked.finding.few");
	const last = periods.findLast((one) => one.services.length > 0);
	return (
		<>
			<Figure
				finding={finding}
				unit={t("figures.asked.unit")}
				file={`anliegen-${span.from}-${span.to}.csv`}
				head={[t(`figures.by.${span.by}`), ...courses.map((one) => serviceName(one.service))]}
				rows={periods.map((one, i) => [one.start, ...courses.map((of) => of.counts[i] ?? few)])}
				show={(cell, column) =>
					column === 0 ? nameOf(String(cell), span.by) : typeof cell === "number" ? number(cell) : (cell ?? "–")
				}
			>
				<Ranking of={ranks} label={finding} />
			</Figure>
			<section aria-labelledby="trend">
				<h2 id="trend">{t("figures.trend")}</h2>
				{last && (
					<p>
						{last.rising.length > 0
							? t("figures.trend.rising", {
									when: inPeriod(last.start, span.by),
									what: last.rising.map((one) => `${serviceName(one.service)} (+${number(one.more)})`).join(", "),
								})
							: t("figures.trend.none", { when: inPeriod(last.start, span.by) })}
					</p>
				)}
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who reads with the keyboard has to be able to scroll it */}
				<section class="scroll" tabIndex={0} aria-labelledby="trend">
					<table class="table">
						<thead>
							<tr>
								<th scope="col">{t("figures.rank")}</th>
								<th scope="col">{t("figures.service")}</th>
								<th scope="col">{t("figures.course")}</th>
								<th scope="col" class="num">
									{t("figures.delivered")}
								</th>
								<th scope="col" class="num">
									{t("figures.share")}
								</th>
								<th scope="col" class="num">
									{t("figures.change")}
								</th>
								<th scope="col" class="num">
									{t("figures.change.year")}
								</th>
							</tr>
						</thead>
						<tbody>
							{courses.map((one, i) => {
								const now = last?.services.find((of) => of.service === one.service);
								return (
									<tr key={one.service}>
										<td class="num">{i + 1}</td>
										<th scope="row">{serviceName(one.service)}</th>
										<td>
											<Spark
												of={one.counts}
												label={t("figures.course.words", {
													service: serviceName(one.service),
													counts: one.counts.map((count) => (count === undefined ? few : number(count))).join(", "),
												})}
											/>
										</td>
										<td class="num">{shown(one)}</td>
										<td class="num">{sum > 0 && one.told > 0 ? percent(one.told / sum) : "–"}</td>
										<td class="num">{signed(now?.trend)}</td>
										<td class="num">{signed(now?.trendOfYear)}</td>
									</tr>
								);
							})}
						</tbody>
					</table>
				</section>
				<p class="muted small">{t("figures.few.text")}</p>
			</section>
		</>
	);
}

function signed(of: number | null | undefined): string {
	if (of === null || of === undefined) return "–";
	return of > 0 ? `+${number(of)}` : of < 0 ? `−${number(-of)}` : "0";
}
