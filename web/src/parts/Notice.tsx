import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./Icon";

interface Props {
	kind?: "info" | "success" | "warning" | "danger";
	title?: ComponentChildren;
	/** Read out at once by screen readers. For what has just happened. */
	told?: boolean;
	/** Gets the focus when it appears. */
	focused?: boolean;
	children?: ComponentChildren;
}

/** Something to know, with a tone that a picture and words say as well. */
export function Notice({ kind = "info", title, told, focused, children }: Props) {
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (focused) box.current?.focus();
	}, [focused]);
	return (
		<div
			ref={box}
			class={`notice notice--${kind}`}
			tabIndex={focused ? -1 : undefined}
			role={told ? (kind === "danger" ? "alert" : "status") : undefined}
		>
			<Icon name={kind} />
			<div class="notice__body">
				{title && <p class="notice__title">{title}</p>}
				{children}
			</div>
		</div>
	);
}
