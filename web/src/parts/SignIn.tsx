import { t } from "../app/i18n";
import { go, type PageProps } from "../app/router";
import { Page } from "./Page";
import StaffSignIn from "./StaffSignIn";

/** The door of the staff: a page of its own, or in place of one that somebody asked for. */
export default function SignIn({ away }: Partial<PageProps> & { away?: boolean }) {
	return (
		<Page title={t("common.staff.in.title")} lead={t(away ? "common.staff.away" : "common.staff.in.lead")}>
			<StaffSignIn onDone={() => !away && go("/dienst", { replace: true })} />
		</Page>
	);
}
