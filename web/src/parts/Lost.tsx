import { T, t } from "../app/i18n";
import { StepLink } from "./Button";
import { Page } from "./Page";
import { Phone } from "./Problem";

/** An address that leads nowhere. */
export default function Lost() {
	return (
		<Page title={t("common.lost.title")} lead={t("common.lost.text")}>
			<div class="stack">
				<div class="actions">
					<StepLink href="/">{t("common.lost.home")}</StepLink>
				</div>
				<p>
					<T k="common.footer.call" phone={<Phone />} />
				</p>
			</div>
		</Page>
	);
}
