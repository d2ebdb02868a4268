import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { timeOf } from "../app/format";
import { t } from "../app/i18n";
import type { Answer } from "../app/use";
import { Button } from "./Button";
import { Problem } from "./Problem";

interface Props<R> {
	of: Answer<R>;
	/** What stands here when there is nothing to show: why, and what to do next. */
	empty?: (data: R) => ComponentChildren | undefined;
	/** How many bars stand for what is still on its way. */
	bars?: number;
	children: (data: R) => ComponentChildren;
}

/** The answer to a question in each of its states: on its way, there, empty, out of date, failed. */
export function Answered<R>({ of, empty, bars = 3, children }: Props<R>) {
	const { data, at, fault, loading, reload } = of;
	if (data === undefined) {
		if (fault) return <Problem fault={fault} retry={reload} />;
		return <Skeleton bars={bars} />;
	}
	const nothing = empty?.(data);
	return (
		<div class="stack" aria-busy={loading ? "true" : undefined}>
			{fault && at && <Stale at={at} retry={reload} />}
			{nothing ?? children(data)}
		</div>
	);
}

/** What is shown is true, but of a while ago. */
export function Stale({ at, retry }: { at: Date; retry: () => void }) {
	return (
		<p class="as-of row" role="status">
			{t("common.stale", { time: timeOf(at) })}
			<Button look="tertiary" onClick={retry}>
				{t("common.reload")}
			</Button>
		</p>
	);
}

/** Bars in place of what is on its way, once that takes longer than a blink. */
export function Skeleton({ bars = 3 }: { bars?: number }) {
	const [slow, setSlow] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setSlow(true), 300);
		return () => clearTimeout(timer);
	}, []);
	return (
		<div class="skeleton" aria-busy="true">
			<p class="kern-sr-only" role="status">
				{slow && t("common.loading")}
			</p>
			{slow && Array.from({ length: bars }, (_, i) => <span key={i} />)}
		</div>
	);
}

/** There is nothing here: why, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
	return (
		<div class="empty">
			<p class="kern-title">{title}</p>
			{children}
		</div>
	);
}
