import { t } from "../../app/i18n";
import type { AddressInput, DeskAddressFragment } from "../../gql/graphql";
import { TextField } from "../../parts/Field";
import type { Wrong } from "../../parts/Form";

export interface AddressDraft {
	street: string;
	houseNumber: string;
	addition: string;
	postalCode: string;
	town: string;
	municipality: string;
}

export const noAddress = (municipality = ""): AddressDraft => ({
	street: "",
	houseNumber: "",
	addition: "",
	postalCode: "",
	town: "",
	municipality,
});

export const addressDraft = (of: DeskAddressFragment): AddressDraft => ({
	street: of.street,
	houseNumber: of.houseNumber,
	addition: of.addition ?? "",
	postalCode: of.postalCode,
	town: of.town,
	municipality: of.municipality,
});

export const addressInput = (of: AddressDraft): AddressInput => ({
	street: of.street.trim(),
	houseNumber: of.houseNumber.trim(),
	addition: of.addition.trim() || null,
	postalCode: of.postalCode.trim(),
	town: of.town.trim(),
	municipality: of.municipality.trim(),
});

export function addressWrong(name: string, of: AddressDraft): Wrong {
	return {
		[`${name}-street`]: of.street.trim() ? undefined : t("desk.address.street.missing"),
		[`${name}-number`]: of.houseNumber.trim() ? undefined : t("desk.address.number.missing"),
		[`${name}-code`]: /^\d{5}$/.test(of.postalCode.trim()) ? undefined : t("desk.address.code.wrong"),
		[`${name}-town`]: of.town.trim() ? undefined : t("desk.address.town.missing"),
		[`${name}-key`]: /^\d{8}$/.test(of.municipality.trim()) ? undefined : t("desk.address.key.wrong"),
	};
}

interface Props {
	name: string;
	legend: string;
	of: AddressDraft;
	onValue: (next: AddressDraft) => void;
	wrong: Wrong;
	/** The municipality is known: it is this one. */
	here?: boolean;
}

/** An address in Germany. */
export function AddressFields({ name, legend, of, onValue, wrong, here }: Props) {
	const set = (next: Partial<AddressDraft>) => onValue({ ...of, ...next });
	return (
		<fieldset class="field group">
			<legend>{legend}</legend>
			<div class="pair pair--street">
				<TextField
					name={`${name}-street`}
					label={t("desk.address.street")}
					value={of.street}
					onValue={(street) => set({ street })}
					error={wrong[`${name}-street`]}
				/>
				<TextField
					name={`${name}-number`}
					label={t("desk.address.number")}
					value={of.houseNumber}
					onValue={(houseNumber) => set({ houseNumber })}
					error={wrong[`${name}-number`]}
				/>
			</div>
			<div class="pair pair--code">
				<TextField
					name={`${name}-code`}
					label={t("desk.address.code")}
					inputMode="numeric"
					maxLength={5}
					value={of.postalCode}
					onValue={(postalCode) => set({ postalCode })}
					error={wrong[`${name}-code`]}
				/>
				<TextField
					name={`${name}-town`}
					label={t("desk.address.town")}
					value={of.town}
					onValue={(town) => set({ town })}
					error={wrong[`${name}-town`]}
				/>
			</div>
			<TextField
				name={`${name}-addition`}
				label={t("desk.address.addition")}
				optional
				value={of.addition}
				onValue={(addition) => set({ addition })}
			/>
			{(!here || wrong[`${name}-key`]) && (
				<TextField
					name={`${name}-key`}
					label={t("desk.address.key")}
					hint={t("desk.address.key.hint")}
					inputMode="numeric"
					maxLength={8}
					value={of.municipality}
					onValue={(municipality) => set({ municipality })}
					error={wrong[`${name}-key`]}
				/>
			)}
		</fieldset>
	);
}
