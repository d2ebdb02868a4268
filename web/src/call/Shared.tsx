import { useEffect, useState } from "preact/hooks";
import { give, send } from "../app/client";
import { t } from "../app/i18n";
import { newKey } from "../app/keys";
import { go, place } from "../app/router";
import { CopyPaperDocument, SharedDocumentDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Paper, useUrlOf } from "../parts/Paper";
import { call, follow } from "./call";
import type { Focus } from "./frames";
import type { Talking } from "./now";

/** What the clerk shows: the same thing at the same place, as long as somebody wants to follow. */
export function Shared({ of }: { of: Talking }) {
	const { room, following } = call.use();
	const focus = room?.focus;
	const thing = focus?.paper ?? focus?.document;
	if (!focus || !thing) return null;
	return (
		<section class="call__panel stack stack--tight" aria-label={t("call.shown")}>
			<div class="row row--apart">
				<p role="status">{t(following ? "call.shown.following" : "call.shown.not")}</p>
				<Button onClick={() => follow(!following)}>{t(following ? "call.shown.stop" : "call.shown.again")}</Button>
			</div>
			{following &&
				(of.cases.includes(thing) ? (
					<Declaration id={thing} y={focus.y ?? 0} />
				) : (
					<Copy key={thing} of={of} focus={focus} />
				))}
		</section>
	);
}

/** The declaration has a page of its own, on which it is signed, too. */
function Declaration({ id, y }: { id: string; y: number }) {
	const path = `/vorgang/${id}/unterschreiben`;
	useEffect(() => {
		if (place.get().path !== path) go(path);
	}, [path]);
	useEffect(() => {
		let tries = 0;
		const scroll = () => {
			const sheet = document.querySelector<HTMLElement>(".sheet");
			if (sheet) sheet.scrollTo({ top: y * (sheet.scrollHeight - sheet.clientHeight) });
			else if (tries < 50) {
				tries += 1;
				timer = setTimeout(scroll, 100);
			}
		};
		let timer = setTimeout(scroll, 0);
		return () => clearTimeout(timer);
	}, [y, path]);
	return null;
}

/** Fetches a copy: of which of the cases of the appointment it is, the room does not know. */
async function fetchCopy(cases: readonly string[], { paper, document }: Focus): Promise<Blob | undefined> {
	for (const of of cases) {
		const input = { case: of, idempotencyKey: newKey() };
		const payload = paper
			? (await give(CopyPaperDocument, { input: { ...input, paper } })).paperCopy
			: (await give(SharedDocumentDocument, { input: { ...input, document: document as string } })).documentCopy;
		if (!payload.download) continue;
		const { pathname, search } = new URL(payload.download.url, location.href);
		const response = await send(pathname + search);
		if (response.ok) return response.blob();
	}
	return undefined;
}

function Copy({ of, focus }: { of: Talking; focus: Focus }) {
	const [blob, setBlob] = useState<Blob>();
	const [lost, setLost] = useState(false);
	const url = useUrlOf(blob);
	useEffect(() => {
		let wanted = true;
		fetchCopy(of.cases, focus).then(
			(found) => {
				if (!wanted) return;
				if (found) setBlob(found);
				else setLost(true);
			},
			() => wanted && setLost(true),
		);
		return () => {
			wanted = false;
		};
	}, []);
	if (lost)
		return (
			<Notice kind="warning" title={t("call.shown.lost")} told>
				<p>{t("call.shown.lost.text")}</p>
			</Notice>
		);
	if (!url || !blob) return null;
	return (
		<figure class="call__copy">
			<Paper url={url} blob={blob} name={t("call.shown.copy")} page={focus.page ?? 1} />
		</figure>
	);
}
