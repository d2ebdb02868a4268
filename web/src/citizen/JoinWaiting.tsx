import { useState } from "preact/hooks";
import { dateOf, plusDays } from "../app/format";
import { language, t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import { JoinWaitingListDocument, ScopesDocument } from "../gql/graphql";
import { TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { ContactFields, checkContact } from "./Contact";
import { draft, forget, linesOf } from "./draft";
import { NothingChosen } from "./NothingChosen";
import { mailLanguage, needsForOffice } from "./needs";
import { DAYS_AHEAD } from "./SlotPicker";
import { lineText, useServices } from "./services";

/** Nothing fits: wait for what others give back. */
export default function JoinWaiting() {
	const today = dateOf(new Date(serverNow()));
	const [from, setFrom] = useState(today);
	const [until, setUntil] = useState(plusDays(today, 14));
	const [wrong, setWrong] = useState(false);
	const now = draft.use();
	const speaking = language.use();
	const scopes = useAnswer(ScopesDocument, {});
	const join = useCommand(JoinWaitingListDocument);
	useServices();
	const lines = linesOf(now.lines);
	const scope = now.scope ?? scopes.data?.scopes[0]?.id;
	if (lines.length === 0) return <NothingChosen title={t("citizen.waiting.join")} />;
	const send = async () => {
		if (!scope) return;
		const payload = await join.run({
			scope,
			lines,
			from,
			until,
			channel: "VIDEO",
			contact: {
				name: now.name.trim(),
				mail: now.mail.trim() || null,
				phone: now.phone.trim() || null,
				needs: needsForOffice(now.needs, now.note) ?? null,
				language: mailLanguage(speaking),
			},
		});
		if (!payload) return;
		go("/termin", { replace: true });
		forget();
	};
	const last = plusDays(today, DAYS_AHEAD);
	return (
		<Page title={t("citizen.waiting.join")} lead={t("citizen.waiting.lead")} back="/buchen/zeit" wrong={wrong}>
			<div class="stack">
				<p class="muted">{lines.map(lineText).join(" · ")}</p>
				<Problem fault={scopes.fault} retry={scopes.reload} />
				<Form
					check={() => {
						const found = {
							from: from >= today && from <= last ? undefined : t("citizen.waiting.from.wrong"),
							until: until >= from && until <= last ? undefined : t("citizen.waiting.until.wrong"),
							...checkContact(),
						};
						setWrong(Object.values(found).some(Boolean));
						return found;
					}}
					onSend={send}
				>
					{(errors) => (
						<>
							<TextField
								name="from"
								type="date"
								short
								label={t("citizen.waiting.from")}
								value={from}
								onValue={setFrom}
								error={errors.from}
							/>
							<TextField
								name="until"
								type="date"
								short
								label={t("citizen.waiting.until")}
								hint={t("citizen.waiting.until.hint")}
								value={until}
								onValue={setUntil}
								error={errors.until}
							/>
							<Refusals of={join.refusals} />
							<Problem fault={join.fault} retry={send} />
							<ContactFields errors={errors} send={t(join.busy ? "common.busy" : "citizen.waiting.send")} />
						</>
					)}
				</Form>
			</div>
		</Page>
	);
}
