import { useState } from "preact/hooks";
import { money } from "../app/format";
import { keyOf, t } from "../app/i18n";
import { go } from "../app/router";
import type { ServiceCode } from "../gql/graphql";
import { Skeleton } from "../parts/Answered";
import { Button } from "../parts/Button";
import { Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { change, countOf, draft } from "./draft";
import { giveBack } from "./held";
import { Steps } from "./Steps";
import { type Service, serviceAbout, serviceName, useServices } from "./services";

/** An appointment has room for so many errands, counted with the persons (the server's own limit says the same). */
const MOST = 6;

/** What somebody wants, and for how many persons. */
export default function Errands() {
	const { services, fault, retry } = useServices();
	const { lines } = draft.use();
	const [wrong, setWrong] = useState(false);
	const set = (code: ServiceCode, quantity: number) => {
		// Other errands take another time: the one that was kept is not it.
		giveBack(draft.get().held);
		change({ lines: { ...draft.get().lines, [code]: quantity }, held: undefined });
	};
	const online = services?.filter((service) => service.channels.includes("VIDEO"));
	const first = online?.[0]?.code ?? "";
	return (
		<Page title={t("citizen.errands.title")} lead={t("citizen.errands.lead")} back="/" wrong={wrong}>
			<Steps now={1} />
			{fault && <Problem fault={fault} retry={retry} />}
			{!services && !fault && <Skeleton bars={5} />}
			{online && (
				<Form
					check={() => {
						const n = countOf(draft.get().lines);
						const found =
							n === 0
								? { [`errand-${first}`]: t("citizen.errands.none") }
								: n > MOST
									? { [`errand-${first}`]: t("citizen.errands.many", { most: MOST }) }
									: {};
						setWrong(Object.keys(found).length > 0);
						return found;
					}}
					onSend={() => go("/buchen/zeit")}
				>
					{(errors) => (
						<>
							<fieldset class={`field ${errors[`errand-${first}`] ? "field--wrong" : ""}`}>
								<legend class="kern-sr-only">{t("citizen.errands.title")}</legend>
								{errors[`errand-${first}`] && <p class="field__error">{errors[`errand-${first}`]}</p>}
								<div class="stack stack--tight">
									{online.map((service) => (
										<Errand
											key={service.code}
											service={service}
											quantity={lines[service.code] ?? 0}
											onQuantity={(quantity) => set(service.code, quantity)}
										/>
									))}
								</div>
							</fieldset>
							<details class="more">
								<summary>{t("citizen.errands.missing")}</summary>
								<p>{t("citizen.errands.missing.text")}</p>
							</details>
							<div class="actions">
								<Button look="primary" type="submit">
									{t("common.next")}
								</Button>
							</div>
						</>
					)}
				</Form>
			)}
		</Page>
	);
}

interface ErrandProps {
	service: Service;
	quantity: number;
	onQuantity: (quantity: number) => void;
}

function Errand({ service, quantity, onQuantity }: ErrandProps) {
	const name = `errand-${service.code}`;
	const most = Math.min(service.quantityMax, MOST);
	return (
		<div class="choice choice--block">
			<label class="choice__row">
				<input
					type="checkbox"
					id={name}
					name={name}
					checked={quantity > 0}
					onChange={(event) => onQuantity(event.currentTarget.checked ? 1 : 0)}
				/>
				<span class="choice__text">
					<span class="choice__name">{serviceName(service.code)}</span>
					<span class="muted">{serviceAbout(service.code)}</span>
					<span class="muted">
						{t("citizen.errands.minutes", { n: service.minutes })} ·{" "}
						{service.feeCents === 0
							? t("citizen.errands.free")
							: t("citizen.errands.fee", { money: money(service.feeCents) })}
					</span>
				</span>
			</label>
			{quantity > 0 && most > 1 && (
				<label class="persons">
					<span>{t(keyOf("citizen.errands.persons", service.code))}</span>
					<select
						name={`${name}-persons`}
						value={String(quantity)}
						onChange={(event) => onQuantity(Number(event.currentTarget.value))}
					>
						{Array.from({ length: most }, (_, i) => (
							<option key={i} value={String(i + 1)}>
								{i + 1}
							</option>
						))}
					</select>
				</label>
			)}
		</div>
	);
}
