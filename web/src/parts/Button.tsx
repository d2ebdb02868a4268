import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../app/i18n";
import { online } from "../app/net";
import { Link } from "../app/router";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "secondary" | "tertiary" | "danger";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled" | "icon"> {
	look?: Look;
	icon?: IconName;
	/** What it does is on its way. */
	busy?: boolean;
	/** Why it cannot be pressed now. It stays focusable, and the reason stands beside it. */
	whyNot?: string | undefined;
	/** It changes something at the server, which needs a line. */
	writes?: boolean;
	children: ComponentChildren;
}

export function Button({ look = "secondary", icon, busy, whyNot, writes, onClick, children, ...rest }: Props) {
	const id = useId();
	const reachable = online.use();
	const reason = whyNot ?? (writes && !reachable ? t("common.offline.button") : undefined);
	return (
		<>
			<button
				type="button"
				{...rest}
				class={`kern-btn kern-btn--${look} ${rest.class ?? ""}`}
				aria-disabled={reason || busy ? "true" : undefined}
				aria-busy={busy ? "true" : undefined}
				aria-describedby={reason ? id : rest["aria-describedby"]}
				onClick={(event) => {
					if (reason || busy) event.preventDefault();
					else onClick?.(event);
				}}
			>
				{icon && <Icon name={icon} size={20} />}
				<span>{busy ? t("common.busy") : children}</span>
			</button>
			{reason && (
				<span id={id} class="why-not">
					{reason}
				</span>
			)}
		</>
	);
}

/** A link that looks like a button, because it is the next step. */
export function StepLink({
	href,
	look = "primary",
	children,
}: {
	href: string;
	look?: Look;
	children: ComponentChildren;
}) {
	return (
		<Link href={href} class={`kern-btn kern-btn--${look}`}>
			<span>{children}</span>
		</Link>
	);
}
