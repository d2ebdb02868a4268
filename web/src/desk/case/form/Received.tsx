import { t } from "../../../app/i18n";
import {
	type DeskAddressFragment,
	DeskCaseAddPartyDocument,
	type DeskPersonFragment,
	type PersonInput,
} from "../../../gql/graphql";
import { Button } from "../../../parts/Button";
import { bornInput, bornOf } from "../../../staff/words";
import { addressDraft } from "../Address";
import { withinHere } from "../data/between";
import { useMoveDraft } from "../data/Move";
import { useDesk, useStep, Wrong } from "../desk";
import { addressLine } from "../Left";
import { backToStep, enterStep } from "../step";
import { sameAddress, samePerson } from "./same";

interface Props {
	form: { persons: readonly DeskPersonFragment[]; address: DeskAddressFragment };
	/** It came after the registration had gone on without it, and changes nothing. */
	late: boolean;
}

const personInput = ({ born, ...names }: DeskPersonFragment): PersonInput => ({
	...names,
	born: bornInput(born),
});

/** What another register says, beside what the case says: what is new is taken over, and nothing is typed twice. */
export function Received({ form, late }: Props) {
	const { file, setOpen } = useDesk();
	const add = useStep(DeskCaseAddPartyDocument);
	const [, type] = useMoveDraft();
	const from = file.move?.from;
	const ours = from && from.__typename !== "DwellingAbroad" ? from.address : undefined;
	const line = addressLine(form.address);
	const same = ours && sameAddress(ours, form.address);
	const usable = file.state === "OPEN" && !late;
	return (
		<>
			<Wrong of={[add]} />
			{late && <p class="muted">{t("desk.form.late")}</p>}
			<ul class="plain lines">
				{form.persons.map((one) => {
					const name = `${one.givenNames} ${one.familyName}`;
					const there = file.parties.some((party) => party.person && samePerson(party.person, one));
					return (
						<li key={`${name}${bornOf(one.born)}`} class="row row--apart">
							<span>
								{name}, {t("desk.born", { day: bornOf(one.born) })}{" "}
								{there && <span class="good">{t("desk.form.person.there")}</span>}
							</span>
							{usable && !there && (
								<Button
									writes
									busy={add.busy}
									onClick={async () => {
										const who = { person: personInput(one) };
										const done = await add.run({ who, part: "MOVES_ALONG", actsFor: null }, t("desk.parties.added"));
										if (done) backToStep("form");
									}}
								>
									{t("desk.form.person.add")}
									<span class="kern-sr-only"> {name}</span>
								</Button>
							)}
						</li>
					);
				})}
			</ul>
			<p>
				{t("desk.form.address", { address: line })} {same && <span class="good">{t("desk.form.address.same")}</span>}
				{ours && !same && <span class="bad">{t("desk.form.address.other", { address: addressLine(ours) })}</span>}
			</p>
			{usable && !same && (
				<div class="row">
					<Button
						onClick={() => {
							type({ kind: withinHere(file) ? "here" : "elsewhere", from: addressDraft(form.address) });
							enterStep("data", setOpen);
						}}
					>
						{t("desk.form.address.take")}
					</Button>
				</div>
			)}
			<p class="muted">{t("desk.form.silent")}</p>
		</>
	);
}
