import { useEffect } from "preact/hooks";
import { t } from "../app/i18n";
import { nav } from "../app/places";
import { go, Link } from "../app/router";
import { session } from "../app/session";
import { Page } from "./Page";

/** Leads members of the staff to the first page of theirs. */
export default function StaffHome() {
	const now = session.use();
	const mine = nav.filter((item) => item.roles.some((role) => now?.roles?.includes(role)));
	const first = mine[0]?.href;
	useEffect(() => {
		if (now && now.kind !== "staff") go("/dienst/anmelden", { replace: true });
		else if (first) go(first, { replace: true });
	}, [now, first]);
	return (
		<Page title={t("common.staff.side")} lead={now?.kind === "staff" && !first ? t("common.staff.none") : undefined}>
			<ul class="plain stack stack--tight">
				{mine.map((item) => (
					<li key={item.href}>
						<Link href={item.href} class="kern-link">
							{t(item.label)}
						</Link>
					</li>
				))}
			</ul>
		</Page>
	);
}
