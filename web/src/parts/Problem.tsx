import { authority } from "../app/authority";
import type { Fault } from "../app/fault";
import { T, t } from "../app/i18n";
import type { Refusal } from "../app/use";
import { Button } from "./Button";
import { Notice } from "./Notice";

/** The telephone, which is always another way. */
export function Phone() {
	const { phone } = authority.use();
	return (
		<a class="kern-link" href={`tel:${phone.dialled}`}>
			{phone.shown}
		</a>
	);
}

/** No answer came: what happened, that nothing is lost, what to do, and under which number we find it. */
export function Problem({ fault, retry }: { fault: Fault | undefined; retry?: (() => void) | undefined }) {
	if (!fault) return null;
	const kind = fault.kind === "offline" || fault.kind === "limited" || fault.kind === "stale" ? "warning" : "danger";
	return (
		<Notice kind={kind} title={t(`common.fault.${fault.kind}.title`)} told>
			<p>
				{fault.kind === "limited"
					? t("common.fault.limited.text", { n: fault.retryAfterSecs ?? 5 })
					: t(`common.fault.${fault.kind}.text`)}
			</p>
			{retry && !["expired", "denied", "outdated"].includes(fault.kind) && (
				<Button onClick={retry}>{t("common.retry")}</Button>
			)}
			{fault.kind === "outdated" && <Button onClick={() => location.reload()}>{t("common.reload")}</Button>}
			{fault.kind === "broken" && (
				<p>
					<T k="common.fault.call" phone={<Phone />} />
				</p>
			)}
			{fault.reference && fault.kind === "broken" && (
				<p class="muted">
					<T k="common.fault.reference" reference={<code>{fault.reference}</code>} />
				</p>
			)}
		</Notice>
	);
}

/** A command was not accepted: the server's own words say why. */
export function Refusals({ of }: { of: readonly Refusal[] }) {
	if (of.length === 0) return null;
	return (
		<Notice kind="danger" title={t("common.refused.title")} told>
			{of.map((refusal) => (
				<p key={refusal.code}>{refusal.message}</p>
			))}
			{of.some((refusal) => refusal.retryAfterSecs !== undefined) && (
				<p>
					{t("common.fault.limited.text", { n: of.find((refusal) => refusal.retryAfterSecs)?.retryAfterSecs ?? 5 })}
				</p>
			)}
		</Notice>
	);
}
