import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** How wide a drawing is. It is drawn for just that width, so that its words are as large as all others. */
export function useWidth() {
	const box = useRef<SVGSVGElement>(null);
	const [width, setWidth] = useState(960);
	useLayoutEffect(() => {
		if (!box.current) return;
		const look = new ResizeObserver((entries) => {
			const found = Math.round(entries[0]?.contentRect.width ?? 0);
			if (found > 0) setWidth(found);
		});
		look.observe(box.current);
		return () => look.disconnect();
	}, []);
	return { box, width };
}
