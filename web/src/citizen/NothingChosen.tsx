import { t } from "../app/i18n";
import { Empty } from "../parts/Answered";
import { StepLink } from "../parts/Button";
import { Page } from "../parts/Page";
import { draft, linesOf } from "./draft";

/** Somebody came to a step without what the steps before have given: where to go on. */
export function NothingChosen({ title }: { title: string }) {
	const { lines } = draft.use();
	const some = linesOf(lines).length > 0;
	return (
		<Page title={title}>
			<Empty title={t(some ? "citizen.nothing.time" : "citizen.nothing.errand")}>
				<p class="muted">{t("citizen.nothing.text")}</p>
				<div class="actions">
					<StepLink href={some ? "/buchen/zeit" : "/buchen/anliegen"}>
						{t(some ? "citizen.nothing.choose.time" : "citizen.nothing.choose.errand")}
					</StepLink>
					<StepLink look="secondary" href="/termin">
						{t("citizen.start.mine")}
					</StepLink>
				</div>
			</Empty>
		</Page>
	);
}
