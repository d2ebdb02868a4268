import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../app/i18n";
import { Button } from "../parts/Button";
import { type Cell, csvOf, save } from "./csv";
import { useWidth } from "./width";

interface FigureProps {
	/** The sentence that says what the figure shows. */
	finding: string;
	/** In what it is measured. */
	unit: string;
	/** The same figures as a table. */
	head: readonly string[];
	rows: readonly (readonly Cell[])[];
	/** How the table shows a cell; as it is unless said otherwise. */
	show?: (cell: Cell, column: number) => ComponentChildren;
	/** The name of the file. */
	file: string;
	children: ComponentChildren;
}

/** A chart with its finding, its table and its file. Table and chart are made of the same numbers. */
export function Figure({ finding, unit, head, rows, show = (cell) => cell ?? "–", file, children }: FigureProps) {
	const id = useId();
	return (
		<figure class="figure" aria-labelledby={id}>
			<figcaption id={id}>
				<h2>{finding}</h2>
				<p class="muted">{unit}</p>
			</figcaption>
			{children}
			<div class="row">
				<details class="fold">
					<summary>{t("figures.table")}</summary>
					{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who reads with the keyboard has to be able to scroll it */}
					<section class="scroll" tabIndex={0} aria-label={t("figures.table")}>
						<table class="table">
							<thead>
								<tr>
									{head.map((name, i) => (
										<th key={name} scope="col" class={i > 0 ? "num" : undefined}>
											{name}
										</th>
									))}
								</tr>
							</thead>
							<tbody>
								{rows.map((row) => (
									<tr key={String(row[0])}>
										{row.map((cell, i) =>
											i === 0 ? (
												<th key={head[i]} scope="row" class="digits">
													{show(cell, i)}
												</th>
											) : (
												<td key={head[i]} class="num">
													{show(cell, i)}
												</td>
											),
										)}
									</tr>
								))}
							</tbody>
						</table>
					</section>
				</details>
				<Button look="tertiary" onClick={() => save(file, csvOf(head, rows))}>
					{t("figures.csv")}
				</Button>
			</div>
		</figure>
	);
}

export interface Bar {
	name: string;
	/** Of the whole, from nothing to one; nothing is drawn where there is none. */
	value: number | undefined;
	/** The part of it that was kept. */
	inner?: number | undefined;
	/** What a screen reader and the pointer say. */
	words: string;
}

const LEFT = 52;
const BOTTOM = 28;
const TOP = 8;
/** So much room the name of a column takes. */
const NAME = 74;

/** Columns of shares, side by side. What is inside a column is hatched, so that it needs no colour. */
export function Columns({ of, label }: { of: readonly Bar[]; label: string }) {
	const hatch = useId();
	const { box, width } = useWidth();
	const height = Math.min(360, Math.max(200, Math.round(width * 0.27)));
	const room = (width - LEFT) / Math.max(1, of.length);
	const thick = Math.min(48, room * 0.7);
	const tall = height - BOTTOM - TOP;
	const every = Math.max(1, Math.ceil(NAME / room));
	return (
		<svg ref={box} class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
			<defs>
				<pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
					<rect width="6" height="6" class="chart__fill" />
					<line x1="0" y1="0" x2="0" y2="6" class="chart__hatch" />
				</pattern>
			</defs>
			{[0, 0.25, 0.5, 0.75, 1].map((share) => {
				const y = TOP + tall * (1 - share);
				return (
					<g key={share}>
						<line x1={LEFT} x2={width} y1={y} y2={y} class="chart__line" />
						<text x={LEFT - 8} y={y + 4} text-anchor="end" class="chart__text">
							{`${share * 100} %`}
						</text>
					</g>
				);
			})}
			{of.map((bar, i) => {
				const x = LEFT + room * i + (room - thick) / 2;
				const high = Math.min(1, bar.value ?? 0) * tall;
				const inner = Math.min(1, bar.inner ?? 0) * tall;
				return (
					<g key={bar.name}>
						<title>{bar.words}</title>
						{/* The whole column can be pointed at. */}
						<rect x={LEFT + room * i} y={TOP} width={room} height={tall} fill="transparent" />
						<rect x={x} y={TOP + tall - high} width={thick} height={high} class="chart__bar" />
						{bar.inner !== undefined && (
							<rect x={x} y={TOP + tall - inner} width={thick} height={inner} fill={`url(#${hatch})`} />
						)}
						{i % every === 0 && (
							<text x={LEFT + room * (i + 0.5)} y={height - 8} text-anchor="middle" class="chart__text">
								{bar.name}
							</text>
						)}
					</g>
				);
			})}
		</svg>
	);
}

export interface Rank {
	name: string;
	/** Undefined where the group is too small to be shown. */
	value: number | undefined;
	shown: string;
}

/** A ranking: one bar below the other, each with its name and number in words. */
export function Ranking({ of, label }: { of: readonly Rank[]; label: string }) {
	const most = Math.max(1, ...of.map((one) => one.value ?? 0));
	const { box, width } = useWidth();
	// Where there is little room, the name stands above its bar.
	const above = width < 560;
	const row = above ? 56 : 36;
	const name = above ? 0 : 270;
	const end = 90;
	return (
		<svg ref={box} class="chart" viewBox={`0 0 ${width} ${Math.max(1, of.length) * row}`} role="img" aria-label={label}>
			{of.map((one, i) => {
				const long = ((one.value ?? 0) / most) * Math.max(0, width - name - end);
				const top = i * row + (above ? 20 : 0);
				return (
					<g key={one.name}>
						<title>{`${one.name}: ${one.shown}`}</title>
						<text
							x={above ? 0 : name - 12}
							y={i * row + (above ? 20 : 23)}
							text-anchor={above ? "start" : "end"}
							class="chart__text chart__text--strong"
						>
							{one.name}
						</text>
						<rect x={name} y={top + 7} width={long} height={22} class="chart__bar" />
						<text x={name + long + 8} y={top + 23} class="chart__text">
							{one.shown}
						</text>
					</g>
				);
			})}
		</svg>
	);
}

interface LineProps {
	/** One value for each period; undefined where it is hidden or not there, and the line has a gap. */
	of: readonly (number | undefined)[];
	label: string;
}

/** A line without axes: whether something goes up or down. */
export function Spark({ of, label }: LineProps) {
	const most = Math.max(1, ...of.map((one) => one ?? 0));
	const wide = 180;
	const tall = 36;
	const x = (i: number) => (of.length < 2 ? wide / 2 : 4 + (i / (of.length - 1)) * (wide - 8));
	const y = (value: number) => tall - 4 - (value / most) * (tall - 8);
	const pieces: string[] = [];
	let open = false;
	of.forEach((value, i) => {
		if (value === undefined) open = false;
		else {
			pieces.push(`${open ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`);
			open = true;
		}
	});
	const last = of.findLastIndex((one) => one !== undefined);
	return (
		<svg class="spark" viewBox={`0 0 ${wide} ${tall}`} role="img" aria-label={label}>
			<path d={pieces.join("")} class="chart__path" />
			{last >= 0 && <circle cx={x(last)} cy={y(of[last] ?? 0)} r="3.5" class="chart__bar" />}
		</svg>
	);
}
