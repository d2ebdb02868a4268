import { t } from "../../../app/i18n";
import { DeskCaseReceiveFormDocument } from "../../../gql/graphql";
import { Button } from "../../../parts/Button";
import { TextField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { bornInput, readBorn } from "../../../staff/words";
import { AddressFields, addressInput, addressWrong, noAddress } from "../Address";
import { useDesk, useStep, Wrong } from "../desk";
import { backToStep } from "../step";

interface PersonDraft {
	givenNames: string;
	familyName: string;
	born: string;
}

const NOBODY: PersonDraft = { givenNames: "", familyName: "", born: "" };

/** An answer that came another way, such as by telephone: it is typed in. */
export function Receive({ authority }: { authority: string }) {
	const { file } = useDesk();
	const receive = useStep(DeskCaseReceiveFormDocument);
	const [draft, type, forget] = useDraft(`${file.id}/form`, () => ({
		persons: [NOBODY],
		address: noAddress(authority),
	}));
	const change = (at: number, next: Partial<PersonDraft>) =>
		type({ persons: draft.persons.map((one, i) => (i === at ? { ...one, ...next } : one)) });
	return (
		<details class="fold">
			<summary>{t("desk.form.receive.title")}</summary>
			<div class="stack stack--tight">
				<p class="muted">{t("desk.form.receive.text")}</p>
				<Wrong of={[receive]} />
				<Form
					check={() => ({
						...Object.assign(
							{},
							...draft.persons.map((one, i) => ({
								[`form-${i}-given`]: one.givenNames.trim() ? undefined : t("desk.parties.given.missing"),
								[`form-${i}-family`]: one.familyName.trim() ? undefined : t("desk.parties.family.missing"),
								[`form-${i}-born`]: readBorn(one.born) ? undefined : t("desk.parties.born.wrong"),
							})),
						),
						...addressWrong("form", draft.address),
					})}
					onSend={async () => {
						const persons = draft.persons.map(({ givenNames, familyName, born }) => ({
							givenNames: givenNames.trim(),
							familyName: familyName.trim(),
							born: bornInput(readBorn(born) ?? { year: 0 }),
						}));
						const form = { persons, address: addressInput(draft.address) };
						if (await receive.run({ form }, t("desk.form.receive.done"))) {
							forget();
							backToStep("form");
						}
					}}
				>
					{(wrong) => (
						<>
							{draft.persons.map((one, i) => (
								<fieldset key={i} class="field group">
									<legend>{t("desk.form.receive.person", { n: i + 1 })}</legend>
									<div class="pair">
										<TextField
											name={`form-${i}-given`}
											label={t("desk.parties.given")}
											value={one.givenNames}
											onValue={(givenNames) => change(i, { givenNames })}
											error={wrong[`form-${i}-given`]}
										/>
										<TextField
											name={`form-${i}-family`}
											label={t("desk.parties.family")}
											value={one.familyName}
											onValue={(familyName) => change(i, { familyName })}
											error={wrong[`form-${i}-family`]}
										/>
									</div>
									<TextField
										name={`form-${i}-born`}
										label={t("desk.parties.born")}
										hint={t("desk.parties.born.hint")}
										value={one.born}
										onValue={(born) => change(i, { born })}
										error={wrong[`form-${i}-born`]}
									/>
									{draft.persons.length > 1 && (
										<Button
											look="tertiary"
											onClick={() => {
												type({ persons: draft.persons.filter((_, at) => at !== i) });
												document.getElementById("form-more")?.focus();
											}}
										>
											{t("desk.form.receive.remove")}
											<span class="kern-sr-only"> {i + 1}</span>
										</Button>
									)}
								</fieldset>
							))}
							<Button look="tertiary" id="form-more" onClick={() => type({ persons: [...draft.persons, NOBODY] })}>
								{t("desk.form.receive.more")}
							</Button>
							<AddressFields
								name="form"
								legend={t("desk.form.receive.address")}
								of={draft.address}
								onValue={(address) => type({ address })}
								wrong={wrong}
							/>
							<div class="actions">
								<Button look="primary" type="submit" writes busy={receive.busy}>
									{t("desk.form.receive.save")}
								</Button>
							</div>
						</>
					)}
				</Form>
			</div>
		</details>
	);
}
