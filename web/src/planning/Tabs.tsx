import { t } from "../app/i18n";
import { Link } from "../app/router";
import { PlaceChoice } from "../staff/useScope";

const TABS = [
	["/dienst/planung", "planning.tab.hours"],
	["/dienst/planung/tage", "planning.tab.days"],
	["/dienst/planung/konflikte", "planning.tab.conflicts"],
	["/dienst/planung/warteliste", "planning.tab.waiting"],
] as const;

/** The planners' pages, and which of them this is. */
export function Tabs({
	here,
	all,
	scope,
}: {
	here: string;
	all: readonly { id: string }[];
	scope: string | undefined;
}) {
	return (
		<nav class="row tools" aria-label={t("planning.tabs")}>
			{TABS.map(([href, label]) => (
				<Link key={href} class="chip" href={href} aria-current={href === here ? "page" : undefined}>
					{t(label)}
				</Link>
			))}
			<PlaceChoice all={all} scope={scope} />
		</nav>
	);
}
