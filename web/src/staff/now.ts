import { useEffect, useState } from "preact/hooks";
import { serverNow } from "../app/net";

/** The server's time, drawn anew every so often. */
export function useNow(everySecs: number): number {
	const [now, set] = useState(serverNow);
	useEffect(() => {
		const timer = setInterval(() => set(serverNow()), everySecs * 1000);
		return () => clearInterval(timer);
	}, [everySecs]);
	return now;
}

/** Whole minutes from one moment to another, never less than none. */
export const minutesBetween = (from: string, to: number): number =>
	Math.max(0, Math.floor((to - Date.parse(from)) / 60_000));
