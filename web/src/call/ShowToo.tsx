import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../app/i18n";
import { Button } from "../parts/Button";
import { call, lookAt } from "./call";
import { useCallTexts } from "./parts";

interface Props {
	/** A paper of the office; the declaration has the id of its case. */
	paper?: string;
	/** Or what was handed in. */
	document?: string;
	pages?: number;
	/** What is scrolled: the other side scrolls along. */
	scroller?: RefObject<HTMLElement | null>;
}

/** Shows the citizen what lies on the clerk's table, at the same page and place. */
export default function ShowToo({ paper, document, pages = 1, scroller }: Props) {
	const ready = useCallTexts();
	const { room, line } = call.use();
	const thing = paper ?? document;
	const shown = thing !== undefined && thing === (room?.focus?.paper ?? room?.focus?.document);
	const live = line === "on" && (room?.state === "live" || room?.state === "interrupted");
	const page = room?.focus?.page ?? 1;
	const of = { paper: paper ?? null, document: document ?? null };
	useEffect(() => {
		const box = scroller?.current;
		if (!shown || !box) return;
		const told = () => {
			const way = box.scrollHeight - box.clientHeight;
			lookAt({ ...of, page: 1, y: way > 0 ? Math.min(1, Math.max(0, box.scrollTop / way)) : 0 });
		};
		box.addEventListener("scroll", told, { passive: true });
		return () => box.removeEventListener("scroll", told);
	}, [shown, thing]);
	if (!ready || !live || !thing) return null;
	return (
		<span class="row tools">
			{shown && pages > 1 && (
				<label class="tool">
					<span>{t("call.show.page", { n: pages })}</span>
					<input
						type="number"
						name="show-page"
						min={1}
						max={pages}
						value={page}
						onInput={(event) => {
							const wished = Math.round(Number(event.currentTarget.value));
							if (wished >= 1 && wished <= pages) lookAt({ ...of, page: wished, y: 0 });
						}}
					/>
				</label>
			)}
			<Button aria-pressed={shown} onClick={() => lookAt(shown ? {} : { ...of, page: 1, y: 0 })}>
				{t(shown ? "call.show.stop" : "call.show")}
			</Button>
		</span>
	);
}
