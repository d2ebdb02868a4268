import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";

interface Props {
	title: string;
	/** Closed by Escape. A dialog without it has to be answered. */
	onClose?: () => void;
	children: ComponentChildren;
}

/** A question above the page. The browser keeps the focus in it, and gives it back. */
export function Dialog({ title, onClose, children }: Props) {
	const dialog = useRef<HTMLDialogElement>(null);
	const id = useId();
	useLayoutEffect(() => {
		const before = document.activeElement;
		dialog.current?.showModal();
		return () => {
			if (before instanceof HTMLElement && before.isConnected) before.focus();
		};
	}, []);
	return (
		<dialog
			ref={dialog}
			aria-labelledby={id}
			onCancel={(event) => {
				event.preventDefault();
				onClose?.();
			}}
		>
			<h2 id={id} class="kern-heading-medium">
				{title}
			</h2>
			{children}
		</dialog>
	);
}
