import { t } from "../../../app/i18n";
import type { DeskAddressFragment, DwellingStatus, OtherDwellingInput } from "../../../gql/graphql";
import { Button } from "../../../parts/Button";
import { SelectField } from "../../../parts/Field";
import type { Wrong } from "../../../parts/Form";
import { word } from "../../../staff/words";
import { type AddressDraft, AddressFields, addressDraft, addressInput, addressWrong, noAddress } from "../Address";

export const STATUSES: readonly DwellingStatus[] = ["SOLE", "MAIN", "SECONDARY"];

export interface DwellingDraft {
	address: AddressDraft;
	status: DwellingStatus;
}

interface Dwelling {
	address: DeskAddressFragment;
	status: DwellingStatus;
}

export const dwellingDraft = (of: Dwelling): DwellingDraft => ({
	address: addressDraft(of.address),
	status: of.status,
});

export const dwellingInput = (of: DwellingDraft): OtherDwellingInput => ({
	address: addressInput(of.address),
	status: of.status,
});

export const dwellingsWrong = (name: string, of: readonly DwellingDraft[]): Wrong =>
	Object.assign({}, ...of.map((one, i) => addressWrong(`${name}-${i}`, one.address)));

interface Props {
	name: string;
	legend: (n: number) => string;
	/** What the button says that adds one. */
	add: string;
	/** What an added one begins with. */
	fresh: DwellingStatus;
	of: readonly DwellingDraft[];
	onValue: (next: DwellingDraft[]) => void;
	wrong: Wrong;
	/** Where they all are in this municipality: its key. */
	here?: string | undefined;
}

/** Any number of dwellings, each with what it is to the person. */
export function Dwellings({ name, legend, add, fresh, of, onValue, wrong, here }: Props) {
	const change = (at: number, next: Partial<DwellingDraft>) =>
		onValue(of.map((one, i) => (i === at ? { ...one, ...next } : one)));
	return (
		<>
			{of.map((one, i) => (
				<div key={i} class="stack stack--tight">
					<AddressFields
						name={`${name}-${i}`}
						legend={legend(i + 1)}
						of={one.address}
						onValue={(address) => change(i, { address })}
						wrong={wrong}
						here={here !== undefined}
					/>
					<div class="row">
						<SelectField
							name={`${name}-${i}-status`}
							label={t("desk.move.status")}
							value={one.status}
							onValue={(status) => change(i, { status: status as DwellingStatus })}
							options={STATUSES.map((status) => ({ value: status, label: word("desk.status", status) }))}
						/>
						<Button look="tertiary" onClick={() => onValue(of.filter((_, at) => at !== i))}>
							{t("desk.move.other.remove")}
							<span class="kern-sr-only"> {i + 1}</span>
						</Button>
					</div>
				</div>
			))}
			<Button look="tertiary" onClick={() => onValue([...of, { address: noAddress(here), status: fresh }])}>
				{add}
			</Button>
		</>
	);
}
