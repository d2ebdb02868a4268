import { authority, inLanguage } from "../app/authority";
import { type Key, language, T, t } from "../app/i18n";
import { place } from "../app/router";
import type { LocalPartsFragment } from "../gql/graphql";
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
	const now = authority.use();
	const speaking = language.use();
	const name = path.replace(/\/+$/, "");
	const text = inLanguage(now.texts[name] ?? [], speaking);
	const body = inLanguage(now.enforcementBody, speaking);
	return (
		<Page title={t(TITLES[name] ?? "common.home")}>
			<div class="stack">
				{name === "/barriere-melden" ? (
					<>
						<p>{t("citizen.legal.feedback")}</p>
						<ul class="bullets">
							{now.feedback.mail && (
								<li>
									<a class="kern-link" href={`mailto:${now.feedback.mail}`}>
										{now.feedback.mail}
									</a>
								</li>
							)}
							<li>
								{now.feedback.phone ? (
									<a class="kern-link" href={`tel:${now.feedback.phone.replace(/[^\d+]/g, "")}`}>
										{now.feedback.phone}
									</a>
								) : (
									<Phone />
								)}
							</li>
						</ul>
					</>
				) : text ? (
					<Told text={text} />
				) : (
					<Notice kind="info" title={t("citizen.legal.missing")}>
						<p>
							<T k="citizen.legal.ask" phone={<Phone />} />
						</p>
					</Notice>
				)}
				{(name === "/barriere-melden" || name === "/barrierefreiheit") && body && (
					<section class="stack stack--tight">
						<h2 class="kern-heading-medium">{t("citizen.legal.enforcement")}</h2>
						<Told text={body} />
					</section>
				)}
			</div>
		</Page>
	);
}

/** A text of the authority, or the address at which it is. Paragraphs stay paragraphs; nothing in it is markup. */
function Told({ text }: { text: LocalPartsFragment }) {
	return (
		<div class="stack stack--tight" lang={text.language}>
			{text.text?.split(/\n{2,}/).map((part) => (
				<p key={part} class="prose">
					{part}
				</p>
			))}
			{text.url && (
				<p>
					<a class="kern-link" href={text.url} rel="noreferrer">
						{text.url}
					</a>
				</p>
			)}
		</div>
	);
}
