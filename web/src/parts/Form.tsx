import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { Icon } from "./Icon";

/** What is wrong with which field, in the order of the page. */
export type Wrong = Record<string, string | undefined>;

interface Props {
	/** Asked when the form is sent; nothing is sent while something is wrong. */
	check: () => Wrong;
	onSend: () => void;
	children: (wrong: Wrong) => ComponentChildren;
}

/** A form that says what is wrong in a list, which gets the focus, and beside each field in the same words. */
export function Form({ check, onSend, children }: Props) {
	const [wrong, setWrong] = useState<Wrong>({});
	const [tries, setTries] = useState(0);
	const summary = useRef<HTMLDivElement>(null);
	const list = Object.entries(wrong).filter((entry): entry is [string, string] => Boolean(entry[1]));
	useLayoutEffect(() => {
		if (list.length > 0) summary.current?.focus();
	}, [tries]);
	return (
		<form
			noValidate
			class="stack"
			onSubmit={(event) => {
				event.preventDefault();
				const found = check();
				setWrong(found);
				setTries((n) => n + 1);
				if (!Object.values(found).some(Boolean)) onSend();
			}}
		>
			{list.length > 0 && (
				<div ref={summary} tabIndex={-1} class="notice notice--danger" role="alert">
					<Icon name="danger" />
					<div class="notice__body">
						<h2 class="notice__title">{t("common.error.summary", { n: list.length })}</h2>
						<ul>
							{list.map(([name, words]) => (
								<li key={name}>
									<a
										href={`#${name}`}
										onClick={(event) => {
											event.preventDefault();
											document.getElementById(name)?.focus();
										}}
									>
										{words}
									</a>
								</li>
							))}
						</ul>
					</div>
				</div>
			)}
			{children(wrong)}
		</form>
	);
}
