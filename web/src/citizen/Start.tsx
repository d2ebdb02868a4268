import { T, t } from "../app/i18n";
import { Link } from "../app/router";
import { session } from "../app/session";
import { Skeleton } from "../parts/Answered";
import { StepLink } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Page } from "../parts/Page";
import { Phone, Problem } from "../parts/Problem";
import { serviceAbout, serviceName, useServices } from "./services";

/** What this is, what somebody needs for it, and the other ways. */
export default function Start() {
	const { services, fault, retry } = useServices();
	const known = session.use();
	return (
		<Page title={t("citizen.start.title")} lead={t("citizen.start.lead")}>
			<div class="stack stack--wide">
				<div class="actions">
					<StepLink href="/buchen/anliegen">{t("citizen.start.book")}</StepLink>
					<StepLink look="secondary" href="/termin">
						{t(known?.kind === "visitor" || known?.kind === "link" ? "citizen.start.mine" : "citizen.start.have")}
					</StepLink>
				</div>

				<section class="stack stack--tight" aria-labelledby="start-how">
					<h2 id="start-how" class="kern-heading-medium">
						{t("citizen.start.how")}
					</h2>
					<ol class="steps">
						<li>{t("citizen.start.how.book")}</li>
						<li>{t("citizen.start.how.talk")}</li>
						<li>{t("citizen.start.how.sign")}</li>
						<li>{t("citizen.start.how.done")}</li>
					</ol>
				</section>

				<section class="stack stack--tight" aria-labelledby="start-need">
					<h2 id="start-need" class="kern-heading-medium">
						{t("citizen.start.need")}
					</h2>
					<ul class="ticks">
						<li>
							<Icon name="person" /> {t("citizen.start.need.card")}
						</li>
						<li>
							<Icon name="phone" /> {t("citizen.start.need.phone")}
						</li>
						<li>
							<Icon name="file" /> {t("citizen.start.need.papers")}
						</li>
						<li>
							<Icon name="clock" /> {t("citizen.start.need.time")}
						</li>
					</ul>
				</section>

				<section class="stack stack--tight" aria-labelledby="start-errands">
					<h2 id="start-errands" class="kern-heading-medium">
						{t("citizen.start.errands")}
					</h2>
					{services ? (
						<dl class="errands">
							{services
								.filter((service) => service.channels.includes("VIDEO"))
								.map((service) => (
									<div key={service.code}>
										<dt>{serviceName(service.code)}</dt>
										<dd class="muted">{serviceAbout(service.code)}</dd>
									</div>
								))}
						</dl>
					) : fault ? (
						<Problem fault={fault} retry={retry} />
					) : (
						<Skeleton />
					)}
				</section>

				<section class="card card--soft stack stack--tight" aria-labelledby="start-other">
					<h2 id="start-other" class="kern-heading-small">
						{t("citizen.start.other")}
					</h2>
					<p>
						<T k="citizen.start.other.phone" phone={<Phone />} />
					</p>
					<p>{t("citizen.start.other.counter")}</p>
					<p>
						<Link class="kern-link" href="/leichte-sprache">
							{t("common.footer.leicht")}
						</Link>
						{" · "}
						<Link class="kern-link" href="/gebaerdensprache">
							{t("common.footer.signs")}
						</Link>
					</p>
				</section>
			</div>
		</Page>
	);
}
