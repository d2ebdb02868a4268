import type { ComponentChildren } from "preact";
import { t } from "../app/i18n";
import { Link } from "../app/router";

export interface Fact {
	name: string;
	value: ComponentChildren;
	/** Where it can be changed. */
	change?: string;
}

/** Names and values, such as the answers to check. */
export function Facts({ of }: { of: readonly Fact[] }) {
	return (
		<dl class="facts">
			{of.map((fact) => (
				<div key={fact.name}>
					<dt>{fact.name}</dt>
					<dd>{fact.value}</dd>
					{fact.change && (
						<dd>
							<Link href={fact.change} class="kern-link kern-link--no-visited-state">
								{t("common.change")}
								<span class="kern-sr-only"> {fact.name}</span>
							</Link>
						</dd>
					)}
				</div>
			))}
		</dl>
	);
}

/** A word about the state of something. Its colour only repeats it. */
export function Tag({
	kind,
	children,
}: {
	kind?: "info" | "success" | "warning" | "danger";
	children: ComponentChildren;
}) {
	return <span class={kind ? `tag tag--${kind}` : "tag"}>{children}</span>;
}
