import { t } from "../app/i18n";

/** How far the booking is. */
export function Steps({ now }: { now: 1 | 2 | 3 | 4 }) {
	return <p class="steps-now">{t("citizen.steps", { now, all: 4 })}</p>;
}
