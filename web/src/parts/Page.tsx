import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { authority } from "../app/authority";
import { language, t } from "../app/i18n";
import { arrivedByStep, Link, place } from "../app/router";
import { Icon } from "./Icon";

interface Props {
	title: string;
	/** One or two sentences below the title. */
	lead?: ComponentChildren;
	/** Where "Back" leads. */
	back?: string;
	/** Something on the page is wrong: the title of the window says so first. */
	wrong?: boolean;
	wide?: boolean;
	children?: ComponentChildren;
}

/** The step whose title has had the focus. */
let greeted = 0;

/** The content of a page: its title gets the focus when somebody comes here from another page. */
export function Page({ title, lead, back, wrong, wide, children }: Props) {
	const heading = useRef<HTMLHeadingElement>(null);
	const { name } = authority.use();
	const speaking = language.use();
	const { step } = place.use();
	useLayoutEffect(() => {
		const of = name ? `${title} – ${name}` : `${title} – ${t("common.office")}`;
		document.title = wrong ? t("common.title.wrong", { title: of }) : of;
	}, [title, name, wrong, speaking]);
	useLayoutEffect(() => {
		if (!arrivedByStep()) return;
		const isNew = step !== greeted;
		greeted = step;
		// A page that is drawn anew, because something was done on it, takes the focus from nothing that has it.
		if (isNew || document.activeElement === document.body) heading.current?.focus({ preventScroll: isNew });
	}, [step]);
	return (
		<main id="content" class={wide ? "page page--wide" : "page"}>
			{back && (
				<Link href={back} class="kern-link kern-link--no-visited-state back">
					<Icon name="back" size={18} />
					{t("common.back")}
				</Link>
			)}
			<div class="page__title">
				<h1 ref={heading} tabIndex={-1} class="kern-heading">
					{title}
				</h1>
				{lead && <div class="lead">{lead}</div>}
			</div>
			{children}
		</main>
	);
}
