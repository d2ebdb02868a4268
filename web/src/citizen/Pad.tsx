import { useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";

/** The corner of the pad that lies opposite to its origin, as the API counts. */
const MOST = 10_000;
/** A stroke has so many points at most; more would say how fast somebody writes rather than what. */
const POINTS = 200;

interface Props {
	id: string;
	error: string | undefined;
	onDrawing: (strokes: number[][]) => void;
}

/** A field to draw a signature into, by finger, pen or mouse. Lines only: neither pressure nor time is looked at. */
export function Pad({ id, error, onDrawing }: Props) {
	const [strokes, setStrokes] = useState<number[][]>([]);
	// Points come faster than the page is drawn, so what there is stands here, and the state follows.
	const all = useRef<number[][]>([]);
	const drawing = useRef<number[] | undefined>(undefined);
	const set = (next: number[][], done: boolean) => {
		all.current = next;
		setStrokes(next);
		if (done) onDrawing(next.map(thin).filter((stroke) => stroke.length >= 4));
	};
	const point = (event: PointerEvent): [number, number] => {
		const box = (event.currentTarget as Element).getBoundingClientRect();
		const at = (value: number, from: number, length: number) =>
			Math.round(Math.min(1, Math.max(0, (value - from) / length)) * MOST);
		return [at(event.clientX, box.left, box.width), at(event.clientY, box.top, box.height)];
	};
	const end = () => {
		if (!drawing.current) return;
		drawing.current = undefined;
		set(all.current, true);
	};
	return (
		<div class={`field ${error ? "field--wrong" : ""}`}>
			<p class="field__label" id={`${id}-label`}>
				{t("citizen.sign.draw")}
			</p>
			<p class="field__hint" id={`${id}-hint`}>
				{t("citizen.sign.draw.hint")}
			</p>
			{error && (
				<p class="field__error">
					<Icon name="danger" size={20} /> {error}
				</p>
			)}
			<svg
				id={id}
				class="pad"
				viewBox={`0 0 ${MOST} ${MOST}`}
				preserveAspectRatio="none"
				role="img"
				tabIndex={-1}
				aria-labelledby={`${id}-label`}
				aria-describedby={`${id}-hint`}
				onPointerDown={(event) => {
					event.currentTarget.setPointerCapture(event.pointerId);
					const [x, y] = point(event);
					drawing.current = [x, y];
					set([...all.current, drawing.current], false);
				}}
				onPointerMove={(event) => {
					if (!drawing.current) return;
					const [x, y] = point(event);
					drawing.current = [...drawing.current, x, y];
					set([...all.current.slice(0, -1), drawing.current], false);
				}}
				onPointerUp={end}
				onPointerCancel={end}
			>
				<title>{t("citizen.sign.draw")}</title>
				<line class="pad__line" x1="500" y1="7600" x2="9500" y2="7600" />
				{strokes.map((stroke, i) => (
					<polyline key={i} class="pad__stroke" points={stroke.join(" ")} />
				))}
			</svg>
			<div class="actions">
				<Button onClick={() => set(all.current.slice(0, -1), true)}>{t("citizen.sign.draw.undo")}</Button>
				<Button look="tertiary" onClick={() => set([], true)}>
					{t("citizen.sign.draw.clear")}
				</Button>
			</div>
		</div>
	);
}

/** Every so many points of a stroke, its last among them. */
function thin(stroke: number[]): number[] {
	const points = stroke.length / 2;
	if (points <= POINTS) return stroke;
	const step = points / POINTS;
	const kept = Array.from({ length: POINTS }, (_, i) => Math.floor(i * step));
	kept[POINTS - 1] = points - 1;
	return kept.flatMap((i) => [stroke[2 * i] ?? 0, stroke[2 * i + 1] ?? 0]);
}
