import { authority, inLanguage } from "../app/authority";
import { type Key, language, T, t } from "../app/i18n";
import { place } from "../app/router";
import { useAnswer } from "../app/use";
import { AuthorityTextsDocument, type AuthorityTextsQuery, type LocalPartsFragment } from "../gql/graphql";
import { Answered } from "../parts/Answered";
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

/** The texts that the law asks for, by the address of their page. */
const TEXTS: Record<string, Exclude<keyof AuthorityTextsQuery["authority"], "__typename" | "key">> = {
	"/barrierefreiheit": "accessibility",
	"/impressum": "imprint",
	"/datenschutz": "privacy",
	"/leichte-sprache": "plainLanguage",
	"/gebaerdensprache": "signLanguage",
};

/** What the law asks of a public service on the web, in the authority's own words. */
export default function Legal() {
	const { path } = place.use();
	const now = authority.use();
	const speaking = language.use();
	const name = path.replace(/\/+$/, "");
	const texts = useAnswer(AuthorityTextsDocument, {});
	const of = TEXTS[name];
	return (
		<Page title={t(TITLES[name] ?? "common.home")}>
			<div class="stack">
				{name === "/barriere-melden" && (
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
				)}
				<Answered of={texts} bars={5}>
					{({ authority: told }) => {
						const text = of && inLanguage(told[of], speaking);
						const body = inLanguage(told.enforcementBody, speaking);
						return (
							<>
								{text && <Told text={text} />}
								{of && !text && (
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
							</>
						);
					}}
				</Answered>
			</div>
		</Page>
	);
}

/** A text of the authority, or the address at which it is: paragraphs, headings and lists, and nothing in it is markup. */
function Told({ text }: { text: LocalPartsFragment }) {
	return (
		<div class="stack stack--tight" lang={text.language}>
			{text.text?.split(/\n\s*\n/).map((part) => (
				<Part key={part} lines={part.split("\n").map((line) => line.trim())} />
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

/** Lines that belong together: a heading, items of a list, or what is between. */
function Part({ lines }: { lines: string[] }) {
	const groups: { kind: "heading" | "item" | "text"; lines: string[] }[] = [];
	for (const line of lines) {
		const kind = line.startsWith("# ") ? "heading" : line.startsWith("- ") ? "item" : "text";
		const words = kind === "text" ? line : line.slice(2);
		const last = groups.at(-1);
		if (last && last.kind === kind && kind !== "heading") last.lines.push(words);
		else groups.push({ kind, lines: [words] });
	}
	return (
		<>
			{groups.map(({ kind, lines: [first, ...more] }) =>
				kind === "heading" ? (
					<h2 key={first} class="kern-heading-medium">
						{first}
					</h2>
				) : kind === "item" ? (
					<ul key={first} class="bullets">
						{[first, ...more].map((item) => (
							<li key={item}>{item}</li>
						))}
					</ul>
				) : (
					<p key={first} class="prose">
						{[first, ...more].join("\n")}
					</p>
				),
			)}
		</>
	);
}
