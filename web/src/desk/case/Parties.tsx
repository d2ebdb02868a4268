import { t } from "../../app/i18n";
import { isMove } from "../../app/services";
import { DeskCaseAddPartyDocument, DeskCaseRemovePartyDocument, type Part, type Power } from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { CheckField, RadioField, SelectField, TextField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { bornInput, readBorn, word } from "../../staff/words";
import { useDesk, useStep, Wrong } from "./desk";
import { nameOf, partyLine } from "./party";
import { backToStep } from "./step";

interface Draft {
	part: Part;
	legal: boolean;
	givenNames: string;
	familyName: string;
	birthName: string;
	degree: string;
	born: string;
	name: string;
	form: string;
	register: string;
	seat: string;
	power: Power | "";
	actsFor: string[];
}

/** Who takes part, and who acts for whom. */
export function Parties() {
	const desk = useDesk();
	const { file, offer, booking } = desk;
	const add = useStep(DeskCaseAddPartyDocument);
	const remove = useStep(DeskCaseRemovePartyDocument);
	const known = booking?.contact?.name ?? "";
	const principal = file.parties.find((one) => one.part === "PRINCIPAL");
	const space = known.lastIndexOf(" ");
	const [typed, type, forget] = useDraft<Draft>(`${file.id}/party`, () => ({
		part: principal ? (isMove(file.service) ? "MOVES_ALONG" : "REPRESENTATIVE") : "PRINCIPAL",
		legal: false,
		givenNames: principal ? "" : known.slice(0, Math.max(0, space)),
		familyName: principal ? "" : known.slice(space + 1),
		birthName: "",
		degree: "",
		born: "",
		name: "",
		form: "",
		register: "",
		seat: "",
		power: "",
		actsFor: [],
	}));
	const parts: Part[] = principal
		? isMove(file.service)
			? ["MOVES_ALONG", "REPRESENTATIVE"]
			: ["REPRESENTATIVE"]
		: ["PRINCIPAL"];
	// A colleague may have added or removed somebody meanwhile.
	const part = parts.includes(typed.part) ? typed.part : (parts[0] as Part);
	const actsFor = typed.actsFor.filter((id) => file.parties.some((one) => one.id === id));
	const draft = { ...typed, part, actsFor };
	const isLegal = draft.legal && draft.part === "PRINCIPAL" && file.service === "TRADE_REGISTER_EXTRACT";
	const represents = draft.part === "REPRESENTATIVE";
	const send = async () => {
		const who = isLegal
			? {
					organisation: {
						name: draft.name.trim(),
						legalForm: draft.form.trim(),
						registerNumber: draft.register.trim() || null,
						seat: draft.seat.trim(),
					},
				}
			: {
					person: {
						givenNames: draft.givenNames.trim(),
						familyName: draft.familyName.trim(),
						birthName: draft.birthName.trim() || null,
						doctoralDegree: draft.degree.trim() || null,
						born: bornInput(readBorn(draft.born) ?? { year: 0 }),
					},
				};
		const powers = draft.power ? draft.actsFor.map((party) => ({ party, power: draft.power as Power })) : [];
		const done = await add.run(
			{ who, part: draft.part, actsFor: powers.length > 0 ? powers : null } as never,
			t("desk.parties.added"),
		);
		if (done) {
			forget();
			backToStep("parties");
		}
	};
	return (
		<div class="stack stack--tight">
			<Wrong of={[add, remove]} />
			{file.parties.length > 0 && (
				<ul class="plain lines">
					{file.parties.map((party) => (
						<li key={party.id} class="row row--apart">
							<span>
								{partyLine(party)} <span class="muted">{word("desk.part", party.part)}</span>
							</span>
							<Button
								look="tertiary"
								writes
								busy={remove.busy}
								onClick={async () => {
									if (await remove.run({ party: party.id }, t("desk.parties.removed"))) backToStep("parties");
								}}
							>
								{t("desk.parties.remove")}
								<span class="kern-sr-only"> {nameOf(party)}</span>
							</Button>
						</li>
					))}
				</ul>
			)}
			<Form
				check={() =>
					isLegal
						? {
								"party-name": draft.name.trim() ? undefined : t("desk.parties.name.missing"),
								"party-form": draft.form.trim() ? undefined : t("desk.parties.form.missing"),
								"party-seat": draft.seat.trim() ? undefined : t("desk.parties.seat.missing"),
							}
						: {
								"party-given": draft.givenNames.trim() ? undefined : t("desk.parties.given.missing"),
								"party-family": draft.familyName.trim() ? undefined : t("desk.parties.family.missing"),
								"party-born": readBorn(draft.born) ? undefined : t("desk.parties.born.wrong"),
								"party-power": represents && !draft.power ? t("desk.parties.power.missing") : undefined,
								"party-for": draft.power && draft.actsFor.length === 0 ? t("desk.parties.for.missing") : undefined,
							}
				}
				onSend={send}
			>
				{(wrong) => (
					<>
						{parts.length > 1 && (
							<RadioField
								name="party-part"
								label={t("desk.parties.part")}
								value={draft.part}
								onValue={(part) => type({ part: part as Part })}
								options={parts.map((part) => ({ value: part, label: word("desk.part", part) }))}
							/>
						)}
						{parts.length === 1 && <p class="muted">{word("desk.part.new", parts[0] as string)}</p>}
						{file.service === "TRADE_REGISTER_EXTRACT" && draft.part === "PRINCIPAL" && (
							<CheckField
								name="party-legal"
								label={t("desk.parties.legal")}
								checked={draft.legal}
								onChecked={(legal) => type({ legal })}
							/>
						)}
						{isLegal ? (
							<>
								<TextField
									name="party-name"
									label={t("desk.parties.name")}
									value={draft.name}
									onValue={(name) => type({ name })}
									error={wrong["party-name"]}
								/>
								<div class="pair">
									<TextField
										name="party-form"
										label={t("desk.parties.form")}
										hint={t("desk.parties.form.hint")}
										value={draft.form}
										onValue={(form) => type({ form })}
										error={wrong["party-form"]}
									/>
									<TextField
										name="party-seat"
										label={t("desk.parties.seat")}
										value={draft.seat}
										onValue={(seat) => type({ seat })}
										error={wrong["party-seat"]}
									/>
								</div>
								<TextField
									name="party-register"
									label={t("desk.parties.register")}
									hint={t("desk.parties.register.hint")}
									optional
									value={draft.register}
									onValue={(register) => type({ register })}
								/>
							</>
						) : (
							<>
								<div class="pair">
									<TextField
										name="party-given"
										label={t("desk.parties.given")}
										value={draft.givenNames}
										onValue={(givenNames) => type({ givenNames })}
										error={wrong["party-given"]}
									/>
									<TextField
										name="party-family"
										label={t("desk.parties.family")}
										value={draft.familyName}
										onValue={(familyName) => type({ familyName })}
										error={wrong["party-family"]}
									/>
								</div>
								<TextField
									name="party-born"
									label={t("desk.parties.born")}
									hint={t("desk.parties.born.hint")}
									value={draft.born}
									onValue={(born) => type({ born })}
									error={wrong["party-born"]}
								/>
								<details class="fold">
									<summary>{t("desk.parties.more")}</summary>
									<div class="pair">
										<TextField
											name="party-birthname"
											label={t("desk.parties.birthname")}
											optional
											value={draft.birthName}
											onValue={(birthName) => type({ birthName })}
										/>
										<TextField
											name="party-degree"
											label={t("desk.parties.degree")}
											optional
											value={draft.degree}
											onValue={(degree) => type({ degree })}
										/>
									</div>
								</details>
								{file.parties.length > 0 && (
									<>
										<SelectField
											name="party-power"
											label={t("desk.parties.power")}
											optional={!represents}
											value={draft.power}
											onValue={(power) =>
												type({
													power: power as Power | "",
													actsFor: draft.actsFor.length > 0 ? draft.actsFor : principal ? [principal.id] : [],
												})
											}
											error={wrong["party-power"]}
											options={[
												{ value: "", label: t("desk.parties.power.none") },
												...(offer?.powers ?? []).map((power) => ({ value: power, label: word("desk.power", power) })),
											]}
										/>
										{draft.power && (
											<fieldset class={`field ${wrong["party-for"] ? "field--wrong" : ""}`}>
												<legend>{t("desk.parties.for")}</legend>
												{wrong["party-for"] && <p class="field__error">{wrong["party-for"]}</p>}
												{file.parties.map((one, i) => (
													<CheckField
														key={one.id}
														name={i === 0 ? "party-for" : `party-for-${one.id}`}
														label={nameOf(one)}
														checked={draft.actsFor.includes(one.id)}
														onChecked={(on) =>
															type({
																actsFor: on ? [...draft.actsFor, one.id] : draft.actsFor.filter((id) => id !== one.id),
															})
														}
													/>
												))}
											</fieldset>
										)}
									</>
								)}
							</>
						)}
						<div class="actions">
							<Button look="primary" type="submit" writes busy={add.busy}>
								{t("desk.parties.add")}
							</Button>
						</div>
					</>
				)}
			</Form>
		</div>
	);
}
