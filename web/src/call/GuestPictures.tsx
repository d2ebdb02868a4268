import { t } from "../app/i18n";
import { call } from "./call";
import type { Seat } from "./frames";
import { guestsIn } from "./guest";
import { Picture, partOf } from "./parts";
import "./guest.scss";

/** Somebody who takes part: their picture, or a place where it would be, and who they are. */
export function Tile({ of }: { of: Seat }) {
	const { views } = call.use();
	const person = views[of.seat]?.person;
	const who = partOf(of.seat);
	return (
		<li class="tile">
			{person && of.media.camera ? (
				<Picture stream={person} label={t("call.guest.picture", { who })} />
			) : (
				<p class="tile__nobody">{t(of.here === "HERE" ? "call.guest.no-picture" : "call.guest.away")}</p>
			)}
			<p class="tile__name">
				{who}
				{of.here === "HERE" && !of.media.microphone && <span class="muted"> · {t("call.guest.muted")}</span>}
			</p>
		</li>
	);
}

/** Those who are there beside the two: an interpreter, a companion. Whoever waits is not seen yet. */
export function Guests() {
	const { room, seat } = call.use();
	const guests = guestsIn(room).filter((one) => one.seat !== seat && one.admitted);
	if (guests.length === 0) return null;
	return (
		<ul class="plain guests" aria-label={t("call.guest.others")}>
			{guests.map((one) => (
				<Tile key={one.seat} of={one} />
			))}
		</ul>
	);
}

/** Everybody else, for a guest. */
export function Everybody() {
	const { room, seat } = call.use();
	const others = (room?.seats ?? []).filter((one) => one.seat !== seat && one.admitted);
	return (
		<ul class="plain everybody" aria-label={t("call.guest.others")}>
			{others.map((one) => (
				<Tile key={one.seat} of={one} />
			))}
		</ul>
	);
}
