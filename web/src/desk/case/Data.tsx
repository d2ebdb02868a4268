import { dateOf, momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import { serverNow } from "../../app/net";
import {
	type CustodyBasis,
	type Delivery,
	DeskCaseRecordCustodyDocument,
	DeskCaseRecordMoveDocument,
	DeskCaseRecordRequestDocument,
	DeskCaseRequestFormDocument,
	DeskCaseSplitDocument,
	DeskCaseWriteFormDocument,
	type DwellingStatus,
	type Handover,
	type MoveInput,
	type OtherDwellingInput,
	type PreviousDwellingInput,
	type Purpose,
	type RequestInput,
	type TaxIdGround,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { CheckField, RadioField, SelectField, TextField } from "../../parts/Field";
import { Form } from "../../parts/Form";
import { useDraft } from "../../staff/draft";
import { useNow } from "../../staff/now";
import { word } from "../../staff/words";
import { type AddressDraft, AddressFields, addressDraft, addressInput, addressWrong, noAddress } from "./Address";
import { backToStep, nameOf, useDesk, useStep, Wrong } from "./desk";
import { addressLine } from "./Left";

/** The procedure's own data: the move, or what exactly is asked for. */
export function Data() {
	const { file } = useDesk();
	switch (file.service) {
		case "CHANGE_OF_RESIDENCE":
		case "MOVE_IN":
			return <Move />;
		case "DEREGISTRATION_ABROAD":
			return <Departure />;
		case "CERTIFICATE_OF_CONDUCT":
			return <Conduct />;
		case "TRADE_REGISTER_EXTRACT":
			return <Trade />;
		case "REGISTRATION_CERTIFICATE":
			return <Certificate />;
		case "TAX_ID":
			return <TaxId />;
	}
}

const STATUSES: readonly DwellingStatus[] = ["SOLE", "MAIN", "SECONDARY"];

interface Others {
	address: AddressDraft;
	status: DwellingStatus;
}

interface MoveDraft {
	movedIn: string;
	kind: "here" | "elsewhere" | "abroad";
	from: AddressDraft;
	state: string;
	abroad: string;
	to: AddressDraft;
	status: DwellingStatus;
	landlord: string;
	landlordAddress: string;
	owner: string;
	others: Others[];
}

function Move() {
	const { file, me } = useDesk();
	const record = useStep(DeskCaseRecordMoveDocument);
	const ags = me?.authority ?? "";
	const here = file.service === "CHANGE_OF_RESIDENCE";
	const { move } = file;
	const [draft, type, forget] = useDraft<MoveDraft>(`${file.id}/move`, () => ({
		movedIn: move?.movedIn ?? "",
		kind: move
			? ({ DwellingHere: "here", DwellingElsewhere: "elsewhere", DwellingAbroad: "abroad" } as const)[
					move.from.__typename ?? "DwellingHere"
				]
			: here
				? "here"
				: "elsewhere",
		from:
			move && move.from.__typename !== "DwellingAbroad" ? addressDraft(move.from.address) : noAddress(here ? ags : ""),
		state: move?.from.__typename === "DwellingAbroad" ? move.from.state : "",
		abroad: move?.from.__typename === "DwellingAbroad" ? (move.from.foreignAddress ?? "") : "",
		to: move ? addressDraft(move.to) : noAddress(ags),
		status: move?.status ?? "SOLE",
		landlord: move?.landlord?.name ?? "",
		landlordAddress: move?.landlord?.address ?? "",
		owner: move?.landlord?.owner ?? "",
		others: move?.others.map((one) => ({ address: addressDraft(one.address), status: one.status })) ?? [],
	}));
	const kind = here ? "here" : draft.kind;
	// The authority's own key is known only a moment after the page is.
	const to = draft.to.municipality ? draft.to : { ...draft.to, municipality: ags };
	const from = draft.from.municipality || kind !== "here" ? draft.from : { ...draft.from, municipality: ags };
	const send = async () => {
		const before: PreviousDwellingInput =
			kind === "abroad"
				? { abroad: { state: draft.state.trim().toUpperCase(), address: draft.abroad.trim() || null } }
				: kind === "here"
					? { here: addressInput(from) }
					: { elsewhere: addressInput(from) };
		const others: OtherDwellingInput[] = draft.others.map((one) => ({
			address: addressInput(one.address),
			status: one.status,
		}));
		const input: MoveInput = {
			movedIn: draft.movedIn,
			from: before,
			to: addressInput(to),
			status: draft.status,
			landlord: draft.landlord.trim()
				? { name: draft.landlord.trim(), address: draft.landlordAddress.trim(), owner: draft.owner.trim() || null }
				: null,
			others: others.length > 0 ? others : null,
		};
		if (await record.run({ move: input }, t("desk.data.recorded"))) {
			forget();
			backToStep("data");
		}
	};
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					"move-in": draft.movedIn ? undefined : t("desk.move.in.missing"),
					...(kind === "abroad"
						? { "move-state": /^[A-Za-z]{2}$/.test(draft.state.trim()) ? undefined : t("desk.state.wrong") }
						: addressWrong("from", from)),
					...addressWrong("to", to),
					"move-landlord-address":
						draft.landlord.trim() && !draft.landlordAddress.trim()
							? t("desk.move.landlord.address.missing")
							: undefined,
					...Object.assign({}, ...draft.others.map((one, i) => addressWrong(`other-${i}`, one.address))),
				})}
				onSend={send}
			>
				{(wrong) => (
					<>
						<TextField
							name="move-in"
							label={t("desk.move.in")}
							type="date"
							value={draft.movedIn}
							onValue={(movedIn) => type({ movedIn })}
							error={wrong["move-in"]}
						/>
						{!here && (
							<RadioField
								name="move-kind"
								label={t("desk.move.kind")}
								value={kind}
								onValue={(next) => type({ kind: next as MoveDraft["kind"] })}
								options={(["elsewhere", "abroad"] as const).map((one) => ({
									value: one,
									label: t(`desk.move.kind.${one}`),
								}))}
							/>
						)}
						{kind === "abroad" ? (
							<div class="pair">
								<TextField
									name="move-state"
									label={t("desk.state")}
									hint={t("desk.state.hint")}
									maxLength={2}
									value={draft.state}
									onValue={(state) => type({ state })}
									error={wrong["move-state"]}
								/>
								<TextField
									name="move-abroad"
									label={t("desk.departure.address")}
									optional
									value={draft.abroad}
									onValue={(abroad) => type({ abroad })}
								/>
							</div>
						) : (
							<AddressFields
								name="from"
								legend={t("desk.move.from")}
								of={from}
								onValue={(next) => type({ from: next })}
								wrong={wrong}
								here={kind === "here"}
							/>
						)}
						<AddressFields
							name="to"
							legend={t("desk.move.to")}
							of={to}
							onValue={(next) => type({ to: next })}
							wrong={wrong}
							here
						/>
						<SelectField
							name="move-status"
							label={t("desk.move.status")}
							value={draft.status}
							onValue={(status) => type({ status: status as DwellingStatus })}
							options={STATUSES.map((one) => ({ value: one, label: word("desk.status", one) }))}
						/>
						{draft.others.map((one, i) => (
							<div key={i} class="stack stack--tight">
								<AddressFields
									name={`other-${i}`}
									legend={t("desk.move.other.n", { n: i + 1 })}
									of={one.address}
									onValue={(address) =>
										type({ others: draft.others.map((old, at) => (at === i ? { ...old, address } : old)) })
									}
									wrong={wrong}
								/>
								<div class="row">
									<SelectField
										name={`other-${i}-status`}
										label={t("desk.move.status")}
										value={one.status}
										onValue={(status) =>
											type({
												others: draft.others.map((old, at) =>
													at === i ? { ...old, status: status as DwellingStatus } : old,
												),
											})
										}
										options={STATUSES.map((status) => ({ value: status, label: word("desk.status", status) }))}
									/>
									<Button look="tertiary" onClick={() => type({ others: draft.others.filter((_, at) => at !== i) })}>
										{t("desk.move.other.remove")}
									</Button>
								</div>
							</div>
						))}
						<Button
							look="tertiary"
							onClick={() => type({ others: [...draft.others, { address: noAddress(), status: "SECONDARY" }] })}
						>
							{t("desk.move.other.add")}
						</Button>
						<fieldset class="field group">
							<legend>{t("desk.move.landlord")}</legend>
							<TextField
								name="move-landlord"
								label={t("desk.move.landlord.name")}
								optional
								value={draft.landlord}
								onValue={(landlord) => type({ landlord })}
							/>
							<TextField
								name="move-landlord-address"
								label={t("desk.move.landlord.address")}
								optional={!draft.landlord.trim()}
								value={draft.landlordAddress}
								onValue={(landlordAddress) => type({ landlordAddress })}
								error={wrong["move-landlord-address"]}
							/>
							<TextField
								name="move-owner"
								label={t("desk.move.owner")}
								optional
								value={draft.owner}
								onValue={(owner) => type({ owner })}
							/>
						</fieldset>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}

function Save({ busy }: { busy: boolean }) {
	return (
		<div class="actions">
			<Button look="primary" type="submit" writes busy={busy}>
				{t("desk.data.save")}
			</Button>
		</div>
	);
}

/** Records what is asked for. */
function useRequest(forget: () => void) {
	const record = useStep(DeskCaseRecordRequestDocument);
	return {
		record,
		send: async (request: RequestInput) => {
			if (await record.run({ request }, t("desk.data.recorded"))) {
				forget();
				backToStep("data");
			}
		},
	};
}

function Departure() {
	const { file, me } = useDesk();
	const ags = me?.authority ?? "";
	const old = file.request?.__typename === "DepartureRequest" ? file.request.departure : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/departure`, () => ({
		movedOut: old?.movedOut ?? "",
		from: old ? addressDraft(old.from) : noAddress(ags),
		state: old?.state ?? "",
		address: old?.foreignAddress ?? "",
	}));
	const { record, send } = useRequest(forget);
	const from = draft.from.municipality ? draft.from : { ...draft.from, municipality: ags };
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => ({
					"departure-out": draft.movedOut ? undefined : t("desk.departure.out.missing"),
					...addressWrong("from", from),
					"departure-state": /^[A-Za-z]{2}$/.test(draft.state.trim()) ? undefined : t("desk.state.wrong"),
				})}
				onSend={() =>
					send({
						departure: {
							movedOut: draft.movedOut,
							from: addressInput(from),
							state: draft.state.trim().toUpperCase(),
							foreignAddress: draft.address.trim() || null,
							keeps: null,
						},
					})
				}
			>
				{(wrong) => (
					<>
						<p class="muted">{t("desk.departure.hint")}</p>
						<TextField
							name="departure-out"
							label={t("desk.departure.out")}
							type="date"
							value={draft.movedOut}
							onValue={(movedOut) => type({ movedOut })}
							error={wrong["departure-out"]}
						/>
						<AddressFields
							name="from"
							legend={t("desk.move.from")}
							of={from}
							onValue={(next) => type({ from: next })}
							wrong={wrong}
							here
						/>
						<div class="pair">
							<TextField
								name="departure-state"
								label={t("desk.departure.state")}
								hint={t("desk.state.hint")}
								maxLength={2}
								value={draft.state}
								onValue={(state) => type({ state })}
								error={wrong["departure-state"]}
							/>
							<TextField
								name="departure-address"
								label={t("desk.departure.address")}
								optional
								value={draft.address}
								onValue={(address) => type({ address })}
							/>
						</div>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}

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

function Conduct() {
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

function Trade() {
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

function Certificate() {
	const { file, me } = useDesk();
	const old = file.request?.__typename === "CertificateRequest" ? file.request : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/certificate`, () => ({
		delivery: (old?.delivery ?? "ELECTRONIC") as Delivery,
		extended: old?.extended ?? false,
		dwellings:
			old?.dwellings?.map((one) => ({ address: addressDraft(one.address), status: one.status })) ?? ([] as Others[]),
	}));
	const { record, send } = useRequest(forget);
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form
				check={() => Object.assign({}, ...draft.dwellings.map((one, i) => addressWrong(`dwelling-${i}`, one.address)))}
				onSend={() =>
					send({
						certificate: {
							delivery: draft.delivery,
							extended: draft.extended,
							register:
								draft.dwellings.length > 0
									? {
											dwellings: draft.dwellings.map((one) => ({
												address: addressInput(one.address),
												status: one.status,
											})),
											further: [],
										}
									: null,
						},
					})
				}
			>
				{(wrong) => (
					<>
						<RadioField
							name="certificate-delivery"
							label={t("desk.certificate.delivery")}
							value={draft.delivery}
							onValue={(delivery) => type({ delivery: delivery as Delivery })}
							options={(["ELECTRONIC", "PAPER"] as const).map((one) => ({
								value: one,
								label: word("desk.delivery", one),
							}))}
						/>
						<CheckField
							name="certificate-extended"
							label={t("desk.certificate.extended.label")}
							checked={draft.extended}
							onChecked={(extended) => type({ extended })}
						/>
						<p class="muted">{t("desk.certificate.register")}</p>
						{draft.dwellings.map((one, i) => (
							<div key={i} class="stack stack--tight">
								<AddressFields
									name={`dwelling-${i}`}
									legend={t("desk.certificate.dwelling", { n: i + 1 })}
									of={one.address}
									onValue={(address) =>
										type({ dwellings: draft.dwellings.map((have, at) => (at === i ? { ...have, address } : have)) })
									}
									wrong={wrong}
									here
								/>
								<div class="row">
									<SelectField
										name={`dwelling-${i}-status`}
										label={t("desk.move.status")}
										value={one.status}
										onValue={(status) =>
											type({
												dwellings: draft.dwellings.map((have, at) =>
													at === i ? { ...have, status: status as DwellingStatus } : have,
												),
											})
										}
										options={STATUSES.map((status) => ({ value: status, label: word("desk.status", status) }))}
									/>
									<Button
										look="tertiary"
										onClick={() => type({ dwellings: draft.dwellings.filter((_, at) => at !== i) })}
									>
										{t("desk.move.other.remove")}
									</Button>
								</div>
							</div>
						))}
						<Button
							look="tertiary"
							onClick={() =>
								type({ dwellings: [...draft.dwellings, { address: noAddress(me?.authority), status: "SOLE" }] })
							}
						>
							{t("desk.certificate.dwelling.add")}
						</Button>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}

const GROUNDS: readonly TaxIdGround[] = ["LOST", "OWN_CHILD", "NEVER_ASSIGNED"];

function TaxId() {
	const { file, rule } = useDesk();
	const old = file.request?.__typename === "TaxIdRequest" ? file.request : undefined;
	const [draft, type, forget] = useDraft(`${file.id}/tax`, () => ({
		ground: (old?.ground ?? "LOST") as TaxIdGround,
		handover: (old?.handover ?? "IN_SESSION") as Handover,
	}));
	const { record, send } = useRequest(forget);
	const never = draft.ground === "NEVER_ASSIGNED";
	const handover: Handover = never ? "BY_POST" : draft.handover;
	return (
		<div class="stack stack--tight">
			<Wrong of={[record]} />
			<Form check={() => ({})} onSend={() => send({ taxId: { ground: draft.ground, handover } })}>
				{() => (
					<>
						<RadioField
							name="tax-ground"
							label={t("desk.tax.ground")}
							value={draft.ground}
							onValue={(ground) => type({ ground: ground as TaxIdGround })}
							options={GROUNDS.map((one) => ({ value: one, label: word("desk.taxground", one) }))}
						/>
						{never ? (
							<p class="muted">{rule("CASE_NOTHING_TO_HAND_OVER")}</p>
						) : (
							<RadioField
								name="tax-handover"
								label={t("desk.tax.handover")}
								value={handover}
								onValue={(next) => type({ handover: next as Handover })}
								options={(["IN_SESSION", "BY_POST"] as const).map((one) => ({
									value: one,
									label: word("desk.handover", one),
								}))}
							/>
						)}
						<p class="muted">{t("desk.tax.hint")}</p>
						<Save busy={record.busy} />
					</>
				)}
			</Form>
		</div>
	);
}

/** The prefilled form of the authority of departure (§ 23 (2) BMG). */
export function RegistrationForm() {
	const { file } = useDesk();
	const ask = useStep(DeskCaseRequestFormDocument);
	const write = useStep(DeskCaseWriteFormDocument);
	const now = useNow(1);
	const form = file.registrationForm;
	const wait = form && !form.unavailable ? Math.ceil((Date.parse(form.byHandFrom) - now) / 1000) : 0;
	return (
		<div class="stack stack--tight">
			<Wrong of={[ask, write]} />
			{form ? (
				<>
					<p>
						{form.received
							? t("desk.form.received")
							: form.byHand
								? t("desk.form.byhand")
								: form.unavailable
									? t("desk.form.unavailable")
									: t("desk.form.awaited", { time: momentOf(form.requestedAt) })}
					</p>
					{form.received && (
						<>
							<ul>
								{form.received.persons.map((one) => (
									<li key={`${one.givenNames}${one.familyName}`}>
										{one.givenNames} {one.familyName}
									</li>
								))}
							</ul>
							<p>{addressLine(form.received.address)}</p>
							<p class="muted">{t("desk.form.silent")}</p>
						</>
					)}
				</>
			) : (
				<p class="muted">{t("desk.form.hint")}</p>
			)}
			<div class="row">
				<Button
					look={form ? "secondary" : "primary"}
					writes
					busy={ask.busy}
					onClick={async () => {
						if (await ask.run({}, t("desk.form.asked"))) backToStep("form");
					}}
				>
					{t(form ? "desk.form.again" : "desk.form.ask")}
				</Button>
				{form && !form.received && !form.byHand && (
					<Button
						writes
						busy={write.busy}
						whyNot={wait > 0 ? t("desk.form.wait", { n: wait }) : undefined}
						onClick={async () => {
							if (await write.run({}, t("desk.form.written"))) backToStep("form");
						}}
					>
						{t("desk.form.write")}
					</Button>
				)}
			</div>
		</div>
	);
}

const BASES: readonly CustodyBasis[] = ["BOTH_MOVE", "SOLE", "ALREADY_THERE", "LEAVES_COMMON_DWELLING"];

/** Who has the care of a child; and whoever moved otherwise gets a case of their own. */
export function Custody() {
	const { file } = useDesk();
	const record = useStep(DeskCaseRecordCustodyDocument);
	const split = useStep(DeskCaseSplitDocument);
	const year = Number(dateOf(new Date(serverNow())).slice(0, 4));
	const children = file.parties.filter(
		(one) => one.part !== "REPRESENTATIVE" && one.person && one.person.born.year > year - 18,
	);
	const along = file.parties.filter((one) => one.part === "MOVES_ALONG");
	return (
		<div class="stack stack--tight">
			<Wrong of={[record, split]} />
			{children.length === 0 && <p class="muted">{t("desk.custody.nochild")}</p>}
			{children.map((child) => {
				const found = file.custody.find((one) => one.child === child.id);
				return (
					<div key={child.id}>
						<SelectField
							name={`custody-${child.id}`}
							label={t("desk.custody.who", { name: nameOf(child) })}
							value={found?.basis ?? ""}
							onValue={async (basis) => {
								if (basis) await record.run({ child: child.id, basis: basis as CustodyBasis }, t("desk.data.recorded"));
							}}
							options={[
								{ value: "", label: t("desk.custody.choose") },
								...BASES.map((one) => ({ value: one, label: word("desk.custody", one) })),
							]}
						/>
						{found?.consentRequired && (
							<p class={found.consentObtained ? "good" : "bad"}>
								{t(found.consentObtained ? "desk.custody.consent" : "desk.custody.noconsent")}
							</p>
						)}
					</div>
				);
			})}
			{along.length > 0 && (
				<details class="fold">
					<summary>{t("desk.split.title")}</summary>
					<p class="muted">{t("desk.split.text")}</p>
					{along.map((party) => (
						<Button
							key={party.id}
							writes
							busy={split.busy}
							onClick={async () => {
								if (await split.run({ party: party.id }, t("desk.split.done"))) backToStep("custody");
							}}
						>
							{t("desk.split.button", { name: nameOf(party) })}
						</Button>
					))}
				</details>
			)}
		</div>
	);
}
