// Drawn for these pages, on a grid of 24.
const PATHS = {
	info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5M12 7.5v.01",
	success: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.2l2.8 2.8 5.2-5.6",
	warning: "M12 4 2.8 20h18.4L12 4ZM12 10v4.5M12 17.4v.01",
	danger: "M8 3h8l5 5v8l-5 5H8l-5-5V8l5-5ZM12 8v5M12 16v.01",
	back: "M15 5l-7 7 7 7",
	next: "M9 5l7 7-7 7",
	down: "M5 9l7 7 7-7",
	clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3.5 2",
	calendar: "M4 6.5h16V20H4V6.5ZM4 11h16M8 3.5v4M16 3.5v4",
	phone: "M6.5 3.5h3l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z",
	person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
	file: "M6 3h8l4 4v14H6V3ZM13.5 3v5H18M9 13h6M9 17h6",
	download: "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
	upload: "M12 16V5M7 9.5l5-5 5 5M4.5 20h15",
	pen: "M4 20l1-4L16.5 4.5l3 3L8 19l-4 1ZM14 7l3 3",
	euro: "M17.5 6.5a7 7 0 1 0 0 11M3.5 10h9M3.5 14h9",
	close: "M6 6l12 12M18 6 6 18",
	check: "M5 12.5l4.5 4.5L19 7",
	mark: "M6.5 8l5.5 9 5.5-9",
	globe: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
	video: "M3 7h11v10H3V7ZM14 11l7-3.5v9L14 13",
	home: "M4 11l8-7 8 7v9h-5v-6H9v6H4v-9Z",
	plus: "M12 5v14M5 12h14",
	minus: "M5 12h14",
	search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20 20",
	eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside words. It never says anything that the words do not. */
export function Icon({ name, size = 24 }: { name: IconName; size?: number }) {
	return <Drawing path={PATHS[name]} size={size} />;
}

/** The same of a path that only some pages have. */
export function Drawing({ path, size }: { path: string; size: number }) {
	return (
		<svg
			aria-hidden="true"
			focusable="false"
			width={size}
			height={size}
			viewBox="0 0 24 24"
			fill="none"
			stroke="currentColor"
			stroke-width="1.8"
			stroke-linecap="round"
			stroke-linejoin="round"
		>
			<path d={path} />
		</svg>
	);
}
