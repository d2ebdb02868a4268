import { T, t } from "../app/i18n";
import { StepLink } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone } from "../parts/Problem";

/** What is asked for is not there for whoever sits here: how to come to it. */
export function NotYours() {
	return (
		<Page title={t("citizen.notyours.title")}>
			<div class="stack">
				<Notice kind="info">
					<p>{t("citizen.notyours.text")}</p>
					<p>
						<T k="citizen.notyours.phone" phone={<Phone />} />
					</p>
				</Notice>
				<div class="actions">
					<StepLink href="/termin">{t("citizen.notyours.to")}</StepLink>
					<StepLink look="secondary" href="/">
						{t("common.home")}
					</StepLink>
				</div>
			</div>
		</Page>
	);
}
