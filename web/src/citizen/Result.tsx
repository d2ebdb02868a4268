import { momentOf } from "../app/format";
import { keyOf, language, t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { isMove } from "../app/services";
import { useCommand } from "../app/use";
import { CopyPaperDocument, IssuePaperDocument, type PaperKind } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Notice } from "../parts/Notice";
import { Problem, Refusals } from "../parts/Problem";
import { ELSEWHERE } from "./tasks";
import { CasePage, type CaseView, useCase } from "./useCase";

/** What can be written on request, and is not there yet. */
function missing(view: CaseView): PaperKind[] {
	const has = (kind: PaperKind) => view.papers.some((paper) => paper.kind === kind);
	const wanted: PaperKind[] = [];
	if (view.state === "COMPLETED" && isMove(view.service) && !has("CONFIRMATION")) wanted.push("CONFIRMATION");
	if (view.fee?.receipt && !has("RECEIPT")) wanted.push("RECEIPT");
	if (view.parties.length > 0) wanted.push("HISTORY");
	return wanted;
}

/** What the office has written: to be kept as files. */
export default function Result({ params }: PageProps) {
	const id = params.id ?? "";
	const answer = useCase(id);
	return (
		<CasePage of={answer} title={t("citizen.result.title")} back={`/vorgang/${id}`}>
			{(view) => <Papers view={view} changed={answer.reload} />}
		</CasePage>
	);
}

function Papers({ view, changed }: { view: CaseView; changed: () => Promise<void> }) {
	const copy = useCommand(CopyPaperDocument);
	const issue = useCommand(IssuePaperDocument);
	const speaking = language.use();
	const fetchIt = async (paper: string) => {
		const payload = await copy.run({ case: view.id, paper });
		if (!payload?.download) return;
		// It answers with a file to be saved, so this page stays. The way is ours, whatever the server is called outside.
		const { pathname, search } = new URL(payload.download.url, location.href);
		location.assign(pathname + search);
	};
	const elsewhere = ELSEWHERE[view.service];
	return (
		<>
			{view.state === "COMPLETED" && (
				<Notice kind="success" title={t("citizen.result.completed")}>
					<p>{t(elsewhere ?? "citizen.result.here")}</p>
				</Notice>
			)}
			{view.state === "SUBMITTED" && (
				<Notice kind="info" title={t("citizen.result.submitted")}>
					<p>{t(elsewhere ?? "citizen.result.wait")}</p>
				</Notice>
			)}
			<Refusals of={[...copy.refusals, ...issue.refusals]} />
			<Problem fault={copy.fault ?? issue.fault} />
			{view.papers.length > 0 ? (
				<ul class="plain stack stack--tight">
					{view.papers.map((paper) => (
						<li key={paper.id} class="card row row--apart">
							<span class="file-name">
								<Icon name="file" />
								<span>
									<strong>{t(keyOf("citizen.paper", paper.kind))}</strong>
									<br />
									<span class="muted">
										{t("citizen.result.facts", { time: momentOf(paper.writtenAt), pages: paper.pages })}
									</span>
								</span>
							</span>
							<Button icon="download" writes busy={copy.busy} onClick={() => fetchIt(paper.id)}>
								{t("citizen.result.fetch")}
								<span class="kern-sr-only"> {t(keyOf("citizen.paper", paper.kind))}</span>
							</Button>
						</li>
					))}
				</ul>
			) : (
				view.state !== "COMPLETED" && <p class="muted">{t("citizen.result.none")}</p>
			)}
			{missing(view).length > 0 && (
				<section class="stack stack--tight" aria-labelledby="result-more">
					<h2 id="result-more" class="kern-heading-medium">
						{t("citizen.result.more")}
					</h2>
					<div class="actions">
						{missing(view).map((kind) => (
							<Button
								key={kind}
								writes
								busy={issue.busy}
								onClick={async () => {
									const payload = await issue.run({
										case: view.id,
										kind,
										languages: speaking === "en" || speaking === "fr" ? "GERMAN_AND_ENGLISH" : "GERMAN",
									});
									if (payload) await changed();
								}}
							>
								{t(keyOf("citizen.result.issue", kind))}
							</Button>
						))}
					</div>
					<p class="muted">{t("citizen.result.once")}</p>
				</section>
			)}
		</>
	);
}
