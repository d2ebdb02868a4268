import { useState } from "preact/hooks";
import { dateOf, plainDay, plusDays } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import type { Period } from "../gql/graphql";
import { Button } from "../parts/Button";
import { SelectField, TextField } from "../parts/Field";
import { Form } from "../parts/Form";

/** The words of the address for what is counted together. */
const WORDS = { woche: "WEEK", monat: "MONTH" } as const satisfies Record<string, Period>;
type Word = keyof typeof WORDS;

export interface Span {
	from: string;
	to: string;
	by: Word;
}

export const periodOf = (span: Span): Period => WORDS[span.by];

const isDay = (text: string | undefined): text is string =>
	text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** The period that an address names; the last twelve weeks where it names none. */
export function spanOf(params: Record<string, string>, today = dateOf(new Date(serverNow()))): Span {
	const { from, to, by } = params;
	const known = by !== undefined && by in WORDS;
	if (isDay(from) && isDay(to) && from <= to && known) return { from, to, by: by as Word };
	return { from: plusDays(today, -83), to: today, by: "woche" };
}

const addressOf = (what: "auslastung" | "anliegen", span: Span): string =>
	`/dienst/zahlen/${what}/${span.from}/${span.to}/${span.by}`;

/** What a period is called on an axis: the day on which its week begins, or its month. */
export function nameOf(start: string, by: Word): string {
	return by === "monat" ? `${start.slice(5, 7)}/${start.slice(2, 4)}` : plainDay(start).replace(/\d{4}$/, "");
}

/** "in der Woche ab 09.03.2026" */
export const inPeriod = (start: string, by: Word): string => t(`figures.in.${by}`, { day: plainDay(start) });

/** The choice of what is looked at, and of the period. */
export function Choice({ what, span }: { what: "auslastung" | "anliegen"; span: Span }) {
	const [from, setFrom] = useState(span.from);
	const [to, setTo] = useState(span.to);
	const [by, setBy] = useState<Word>(span.by);
	return (
		<div class="stack stack--tight">
			<nav class="row tools" aria-label={t("figures.what")}>
				{(["auslastung", "anliegen"] as const).map((one) => (
					<Link key={one} class="chip" href={addressOf(one, span)} aria-current={one === what ? "page" : undefined}>
						{t(`figures.what.${one}`)}
					</Link>
				))}
			</nav>
			<Form
				check={() => ({
					"figures-from": from ? undefined : t("figures.from.missing"),
					"figures-to": to && to >= from ? undefined : t("figures.to.wrong"),
				})}
				onSend={() => go(addressOf(what, { from, to, by }))}
			>
				{(wrong) => (
					<div class="row row--end period">
						<TextField
							name="figures-from"
							label={t("figures.from")}
							type="date"
							value={from}
							onValue={setFrom}
							error={wrong["figures-from"]}
						/>
						<TextField
							name="figures-to"
							label={t("figures.to")}
							type="date"
							value={to}
							onValue={setTo}
							error={wrong["figures-to"]}
						/>
						<SelectField
							name="figures-by"
							label={t("figures.by")}
							value={by}
							onValue={(next) => setBy(next as Word)}
							options={(["woche", "monat"] as const).map((one) => ({ value: one, label: t(`figures.by.${one}`) }))}
						/>
						<Button type="submit">{t("figures.show")}</Button>
					</div>
				)}
			</Form>
		</div>
	);
}
