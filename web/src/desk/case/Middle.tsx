import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { send } from "../../app/client";
import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import { useAnswer } from "../../app/use";
import { talking } from "../../call/now";
import {
	DeskDocumentCopyDocument,
	DeskHistoryDocument,
	DeskPaperCopyDocument,
	DeskTransmissionsDocument,
} from "../../gql/graphql";
import { Answered, Skeleton } from "../../parts/Answered";
import { Button } from "../../parts/Button";
import { Tag } from "../../parts/Facts";
import { later } from "../../parts/Later";
import { Notice } from "../../parts/Notice";
import { Problem } from "../../parts/Problem";
import { useHistory } from "../../staff/history";
import { Shown } from "../../staff/Shown";
import { eventName, word } from "../../staff/words";
import { useColleagues } from "../colleagues";
import { useDesk, useStep, Wrong } from "./desk";

/** What only somebody in a talk needs. */
const ShowToo = later(() => import("../../call/ShowToo"));

/** What lies on the table: the declaration, documents, papers; and what happened so far. */
export function Middle() {
	const { file } = useDesk();
	return (
		<>
			<Declared />
			<Documents />
			<Papers />
			{file.submittedAt && <Transmissions />}
			<History />
		</>
	);
}

function Declared() {
	const { file } = useDesk();
	const text = file.declarationText;
	const sheet = useRef<HTMLElement>(null);
	const talk = talking.use();
	if (!text) return null;
	const last = file.declarations.at(-1);
	return (
		<section aria-labelledby="declared">
			<div class="row row--apart">
				<h2 id="declared">{t("desk.declared.title")}</h2>
				<Tag kind={last?.signedAt ? "success" : "info"}>
					{last?.signedAt
						? t("desk.declared.signed", {
								time: momentOf(last.signedAt),
								how: last.method ? word("desk.signature", last.method) : "",
							})
						: t(last?.shownAt ? "desk.declared.shown" : "desk.declared.prepared")}
				</Tag>
			</div>
			{talk && last?.shownAt && <ShowToo paper={file.id} scroller={sheet} />}
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who reads with the keyboard has to be able to scroll it */}
			<section ref={sheet} class="declared" tabIndex={0} aria-labelledby="declared">
				{text.text}
			</section>
			<p class="muted small">{t("desk.declared.hash", { hash: `${text.hash.slice(0, 16)}…`, n: text.pages ?? 1 })}</p>
		</section>
	);
}

/** Fetches bytes behind an address that is good for once. */
async function fetchOnce(url: string): Promise<Blob | undefined> {
	const at = new URL(url, location.href);
	const response = await send(at.pathname + at.search);
	return response.ok ? response.blob() : undefined;
}

const TYPES = { PDF: "application/pdf", JPEG: "image/jpeg", PNG: "image/png" } as const;

function Documents() {
	const { file } = useDesk();
	const copy = useStep(DeskDocumentCopyDocument);
	const [shown, show] = useState<{ id: string; name: string; blob: Blob }>();
	const [lost, setLost] = useState(false);
	const viewer = useRef<HTMLDivElement>(null);
	const talk = talking.use();
	useLayoutEffect(() => {
		if (shown) viewer.current?.focus();
	}, [shown?.id]);
	if (file.documents.length === 0) return null;
	const look = async (id: string, name: string, format: keyof typeof TYPES) => {
		setLost(false);
		const ticket = await copy.give({ case: file.id, document: id });
		const url = (ticket as { download?: { url: string } | null } | undefined)?.download?.url;
		if (!url) return;
		const bytes = await fetchOnce(url).catch(() => undefined);
		if (bytes) show({ id, name, blob: new Blob([bytes], { type: TYPES[format] }) });
		else setLost(true);
	};
	return (
		<section aria-labelledby="documents">
			<h2 id="documents">{t("desk.documents.title")}</h2>
			<Wrong of={[copy]} />
			{lost && <Notice kind="warning" title={t("desk.documents.lost")} told />}
			<ul class="plain lines">
				{file.documents.map((one) => {
					const name = one.name ?? t("staff.forgotten");
					return (
						<li key={one.id} class="row row--apart">
							<span>
								{name} <span class="muted digits">{t("desk.documents.size", { n: one.kib })}</span>
								<br />
								<span class="muted">
									{one.proves ? word("desk.evidence", one.proves) : t("desk.documents.other")} ·{" "}
									{momentOf(one.changedAt)}
								</span>
								{one.message && <span class="bad"> {one.message}</span>}
							</span>
							<span class="row tools">
								<Tag kind={one.state === "RELEASED" ? "success" : one.state === "REFUSED" ? "danger" : undefined}>
									{word("desk.document", one.state)}
								</Tag>
								{one.state === "RELEASED" && (
									<Button
										busy={copy.busy}
										aria-pressed={shown?.id === one.id}
										onClick={() => (shown?.id === one.id ? show(undefined) : look(one.id, name, one.format))}
									>
										{t(shown?.id === one.id ? "desk.documents.close" : "desk.documents.show")}
										<span class="kern-sr-only"> {name}</span>
									</Button>
								)}
							</span>
						</li>
					);
				})}
			</ul>
			{shown && (
				<div ref={viewer} tabIndex={-1}>
					{talk && <ShowToo document={shown.id} />}
					<Shown name={shown.name} blob={shown.blob} />
				</div>
			)}
		</section>
	);
}

function Papers() {
	const { file } = useDesk();
	const copy = useStep(DeskPaperCopyDocument);
	const [shown, show] = useState<{ id: string; name: string; blob: Blob }>();
	const [lost, setLost] = useState(false);
	const talk = talking.use();
	if (file.papers.length === 0) return null;
	const look = async (id: string, name: string) => {
		setLost(false);
		const ticket = await copy.give({ case: file.id, paper: id });
		const url = (ticket as { download?: { url: string } | null } | undefined)?.download?.url;
		if (!url) return;
		const bytes = await fetchOnce(url).catch(() => undefined);
		if (bytes) show({ id, name, blob: new Blob([bytes], { type: "application/pdf" }) });
		else setLost(true);
	};
	return (
		<section aria-labelledby="papers">
			<h2 id="papers">{t("desk.papers.title")}</h2>
			<Wrong of={[copy]} />
			{lost && <Notice kind="warning" title={t("desk.documents.lost")} told />}
			<ul class="plain lines">
				{file.papers.map((one) => {
					const name = word("desk.paperkind", one.kind);
					return (
						<li key={one.id} class="row row--apart">
							<span>
								{name} <span class="muted">{word("desk.paperlanguages", one.languages)}</span>
								<br />
								<span class="muted digits">
									{momentOf(one.writtenAt)} · {t("desk.papers.pages", { n: one.pages })}
								</span>
							</span>
							<Button
								busy={copy.busy}
								aria-pressed={shown?.id === one.id}
								onClick={() => (shown?.id === one.id ? show(undefined) : look(one.id, name))}
							>
								{t(shown?.id === one.id ? "desk.documents.close" : "desk.documents.show")}
								<span class="kern-sr-only"> {name}</span>
							</Button>
						</li>
					);
				})}
			</ul>
			{shown && (
				<>
					{talk && <ShowToo paper={shown.id} pages={file.papers.find((one) => one.id === shown.id)?.pages ?? 1} />}
					<Shown name={shown.name} blob={shown.blob} />
				</>
			)}
		</section>
	);
}

function Transmissions() {
	const { file } = useDesk();
	const sent = useAnswer(DeskTransmissionsDocument, { case: file.id }, { live: "TRANSMISSIONS" });
	if (sent.data && sent.data.transmissions.length === 0) return null;
	return (
		<section aria-labelledby="transmissions">
			<h2 id="transmissions">{t("desk.transmissions.title")}</h2>
			<Answered of={sent} bars={1}>
				{(data) => (
					<ul class="plain lines">
						{data.transmissions.map((one) => (
							<li key={one.id} class="row row--apart">
								<span>
									{word("desk.recipient", one.recipient)}
									{one.authority && <span class="muted digits"> {one.authority}</span>}
								</span>
								<Tag
									kind={
										one.state === "ACKNOWLEDGED" || one.state === "DONE_BY_HAND"
											? "success"
											: one.state === "FAILED" || one.state === "REJECTED"
												? "danger"
												: undefined
									}
								>
									{word("desk.transmission", one.state)}
								</Tag>
							</li>
						))}
					</ul>
				)}
			</Answered>
		</section>
	);
}

function History() {
	const { file, me } = useDesk();
	const [open, setOpen] = useState(false);
	const nameOf = useColleagues();
	const { entries, fault, load } = useHistory(DeskHistoryDocument, file.id, { live: true, wait: !open });
	return (
		<details class="fold history" onToggle={(event) => setOpen(event.currentTarget.open)}>
			<summary>{t("desk.history.title")}</summary>
			{open && (
				<>
					<Problem fault={fault} retry={load} />
					{!entries && !fault && <Skeleton bars={3} />}
					<ol class="plain lines">
						{(entries ?? []).toReversed().map((one) => (
							<li key={one.position} class="event">
								<span class="digits muted">{momentOf(one.at)}</span>
								<span>{eventName(one.kind, one.name)}</span>
								<span class="muted">
									{one.actor === me?.id
										? t("desk.clerk.me")
										: (nameOf(one.actor) ?? one.roles.map((role) => word("staff.role", role)).join(", "))}
								</span>
							</li>
						))}
					</ol>
				</>
			)}
		</details>
	);
}
