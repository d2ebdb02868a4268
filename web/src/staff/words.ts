import { plainDay } from "../app/format";
import { type Key, keyOf, locale, t } from "../app/i18n";
import type { ServiceCode } from "../gql/graphql";

/** What a service is called in the office. */
export const serviceName = (code: ServiceCode): string => t(keyOf("staff.service", code));

/** "Ummeldung, 2× Führungszeugnis" */
export function linesOf(lines: readonly { service: ServiceCode; quantity: number }[]): string {
	return lines
		.map(({ service, quantity }) =>
			quantity > 1 ? t("staff.service.times", { n: quantity, name: serviceName(service) }) : serviceName(service),
		)
		.join(", ");
}

/** Who comes, or why nobody is named. */
export function whoOf(of: { contact?: { name: string } | null; contactErased: boolean }): string {
	return of.contact?.name ?? t(of.contactErased ? "staff.forgotten" : "staff.nobody");
}

/** A word for something that happened. */
export const eventName = (kind: string, name: string): string =>
	t(keyOf("staff.event", name.includes(".") ? name : `${kind}.${name}`));

/** A word for what something happened to. */
export const kindName = (kind: string): string => t(keyOf("staff.kind", kind));

/** The word of a code of the API. */
export const word = (beginning: Key | string, code: string): string => t(`${beginning}.${code}` as Key);

export interface Born {
	year: number;
	month?: number | null;
	day?: number | null;
}

/** A date of birth, as far as it is known. */
export function bornOf({ year, month, day }: Born): string {
	if (!month) return String(year);
	const two = (n: number) => String(n).padStart(2, "0");
	return day ? plainDay(`${year}-${two(month)}-${two(day)}`) : `${two(month)}/${year}`;
}

/** A date of birth as the API takes it. */
export const bornInput = ({ year, month, day }: Born) => ({ year, month: month ?? null, day: day ?? null });

/** Reads a date of birth: `10.12.1990`, `12.1990`, `1990`. */
export function readBorn(text: string): Born | undefined {
	const parts = text
		.trim()
		.split(/[.\-/ ]+/)
		.filter(Boolean);
	if (parts.length === 0 || parts.length > 3 || parts.some((part) => !/^\d+$/.test(part))) return undefined;
	const given = parts[0]?.length === 4 ? parts : parts.reverse();
	const [year, month, day] = given.map(Number) as [number, number | undefined, number | undefined];
	if (year < 1880 || year > new Date().getFullYear()) return undefined;
	if (month !== undefined && (month < 1 || month > 12)) return undefined;
	if (day !== undefined && new Date(Date.UTC(year, (month ?? 1) - 1, day)).getUTCDate() !== day) return undefined;
	return bornInput({ year, month, day });
}

/** "62 %" */
export function percent(ratio: number): string {
	return new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(ratio);
}

/** "1.204" */
export const number = (n: number): string => new Intl.NumberFormat(locale()).format(n);
