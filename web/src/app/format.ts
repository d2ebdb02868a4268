import { locale } from "./i18n";

// The office is in one place, and so is its time.
const ZONE = "Europe/Berlin";

const made = new Map<string, Intl.DateTimeFormat>();
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale()} ${JSON.stringify(options)}`;
	let format = made.get(key);
	if (!format) {
		format = new Intl.DateTimeFormat(locale(), { timeZone: ZONE, ...options });
		made.set(key, format);
	}
	return format;
}

/** A calendar day of the API (`2026-11-30`) at noon, so that no time zone moves it. */
function noon(day: string): Date {
	return new Date(`${day}T12:00:00Z`);
}

/** "Montag, 30. November 2026" */
export function longDay(day: string): string {
	return formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(noon(day));
}

/** "Montag, 30. November" */
export function shortDay(day: string): string {
	return formatter({ weekday: "long", day: "numeric", month: "long" }).format(noon(day));
}

/** "30.11.2026" */
export function plainDay(day: string): string {
	return formatter({ day: "2-digit", month: "2-digit", year: "numeric" }).format(noon(day));
}

/** "November 2026" */
export function monthOf(day: string): string {
	return formatter({ month: "long", year: "numeric" }).format(noon(day));
}

/** "10:40" */
export function timeOf(at: string | Date): string {
	return formatter({ hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** "Montag, 30. November 2026" of a moment */
export function dayOf(at: string | Date): string {
	return formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(new Date(at));
}

/** "30.11.2026, 10:40" */
export function momentOf(at: string | number | Date): string {
	return formatter({ day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(
		new Date(at),
	);
}

const isoDay = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const hour = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit" });

/** The calendar day (`2026-11-30`) of a moment, where the office is. */
export function dateOf(at: string | Date): string {
	return isoDay.format(new Date(at));
}

/** The hour of the day, where the office is. */
export function hourOf(at: string | Date): number {
	return Number(hour.format(new Date(at)));
}

/** A calendar day so many days later. */
export function plusDays(day: string, days: number): string {
	const at = noon(day);
	at.setUTCDate(at.getUTCDate() + days);
	return at.toISOString().slice(0, 10);
}

/** "13,00 €" */
export function money(cents: number): string {
	return new Intl.NumberFormat(locale(), { style: "currency", currency: "EUR" }).format(cents / 100);
}
