import { authority } from "../app/authority";
import { type Key, T, t } from "../app/i18n";
import { place } from "../app/router";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone } from "../parts/Problem";

const TITLES: Record<string, Key> = {
	"/barrierefreiheit": "common.footer.accessibility",
	"/barriere-melden": "common.footer.feedback",
	"/leichte-sprache": "common.footer.leicht",
	"/gebaerdensprache": "common.footer.signs",
	"/impressum": "common.footer.imprint",
	"/datenschutz": "common.footer.privacy",
};

/** What the law asks of a public service on the web, in the authority's own words. */
export default function Legal() {
	const { path } = place.use();
	const { texts, mail } = authority.use();
	const name = path.replace(/\/+$/, "");
	const text = texts[name];
	return (
		<Page title={t(TITLES[name] ?? "common.home")}>
			<div class="stack">
				{text ? (
					text.split(/\n{2,}/).map((part) => (
						<p key={part} class="prose">
							{part}
						</p>
					))
				) : (
					<Notice kind="info" title={t("citizen.legal.missing")}>
						<p>
							<T k="citizen.legal.ask" phone={<Phone />} />
						</p>
					</Notice>
				)}
				{name === "/barriere-melden" && (
					<p>
						<T
							k="citizen.legal.feedback"
							phone={<Phone />}
							mail={
								mail ? (
									<a class="kern-link" href={`mailto:${mail}`}>
										{mail}
									</a>
								) : (
									"–"
								)
							}
						/>
					</p>
				)}
			</div>
		</Page>
	);
}
