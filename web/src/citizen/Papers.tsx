import { useEffect, useRef, useState } from "preact/hooks";
import { type Fault, faultIn } from "../app/fault";
import { keyOf, locale, t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { useCommand } from "../app/use";
import {
	type DocumentFormat,
	type DocumentState,
	type EvidenceKind,
	HandInDocumentDocument,
	TakeBackDocumentDocument,
} from "../gql/graphql";
import { Button } from "../parts/Button";
import { Tag } from "../parts/Facts";
import { RadioField } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { useServices } from "./services";
import { GivenUp, Over, sendFile, type Upload } from "./tus";
import { CasePage, type CaseView, useCase } from "./useCase";

/** `upload_bytes_max` of the server. */
const MOST_BYTES = 20 * 1024 * 1024;

const FORMATS: Record<string, DocumentFormat> = { pdf: "PDF", jpg: "JPEG", jpeg: "JPEG", png: "PNG" };

const size = (bytes: number): string =>
	bytes < 1024 * 1024
		? `${new Intl.NumberFormat(locale()).format(Math.max(1, Math.round(bytes / 1024)))} kB`
		: `${new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(bytes / 1024 / 1024)} MB`;

/** Documents for a case: what is there, and handing in more. */
export default function Papers({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useCase(id);
	return (
		<CasePage of={answer} title={t("citizen.papers.title")} back={`/vorgang/${id}`}>
			{(view) => (
				<>
					<List view={view} changed={answer.reload} />
					{view.state === "OPEN" ? (
						<HandIn view={view} changed={answer.reload} />
					) : (
						<Notice kind="info" title={t("citizen.papers.closed")} />
					)}
				</>
			)}
		</CasePage>
	);
}

const TONES: Record<DocumentState, "info" | "success" | "warning" | "danger" | undefined> = {
	ANNOUNCED: "warning",
	DEFERRED: "info",
	RECEIVED: "info",
	REFUSED: "danger",
	RELEASED: "success",
	TAKEN_BACK: undefined,
};

function List({ view, changed }: { view: CaseView; changed: () => void }) {
	const takeBack = useCommand(TakeBackDocumentDocument);
	const shown = view.documents.filter((one) => one.state !== "TAKEN_BACK");
	if (shown.length === 0) return null;
	return (
		<section class="stack stack--tight" aria-labelledby="papers-there">
			<h2 id="papers-there" class="kern-heading-medium">
				{t("citizen.papers.there")}
			</h2>
			<Refusals of={takeBack.refusals} />
			<Problem fault={takeBack.fault} />
			<ul class="plain stack stack--tight">
				{shown.map((one) => (
					<li key={one.id} class="card stack stack--tight">
						<div class="row row--apart">
							<span class="file-name">
								<Icon name="file" /> <strong>{one.name ?? t("citizen.papers.nameless")}</strong>
							</span>
							<Tag {...(TONES[one.state] ? { kind: TONES[one.state] } : {})}>
								{t(keyOf("citizen.papers.state", one.state))}
							</Tag>
						</div>
						<p class="muted">
							{one.proves ? `${t(keyOf("citizen.evidence", one.proves))} · ` : ""}
							{size(one.kib * 1024)}
						</p>
						{one.message && <p>{one.message}</p>}
						{one.state === "ANNOUNCED" && <p>{t("citizen.papers.torn")}</p>}
						{(one.state === "ANNOUNCED" || one.state === "RECEIVED" || one.state === "DEFERRED") && (
							<div class="actions">
								<Button
									look="tertiary"
									writes
									busy={takeBack.busy}
									onClick={async () => {
										if (await takeBack.run({ case: view.id, document: one.id })) changed();
									}}
								>
									{t("citizen.papers.back")}
									<span class="kern-sr-only"> {one.name}</span>
								</Button>
							</div>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}

function HandIn({ view, changed }: { view: CaseView; changed: () => void }) {
	const { services } = useServices();
	const evidence = services?.find((service) => service.code === view.service)?.evidence ?? [];
	const handIn = useCommand(HandInDocumentDocument);
	const takeBack = useCommand(TakeBackDocumentDocument);
	const [proves, setProves] = useState<string>("");
	const [file, setFile] = useState<File>();
	const [error, setError] = useState<string>();
	const [sent, setSent] = useState<{ bytes: number; waiting: boolean }>();
	const [fault, setFault] = useState<Fault>();
	const [done, setDone] = useState<string>();
	const input = useRef<HTMLInputElement>(null);
	const abort = useRef<AbortController>(undefined);
	// The upload that failed half way: it goes on with the same ticket.
	const torn = useRef<() => Promise<void>>(undefined);
	// What was given up, until it is taken back.
	const unwanted = useRef("");
	// Whoever leaves the page while a file is on its way gives it up: it is taken back.
	useEffect(() => () => abort.current?.abort(), []);

	const fresh = () => {
		torn.current = undefined;
		takeBack.clear();
		setFault(undefined);
		setDone(undefined);
	};
	const choose = (chosen: File | undefined) => {
		fresh();
		handIn.clear();
		setError(undefined);
		setFile(undefined);
		if (!chosen) return;
		const ending = chosen.name.split(".").pop()?.toLowerCase() ?? "";
		if (ending === "heic" || ending === "heif") setError(t("citizen.papers.heic"));
		else if (!FORMATS[ending]) setError(t("citizen.papers.format"));
		else if (chosen.size > MOST_BYTES) setError(t("citizen.papers.large", { size: size(chosen.size) }));
		else if (chosen.size === 0) setError(t("citizen.papers.empty"));
		else setFile(chosen);
	};
	const start = async () => {
		if (sent) return;
		if (!file) {
			setError(error ?? t("citizen.papers.choose.missing"));
			input.current?.focus();
			return;
		}
		if (torn.current) {
			await torn.current();
			return;
		}
		fresh();
		setError(undefined);
		const ending = file.name.split(".").pop()?.toLowerCase() ?? "";
		const payload = await handIn.run({
			case: view.id,
			name: file.name,
			bytes: file.size,
			format: FORMATS[ending] ?? "PDF",
			proves: (proves || null) as EvidenceKind | null,
		});
		if (payload?.upload) await transfer(file, { ...payload.upload });
	};
	const transfer = async (file: File, upload: Upload & { document: string }) => {
		fresh();
		abort.current = new AbortController();
		setSent({ bytes: 0, waiting: false });
		try {
			await sendFile(file, upload, (bytes, waiting) => setSent({ bytes, waiting }), abort.current.signal);
			setDone(file.name);
			setFile(undefined);
			if (input.current) input.current.value = "";
		} catch (failure) {
			if (failure instanceof GivenUp) {
				unwanted.current = upload.document;
				await giveUp();
			} else if (failure instanceof Over) setError(t("citizen.papers.over"));
			else {
				torn.current = () => transfer(file, upload);
				setFault(faultIn(failure));
			}
		} finally {
			setSent(undefined);
			changed();
		}
	};
	const giveUp = () => takeBack.run({ case: view.id, document: unwanted.current });
	const percent = sent && file ? Math.round((sent.bytes / file.size) * 100) : 0;
	return (
		<section class="stack" aria-labelledby="papers-more">
			<h2 id="papers-more" class="kern-heading-medium">
				{t("citizen.papers.more")}
			</h2>
			<Notice kind="info">
				<p>{t("citizen.papers.rule")}</p>
				<p>{t("citizen.papers.safe")}</p>
			</Notice>
			{evidence.length > 0 && (
				<RadioField
					name="proves"
					label={t("citizen.papers.proves")}
					value={proves}
					onValue={(kind) => {
						setProves(kind);
						// As something else it is handed in anew.
						torn.current = undefined;
					}}
					options={[
						...evidence.map((kind) => ({ value: kind, label: t(keyOf("citizen.evidence", kind)) })),
						{ value: "", label: t("citizen.papers.other") },
					]}
				/>
			)}
			<div class={`field ${error ? "field--wrong" : ""}`}>
				<label class="field__label" for="file">
					{t("citizen.papers.choose")}
				</label>
				{error && (
					<p id="file-error" class="field__error" role="alert">
						<Icon name="danger" size={20} /> {error}
					</p>
				)}
				<input
					ref={input}
					id="file"
					type="file"
					class="file"
					accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
					aria-invalid={error ? "true" : undefined}
					aria-describedby={error ? "file-error" : undefined}
					onChange={(event) => choose(event.currentTarget.files?.[0])}
				/>
			</div>
			<Refusals of={[...handIn.refusals, ...takeBack.refusals]} />
			<Problem
				fault={handIn.fault ?? takeBack.fault ?? fault}
				retry={takeBack.fault ? () => giveUp().then(changed) : start}
			/>
			{sent && file && (
				<div class="card stack stack--tight">
					<label class="stack stack--tight" for="progress">
						<strong>{file.name}</strong>
						<progress id="progress" class="bar-of" max={100} value={percent} />
					</label>
					<p role="status">{t(sent.waiting ? "citizen.papers.waiting" : "citizen.papers.sent", { n: percent })}</p>
					<div class="actions">
						<Button onClick={() => abort.current?.abort()}>{t("citizen.papers.stop")}</Button>
					</div>
				</div>
			)}
			{done && (
				<Notice kind="success" title={t("citizen.papers.done", { name: done })} told>
					<p>{t("citizen.papers.done.text")}</p>
				</Notice>
			)}
			{!sent && (
				<div class="actions">
					<Button look="primary" icon="upload" writes busy={handIn.busy} onClick={start}>
						{t("citizen.papers.send")}
					</Button>
				</div>
			)}
		</section>
	);
}
