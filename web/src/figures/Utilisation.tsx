import { timeOf } from "../app/format";
import { t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { useAnswer } from "../app/use";
import { FiguresUtilisationDocument } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Page } from "../parts/Page";
import { number, percent } from "../staff/words";
import { type Bar, Columns, Figure } from "./Chart";
import { Choice, inPeriod, nameOf, periodOf, type Span, spanOf } from "./period";
import { together, type Use } from "./sums";
import "../staff/staff.scss";
import "./figures.scss";

const ratio = (part: number, whole: number): number | undefined => (whole > 0 ? part / whole : undefined);

/** How the offered time was used, week by week. */
export default function Utilisation({ params }: PageProps) {
	const span = spanOf(params);
	const answer = useAnswer(
		FiguresUtilisationDocument,
		{ from: span.from, to: span.to, by: periodOf(span) },
		{ live: "UTILISATION" },
	);
	return (
		<Page title={t("figures.use.title")} wide>
			<div class="desk stack">
				<Choice key={JSON.stringify(span)} what="auslastung" span={span} />
				<Answered
					of={answer}
					bars={2}
					empty={(data) =>
						together(data.utilisation).some((one) => one.planned > 0) ? undefined : (
							<Empty title={t("figures.none")}>
								<p>{t("figures.use.none")}</p>
							</Empty>
						)
					}
				>
					{(data) => <Shown uses={together(data.utilisation)} span={span} />}
				</Answered>
				{answer.at && <p class="as-of">{t("figures.asof", { time: timeOf(answer.at) })}</p>}
			</div>
		</Page>
	);
}

function Shown({ uses, span }: { uses: readonly Use[]; span: Span }) {
	const sum = uses.reduce(
		(all, one) => ({ planned: all.planned + one.planned, booked: all.booked + one.booked, kept: all.kept + one.kept }),
		{ planned: 0, booked: 0, kept: 0 },
	);
	const best = uses
		.filter((one) => one.planned > 0)
		.reduce<Use | undefined>(
			(most, one) => (!most || one.booked / one.planned > most.booked / most.planned ? one : most),
			undefined,
		);
	const all = ratio(sum.booked, sum.planned) ?? 0;
	const finding =
		best && uses.length > 1
			? t("figures.use.finding", {
					all: percent(all),
					best: percent(best.booked / best.planned),
					when: inPeriod(best.start, span.by),
				})
			: t("figures.use.finding.one", { all: percent(all) });
	const bars: Bar[] = uses.map((one) => {
		const booked = ratio(one.booked, one.planned);
		const kept = ratio(one.kept, one.planned);
		return {
			name: nameOf(one.start, span.by),
			value: booked,
			inner: kept,
			words: t("figures.use.words", {
				when: inPeriod(one.start, span.by),
				booked: booked === undefined ? "–" : percent(booked),
				kept: kept === undefined ? "–" : percent(kept),
			}),
		};
	});
	const cents = (of: number | undefined) => (of === undefined ? null : Math.round(of * 1000) / 10);
	return (
		<Figure
			finding={finding}
			unit={t("figures.use.unit")}
			file={`auslastung-${span.from}-${span.to}.csv`}
			head={[
				t(`figures.by.${span.by}`),
				t("figures.use.planned"),
				t("figures.use.booked"),
				t("figures.use.kept"),
				t("figures.use.booked.share"),
				t("figures.use.kept.share"),
			]}
			rows={uses.map((one) => [
				one.start,
				one.planned,
				one.booked,
				one.kept,
				cents(ratio(one.booked, one.planned)),
				cents(ratio(one.kept, one.planned)),
			])}
			show={(cell, column) =>
				typeof cell !== "number"
					? column === 0
						? nameOf(String(cell), span.by)
						: "–"
					: column > 3
						? percent(cell / 100)
						: number(cell)
			}
		>
			<Columns of={bars} label={finding} />
			<ul class="plain row legend">
				<li>
					<span class="legend__bar" /> {t("figures.use.legend.booked")}
				</li>
				<li>
					<span class="legend__bar legend__bar--hatched" /> {t("figures.use.legend.kept")}
				</li>
			</ul>
		</Figure>
	);
}
