import { t } from "../app/i18n";
import { Page } from "../parts/Page";

export default function Start() {
	return <Page title={t("common.office")} />;
}
