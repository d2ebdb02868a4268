import { useEffect, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { go } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import { HoldSlotDocument, ScopesDocument } from "../gql/graphql";
import { Answered, Skeleton } from "../parts/Answered";
import { StepLink } from "../parts/Button";
import { SelectField } from "../parts/Field";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { change, draft, linesOf } from "./draft";
import { giveBack, useHeld } from "./held";
import { NothingChosen } from "./NothingChosen";
import { type Slot, SlotPicker } from "./SlotPicker";
import { Steps } from "./Steps";
import { lineText, useServices } from "./services";
import { alternativesOf, Taken } from "./Taken";

/** When. Whoever presses a time has it for a quarter of an hour. */
export default function Times() {
	const state = useHeld();
	const now = draft.use();
	useServices();
	const scopes = useAnswer(ScopesDocument, {});
	const hold = useCommand(HoldSlotDocument);
	const [taking, setTaking] = useState<string>();
	const lines = linesOf(now.lines);
	const scope = now.scope ?? scopes.data?.scopes[0]?.id;
	useEffect(() => hold.clear(), []);

	const pick = async (slot: Slot) => {
		setTaking(slot.startsAt);
		const before = draft.get().held;
		const payload = await hold.run({ scope: slot.scope, startsAt: slot.startsAt, lines, channel: "VIDEO" });
		setTaking(undefined);
		if (!payload?.booking) return;
		change({ held: payload.booking, scope: slot.scope });
		if (before?.id !== payload.booking.id) giveBack(before);
		go(draft.get().contactGiven ? "/buchen/pruefen" : "/buchen/kontakt");
	};

	if (state === "looking")
		return (
			<Page title={t("citizen.times.title")} back="/buchen/anliegen">
				<Skeleton bars={5} />
			</Page>
		);
	if (lines.length === 0) return <NothingChosen title={t("citizen.times.title")} />;
	return (
		<Page title={t("citizen.times.title")} back="/buchen/anliegen">
			<Steps now={2} />
			<div class="stack">
				<p class="muted">{lines.map(lineText).join(" · ")}</p>
				<Taken refusals={hold.refusals} alternatives={alternativesOf(hold.refused)} onPick={pick} />
				<Problem fault={hold.fault} />
				<Answered of={scopes} bars={5}>
					{(data) => (
						<>
							{data.scopes.length > 1 && (
								<SelectField
									name="scope"
									label={t("citizen.times.scope")}
									value={scope ?? ""}
									onValue={(value) => change({ scope: value })}
									options={data.scopes.map((one, i) => ({
										value: one.id,
										label: t("citizen.times.scope.n", { n: i + 1 }),
									}))}
								/>
							)}
							{scope && (
								<SlotPicker
									key={scope}
									scope={scope}
									lines={lines}
									taking={taking}
									onPick={pick}
									full={<WaitInstead />}
								/>
							)}
							{scope && (
								<section class="card card--soft stack stack--tight">
									<h2 class="kern-heading-small">{t("citizen.times.none.title")}</h2>
									<WaitInstead />
								</section>
							)}
						</>
					)}
				</Answered>
			</div>
		</Page>
	);
}

function WaitInstead() {
	return (
		<>
			<p>{t("citizen.times.wait.text")}</p>
			<div class="actions">
				<StepLink look="secondary" href="/buchen/warteliste">
					{t("citizen.times.wait")}
				</StepLink>
			</div>
		</>
	);
}
