import { t } from "../../../app/i18n";
import type { Purpose } from "../../../gql/graphql";
import { CheckField, RadioField, TextField } from "../../../parts/Field";
import { Form } from "../../../parts/Form";
import { useDraft } from "../../../staff/draft";
import { word } from "../../../staff/words";
import { useDesk, Wrong } from "../desk";
import { Save, useRequest } from "./request";

interface ApplicationDraft {
	birthPlace: string;
	nations: string;
	toAuthority: boolean;
	name: string;
	address: string;
	purpose: string;
}

const nationsOf = (text: string): string[] =>
	text
		.toUpperCase()
		.split(/[^A-Z]+/)
		.filter(Boolean);

function applicationWrong(of: ApplicationDraft, toAuthority: boolean) {
	const nations = nationsOf(of.nations);
	return {
		"application-nations": nations.every((one) => one.length === 2) ? undefined : t("desk.application.nations.wrong"),
		"application-name": toAuthority && !of.name.trim() ? t("desk.application.name.missing") : undefined,
		"application-address": toAuthority && !of.address.trim() ? t("desk.application.address.missing") : undefined,
		"application-purpose": toAuthority && !of.purpose.trim() ? t("desk.application.purpose.missing") : undefined,
	};
}

function applicationInput(of: ApplicationDraft, toAuthority: boolean) {
	const nations = nationsOf(of.nations);
	return {
		birthPlace: of.birthPlace.trim() || null,
		nationalities: nations.length > 0 ? nations : null,
		recipient: toAuthority ? { name: of.name.trim(), address: of.address.trim(), purpose: of.purpose.trim() } : null,
	};
}

function ApplicationFields({
	of,
	type,
	wrong,
	toAuthority,
}: {
	of: ApplicationDraft;
	type: (next: Partial<ApplicationDraft>) => void;
	wrong: Record<string, string | undefined>;
	toAuthority: boolean;
}) {
	return (
		<>
			<div class="pair">
				<TextField
					name="application-place"
					label={t("desk.application.place")}
					optional
					value={of.birthPlace}
					onValue={(birthPlace) => type({ birthPlace })}
				/>
				<TextField
					name="application-nations"
					label={t("desk.application.nations")}
					hint={t("desk.application.nations.hint")}
					optional
					value={of.nations}
					onValue={(nations) => type({ nations })}
					error={wrong["application-nations"]}
				/>
			</div>
			{toAuthority && (
				<fieldset class="field group">
					<legend>{t("desk.application.recipient")}</legend>
					<TextField
						name="application-name"
						label={t("desk.application.name")}
						value={of.name}
						onValue={(name) => type({ name })}
						error={wrong["application-name"]}
					/>
					<TextField
						name="application-address"
						label={t("desk.application.address")}
						rows={2}
						value={of.address}
						onValue={(address) => type({ address })}
						error={wrong["application-address"]}
					/>
					<TextField
						name="application-purpose"
						label={t("desk.application.purpose")}
						value={of.purpose}
						onValue={(purpose) => type({ purpose })}
						error={wrong["application-purpose"]}
					/>
				</fieldset>
			)}
		</>
	);
}

type Applied = {
	birthPlace?: string | null;
	nationalities: string[];
	recipient?: { name: string; address: string; purpose: string } | null;
};

const applicationDraft = (of: Applied | null | undefined): ApplicationDraft => ({
	birthPlace: of?.birthPlace ?? "",
	nations: of?.nationalities.join(", ") ?? "DE",
	toAuthority: Boolean(of?.recipient),
	name: of?.recipient?.name ?? "",
	address: of?.recipient?.address ?? "",
	purpose: of?.recipient?.purpose ?? "",
});

const PURPOSES: readonly Purpose[] = ["PRIVATE", "AUTHORITY", "AUTHORITY_AFTER_INSPECTION"];

export function Conduct() {
	const { file } = useDesk();
	const old = file.request?.__typename === "ConductRequest" ? file.request : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/conduct`, () => ({
		...applicationDraft(old?.application),
		kind: (old?.purpose ?? "PRIVATE") as Purpose,
		extended: old?.extended ?? false,
		court: old?.court?.name ?? "",
		courtPlace: old?.court?.place ?? "",
	}));
	const { record, send } = useRequest(forget);
	const toAuthority = draft.kind !== "PRIVATE";
	const atCourt = draft.kind === "AUTHORITY_AFTER_INSPECTION";
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					...applicationWrong(draft, toAuthority),
					"conduct-court": atCourt && !draft.court.trim() ? t("desk.conduct.court.missing") : undefined,
					"conduct-place": atCourt && !draft.courtPlace.trim() ? t("desk.conduct.place.missing") : undefined,
				})}
				onSend={() =>
					send({
						conduct: {
							purpose: draft.kind,
							extended: draft.extended,
							application: applicationInput(draft, toAuthority),
							court: atCourt ? { name: draft.court.trim(), place: draft.courtPlace.trim() } : null,
						},
					})
				}
			>
				{(wrong) => (
					<>
						<RadioField
							name="conduct-purpose"
							label={t("desk.conduct.purpose")}
							value={draft.kind}
							onValue={(kind) => type({ kind: kind as Purpose })}
							options={PURPOSES.map((one) => ({ value: one, label: word("desk.purpose", one) }))}
						/>
						<CheckField
							name="conduct-extended"
							label={t("desk.conduct.extended.label")}
							checked={draft.extended}
							onChecked={(extended) => type({ extended })}
						/>
						<ApplicationFields of={draft} type={type} wrong={wrong} toAuthority={toAuthority} />
						{atCourt && (
							<div class="pair">
								<TextField
									name="conduct-court"
									label={t("desk.conduct.court")}
									value={draft.court}
									onValue={(court) => type({ court })}
									error={wrong["conduct-court"]}
								/>
								<TextField
									name="conduct-place"
									label={t("desk.conduct.place")}
									value={draft.courtPlace}
									onValue={(courtPlace) => type({ courtPlace })}
									error={wrong["conduct-place"]}
								/>
							</div>
						)}
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}

export function Trade() {
	const { file } = useDesk();
	const old = file.request?.__typename === "TradeRegisterRequest" ? file.request.application : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/trade`, () => applicationDraft(old));
	const { record, send } = useRequest(forget);
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => applicationWrong(draft, draft.toAuthority)}
				onSend={() => send({ tradeRegister: { application: applicationInput(draft, draft.toAuthority) } })}
			>
				{(wrong) => (
					<>
						<CheckField
							name="trade-authority"
							label={t("desk.trade.authority")}
							checked={draft.toAuthority}
							onChecked={(toAuthority) => type({ toAuthority })}
						/>
						<ApplicationFields of={draft} type={type} wrong={wrong} toAuthority={draft.toAuthority} />
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}
