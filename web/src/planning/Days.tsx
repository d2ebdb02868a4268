import { useState } from "preact/hooks";
import { dateOf, longDay, plusDays } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { Link } from "../app/router";
import { useCommand } from "../app/use";
import {
	type ClosureReason,
	PlanningCallOffDocument,
	PlanningCloseDocument,
	PlanningReopenDocument,
} from "../gql/graphql";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { RadioField, SelectField, TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { Told } from "../staff/Told";
import { useScope } from "../staff/useScope";
import { word } from "../staff/words";
import { Tabs } from "./Tabs";
import "../staff/staff.scss";
import "./planning.scss";

const REASONS: readonly ClosureReason[] = ["HOLIDAY", "STAFF_MEETING", "STAFF_SHORTAGE", "TECHNICAL", "EMERGENCY"];

type What = "close" | "calloff" | "reopen";

/** One day: closed, called off, or opened again. */
export default function Days() {
	const { scope, all } = useScope();
	const today = dateOf(new Date(serverNow()));
	const [what, setWhat] = useState<What>("close");
	const [day, setDay] = useState(plusDays(today, 1));
	const [reason, setReason] = useState<ClosureReason>("STAFF_SHORTAGE");
	const [sure, setSure] = useState(false);
	const [result, setResult] = useState<string>();
	const close = useCommand(PlanningCloseDocument);
	const callOff = useCommand(PlanningCallOffDocument);
	const reopen = useCommand(PlanningReopenDocument);
	const busy = close.busy || callOff.busy || reopen.busy;
	const run = async () => {
		setSure(false);
		setResult(undefined);
		for (const one of [close, callOff, reopen]) one.clear();
		if (!scope) return;
		if (what === "close") {
			if (await close.run({ scope, date: day, reason })) setResult(t("planning.day.closed", { day: longDay(day) }));
		} else if (what === "calloff") {
			const done = await callOff.run({ scope, date: day, reason });
			if (done?.day) setResult(t("planning.day.calledoff", { day: longDay(day), n: done.day.givenBack }));
		} else if (await reopen.run({ scope, date: day })) setResult(t("planning.day.reopened", { day: longDay(day) }));
	};
	return (
		<Page title={t("planning.day.title")} lead={<Tabs here="/dienst/planung/tage" all={all} scope={scope} />} wide>
			<div class="desk stack narrow">
				<Told />
				{result && (
					<Notice kind="success" title={result} told focused>
						<Link class="kern-link" href="/dienst/planung/konflikte">
							{t("planning.day.look")}
						</Link>
					</Notice>
				)}
				<Refusals of={[...close.refusals, ...callOff.refusals, ...reopen.refusals]} />
				<Problem fault={close.fault ?? callOff.fault ?? reopen.fault} />
				<Form
					check={() => ({
						"day-date": !day ? t("planning.day.missing") : day < today ? t("planning.from.past") : undefined,
					})}
					onSend={() => (what === "calloff" ? setSure(true) : run())}
				>
					{(wrong) => (
						<>
							<RadioField
								name="day-what"
								label={t("planning.day.what")}
								value={what}
								onValue={(next) => setWhat(next as What)}
								options={(["close", "calloff", "reopen"] as const).map((one) => ({
									value: one,
									label: t(`planning.day.what.${one}`),
									hint: t(`planning.day.hint.${one}`),
								}))}
							/>
							<TextField
								name="day-date"
								label={t("planning.day")}
								type="date"
								value={day}
								onValue={setDay}
								error={wrong["day-date"]}
							/>
							{what !== "reopen" && (
								<SelectField
									name="day-reason"
									label={t("planning.why")}
									value={reason}
									onValue={(next) => setReason(next as ClosureReason)}
									options={REASONS.map((one) => ({ value: one, label: word("planning.reason", one) }))}
								/>
							)}
							<div class="actions">
								<Button type="submit" look={what === "calloff" ? "danger" : "primary"} writes busy={busy}>
									{t(`planning.day.button.${what}`)}
								</Button>
							</div>
						</>
					)}
				</Form>
				{sure && (
					<Dialog title={t("planning.day.sure", { day: longDay(day) })} onClose={() => setSure(false)}>
						<p>{t("planning.day.sure.text")}</p>
						<div class="actions">
							<Button look="danger" writes busy={busy} onClick={run}>
								{t("planning.day.button.calloff")}
							</Button>
							<Button onClick={() => setSure(false)}>{t("common.cancel")}</Button>
						</div>
					</Dialog>
				)}
			</div>
		</Page>
	);
}
