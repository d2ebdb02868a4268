import { t } from "../../app/i18n";
import { DeskCaseCompareMoveDocument, DeskCaseSplitDocument } from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { Between, type BetweenDraft, betweenDraft, betweenInput, betweenWrong, withKey } from "./data/between";
import { type Party, useDesk, useStep, Wrong } from "./desk";
import { nameOf } from "./party";
import { backToStep } from "./step";

/** Whether somebody moved on the same day between the same dwellings; whoever did not gets a case of their own (§ 23 (4) BMG). */
export function Along({ party }: { party: Party }) {
	const { file, me, refused } = useDesk();
	const compare = useStep(DeskCaseCompareMoveDocument);
	const split = useStep(DeskCaseSplitDocument);
	const ags = me?.authority ?? "";
	// The dwellings are mostly the same. The day is what people mix up, so it is asked for.
	const [typed, type, forget] = useDraft<BetweenDraft>(`${file.id}/along/${party.id}`, () => ({
		...betweenDraft(file, ags),
		movedIn: "",
	}));
	const draft = withKey(typed, ags);
	const name = nameOf(party);
	const field = `along-${party.id}`;
	const { move } = file;
	// Who leaves the country has recorded no move that could be compared.
	const comparable = file.service !== "DEREGISTRATION_ABROAD";
	const other = compare.command.refusals.some((one) => one.code === "CASE_OTHER_MOVE");
	return (
		<details class="fold">
			<summary>{t("desk.along.title", { name })}</summary>
			<div class="stack stack--tight">
				{comparable && <p class="muted">{t("desk.along.text")}</p>}
				<Wrong of={[compare, split]} />
				{comparable && (
					<Form
						check={() => betweenWrong(field, draft)}
						onSend={async () => {
							if (!move) return;
							// Only the day and the dwellings are compared.
							const own = { ...betweenInput(draft), status: move.status };
							if (await compare.run({ party: party.id, move: own }, t("desk.along.same", { name }))) {
								forget();
								backToStep("custody");
							}
						}}
					>
						{(wrong) => (
							<>
								<Between name={field} of={draft} onValue={type} wrong={wrong} />
								<div class="actions">
									<Button
										look={other ? "secondary" : "primary"}
										type="submit"
										writes
										busy={compare.busy}
										whyNot={move ? undefined : t("desk.along.first")}
									>
										{t("desk.along.compare")}
									</Button>
								</div>
							</>
						)}
					</Form>
				)}
				<div class="actions">
					<Button
						look={other ? "primary" : "secondary"}
						writes
						busy={split.busy}
						whyNot={refused("CASE_SPLIT")?.message}
						onClick={async () => {
							if (await split.run({ party: party.id }, t("desk.split.done"))) {
								forget();
								backToStep("custody");
							}
						}}
					>
						{t("desk.split.button", { name })}
					</Button>
				</div>
			</div>
		</details>
	);
}
