import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { keyOf, t } from "../app/i18n";
import { Link, type PageProps } from "../app/router";
import { useAnswer, useCommand } from "../app/use";
import {
	AcknowledgePagesDocument,
	EnterTanDocument,
	type SignatureMethod,
	SignDeclarationDocument,
	ToSignDocument,
	type ToSignQuery,
} from "../gql/graphql";
import { Empty, Skeleton } from "../parts/Answered";
import { Button, StepLink } from "../parts/Button";
import { CheckField, RadioField, TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Problem, Refusals } from "../parts/Problem";
import { save } from "./calendar";
import { NotYours } from "./NotYours";
import { Pad } from "./Pad";
import { useServices } from "./services";
import { useCall } from "./useCall";

type Sheet = NonNullable<NonNullable<ToSignQuery["case"]>["declarationText"]>;
type View = NonNullable<ToSignQuery["case"]>;

/** Read, think, sign: the document first, then how, and nothing before it was read. */
export default function Sign({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useAnswer(ToSignDocument, { id }, { live: "MY_CASES" });
	const view = answer.data?.case;
	useCall(view);
	const title = t("citizen.sign.title");
	const back = `/vorgang/${id}`;
	if (answer.fault?.kind === "denied" && !answer.data) return <NotYours />;
	if (!answer.data)
		return (
			<Page title={title} back={back}>
				{answer.fault ? <Problem fault={answer.fault} retry={answer.reload} /> : <Skeleton />}
			</Page>
		);
	if (!view) return <NotYours />;
	const last = view.declarations.at(-1);
	if (last?.signedAt && !last.outdatedAt)
		return (
			<Page title={t("citizen.sign.done")} back={back}>
				<div class="stack">
					<Notice kind="success" title={t("citizen.sign.done.title")} focused>
						<p>{t("citizen.sign.done.text")}</p>
					</Notice>
					<div class="actions">
						<StepLink href={back}>{t("citizen.to.case")}</StepLink>
						<StepLink look="secondary" href={`${back}/ergebnis`}>
							{t("citizen.sign.copy")}
						</StepLink>
					</div>
				</div>
			</Page>
		);
	const sheet = view.declarationText;
	if (!last?.shownAt || last.outdatedAt || !sheet)
		return (
			<Page title={title} back={back}>
				<Empty title={t("citizen.sign.nothing")}>
					<p class="muted">{t("citizen.sign.nothing.text")}</p>
					<Link class="kern-link" href={back}>
						{t("citizen.to.case")}
					</Link>
				</Empty>
			</Page>
		);
	return <Read key={sheet.hash} view={view} sheet={sheet} changed={answer.reload} />;
}

function Read({ view, sheet, changed }: { view: View; sheet: Sheet; changed: () => Promise<void> }) {
	const { services } = useServices();
	const ways = services?.find((service) => service.code === view.service)?.signatures ?? [];
	const pages = Array.from({ length: sheet.pages ?? 1 }, (_, i) => i + 1);
	const [read, setRead] = useState<number[]>([]);
	const [way, setWay] = useState<SignatureMethod | "">("");
	const [words, setWords] = useState("");
	const [tan, setTan] = useState("");
	const [drawing, setDrawing] = useState<number[][]>([]);
	const [wrong, setWrong] = useState(false);
	const acknowledge = useCommand(AcknowledgePagesDocument);
	const enter = useCommand(EnterTanDocument);
	const sign = useCommand(SignDeclarationDocument);
	const entered = useRef<string>(undefined);
	const busy = acknowledge.busy || enter.busy || sign.busy;
	const [bad, setBad] = useState<number | null>();
	// Whoever acts for somebody signs; otherwise whose matter it is.
	const party =
		view.parties.find((one) => one.part === "REPRESENTATIVE") ?? view.parties.find((one) => one.part === "PRINCIPAL");
	useLayoutEffect(() => {
		if (ways.length === 1 && ways[0]) setWay(ways[0]);
	}, [ways.length]);
	const consent = t("citizen.sign.consent.word");
	const same = (a: string, b: string) =>
		a.trim().toLowerCase().replace(/[’']/g, "'") === b.trim().toLowerCase().replace(/[’']/g, "'");

	const send = async () => {
		if (!way || !party || busy) return;
		setBad(undefined);
		if (way !== "TYPED_CONSENT") {
			const acknowledged = await acknowledge.run({ case: view.id, hash: sheet.hash, pages });
			if (!acknowledged) return;
		}
		const number = tan.replace(/\D/g, "");
		if (way === "SPOKEN_TAN" && entered.current !== number) {
			const told = await enter.run({ case: view.id, tan: number });
			if (!told) return;
			if (told.right === false) {
				setBad(told.triesLeft ?? null);
				return;
			}
			entered.current = number;
		}
		const done = await sign.run({
			case: view.id,
			hash: sheet.hash,
			method: way,
			party: party.id,
			drawing: way === "DRAWN" ? drawing : [],
		});
		if (done) await changed();
	};

	return (
		<Page title={t("citizen.sign.title")} lead={t("citizen.sign.lead")} back={`/vorgang/${view.id}`} wrong={wrong}>
			<div class="stack stack--wide">
				<section class="stack stack--tight" aria-labelledby="sign-read">
					<h2 id="sign-read" class="kern-heading-medium">
						{t("citizen.sign.read")}
					</h2>
					{sheet.text === null || sheet.text === undefined ? (
						<Notice kind="info">
							<p>{t("citizen.sign.only.pdf")}</p>
						</Notice>
					) : (
						// biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reached by the keyboard
						<section class="sheet" lang="de" tabIndex={0} aria-label={t("citizen.sign.sheet")}>
							{sheet.text}
						</section>
					)}
					{sheet.pdf && (
						<div class="actions">
							<Button
								icon="download"
								onClick={() => {
									const bytes = Uint8Array.from(atob(sheet.pdf ?? ""), (char) => char.charCodeAt(0));
									save("erklaerung.pdf", "application/pdf", new Blob([bytes], { type: "application/pdf" }));
								}}
							>
								{t("citizen.sign.pdf", { n: pages.length })}
							</Button>
						</div>
					)}
				</section>
				<Notice kind="warning" title={t("citizen.sign.haste")}>
					<p>{t("citizen.sign.haste.text")}</p>
				</Notice>
				<Form
					check={() => {
						const found = {
							...Object.fromEntries(
								pages.map((page) => [
									`page-${page}`,
									read.includes(page) ? undefined : t("citizen.sign.page.missing", { n: page }),
								]),
							),
							way: way ? undefined : t("citizen.sign.way.missing"),
							consent:
								way === "TYPED_CONSENT" && !same(words, consent)
									? t("citizen.sign.consent.missing", { word: consent })
									: undefined,
							tan:
								way === "SPOKEN_TAN" && tan.replace(/\D/g, "").length < 4 ? t("citizen.sign.tan.missing") : undefined,
							pad: way === "DRAWN" && drawing.length === 0 ? t("citizen.sign.draw.missing") : undefined,
						};
						setWrong(Object.values(found).some(Boolean));
						return found;
					}}
					onSend={send}
				>
					{(errors) => (
						<>
							<fieldset class="field">
								<legend>{t("citizen.sign.pages")}</legend>
								{pages.map((page) => (
									<CheckField
										key={page}
										name={`page-${page}`}
										label={t(pages.length === 1 ? "citizen.sign.page.only" : "citizen.sign.page", { n: page })}
										checked={read.includes(page)}
										error={errors[`page-${page}`]}
										onChecked={(on) => setRead(on ? [...read, page] : read.filter((other) => other !== page))}
									/>
								))}
							</fieldset>
							<RadioField
								name="way"
								label={t("citizen.sign.way")}
								hint={t("citizen.sign.way.hint")}
								value={way}
								onValue={(value) => setWay(value as SignatureMethod)}
								error={errors.way}
								options={ways.map((one) => ({
									value: one,
									label: t(keyOf("citizen.sign.way", one)),
									hint: t(keyOf("citizen.sign.way.hint", one)),
								}))}
							/>
							{way === "TYPED_CONSENT" && (
								<TextField
									name="consent"
									label={t("citizen.sign.consent", { word: consent })}
									value={words}
									onValue={setWords}
									maxLength={40}
									error={errors.consent}
								/>
							)}
							{way === "SPOKEN_TAN" && (
								<TextField
									name="tan"
									short
									label={t("citizen.sign.tan")}
									hint={t("citizen.sign.tan.hint")}
									inputMode="numeric"
									autocomplete="one-time-code"
									maxLength={12}
									value={tan}
									onValue={setTan}
									error={errors.tan ?? (bad === undefined ? undefined : t("citizen.sign.tan.wrong", { n: bad ?? 0 }))}
								/>
							)}
							{way === "DRAWN" && <Pad id="pad" error={errors.pad} onDrawing={setDrawing} />}
							<Refusals of={[...acknowledge.refusals, ...enter.refusals, ...sign.refusals]} />
							<Problem fault={acknowledge.fault ?? enter.fault ?? sign.fault} retry={send} />
							<p class="muted">{t("citizen.sign.level")}</p>
							<div class="actions">
								<Button
									look="primary"
									icon="pen"
									type="submit"
									busy={busy}
									writes
									whyNot={party ? undefined : t("citizen.sign.nobody")}
								>
									{t("citizen.sign.button")}
								</Button>
								<StepLink look="tertiary" href={`/vorgang/${view.id}`}>
									{t("citizen.sign.later")}
								</StepLink>
							</div>
						</>
					)}
				</Form>
			</div>
		</Page>
	);
}
