import { useEffect } from "preact/hooks";
import { t } from "../app/i18n";
import { useDesk, useStep, Wrong } from "../desk/case/desk";
import { DeskConsultationEndDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { later } from "../parts/Later";
import { Notice } from "../parts/Notice";
import { ByPhone } from "./ByPhone";
import { call, comeBack, hold, isOver, leave, shareScreen } from "./call";
import { Guests } from "./GuestPictures";
import { media } from "./media";
import { takeNoPart, takePart } from "./now";
import { Opened, Tools, usePanel } from "./panel";
import { Ask, Control, Own, Picture, Sending, Silent, useCallTexts, useCaptions, Weak } from "./parts";
import { forClerk, otherOf, type Standing, standingOf } from "./words";

const GuestsAtDesk = later(() => import("./GuestDesk"));

/** The talk beside the case, for whoever has called: from the waiting room to its end. */
export default function Beside() {
	const { booking, talk, file, me } = useDesk();
	const ready = useCallTexts();
	const ours = booking !== undefined && me !== undefined && booking.clerk === me.id;
	const otherwise = talk !== undefined && talk.medium !== undefined && talk.medium !== null && talk.medium !== "VIDEO";
	const wanted =
		ours && booking.channel === "VIDEO" && (booking.state === "CALLED" || booking.state === "IN_SERVICE") && !otherwise;
	const id = booking?.id;
	useEffect(() => {
		// Until it is known who sits here, nothing is known about whose talk it is.
		if (!id || !booking || !me) return;
		if (wanted) takePart({ booking: id, part: "CLERK", cases: [file.id, ...booking.cases.map((one) => one.id)] });
		else takeNoPart(id);
	}, [id, wanted, me?.id]);
	if (!wanted || !ready) return null;
	return <Room live={talk !== undefined} />;
}

/** What only the talk of an appointment has: where it stands is known from the case, too. */
function Room({ live: talks }: { live: boolean }) {
	const state = call.use();
	const { microphone, screen } = media.use();
	const { booking } = useDesk();
	const end = useStep(DeskConsultationEndDocument);
	const standing = standingOf(state);
	const other = otherOf(state);
	const view = other ? state.views[other.seat] : undefined;
	const captioned = useCaptions(view?.person);
	const live =
		talks && !isOver(state.line) && state.room !== undefined && standing !== "waiting" && standing !== "over";
	const panel = usePanel(live);
	// A talk that is begun anew has a room anew.
	useEffect(() => {
		if (talks && state.line === "over") comeBack();
	}, [talks]);
	const onHold = state.room?.hold === true;
	const title = t("call.clerk.title");
	if (isOver(state.line) || standing === "over")
		return (
			<section class="beside" aria-label={title}>
				<Wrong of={[end]} />
				<Notice kind={standing === "refused" ? "warning" : "info"} title={t(forClerk(standing))} told>
					{state.why && <p>{state.why}</p>}
					{standing === "elsewhere" && <p>{t("call.elsewhere.text")}</p>}
					{standing === "refused" && <p>{t("call.clerk.refused")}</p>}
					<div class="actions">
						<Button onClick={comeBack}>
							{t(standing === "elsewhere" ? "call.elsewhere.button" : "call.come-back")}
						</Button>
					</div>
				</Notice>
			</section>
		);
	const shows = view && !onHold && (standing === "talking" || standing === "broken");
	return (
		<section class="beside" aria-label={title}>
			<Wrong of={[end]} />
			<div class={shows ? "call__pictures call__pictures--both" : "call__pictures"}>
				{shows && view?.person && other?.media.camera ? (
					<Picture stream={view.person} label={t("call.citizen.picture")} />
				) : (
					standing === "talking" && <p class="call__nobody">{t("call.citizen.no-picture")}</p>
				)}
				{microphone !== "unasked" && standing !== "hold" && <Own />}
				{shows && <Guests />}
			</div>
			<Words standing={standing} here={other?.here === "HERE"} />
			{other && standing === "talking" && !other.media.microphone && <p class="muted">{t("call.citizen.muted")}</p>}
			<Ask clerk brief={live} />
			<Silent />
			{live && <Weak />}
			{captioned.on && captioned.text && (
				<p class="call__captions" aria-live="off">
					{captioned.text}
				</p>
			)}
			<fieldset class="call__controls">
				<legend class="kern-sr-only">{t("call.controls")}</legend>
				{microphone !== "unasked" && <Sending keys />}
				{live && (
					<>
						<Control id="hold" icon="hold" off={onHold} hotkey="l" onPress={() => hold(!onHold)}>
							{t(onHold ? "call.hold.off" : "call.hold.on")}
						</Control>
						<Control
							id="screen"
							icon="screen"
							off={screen !== undefined}
							hotkey="d"
							onPress={() => shareScreen(screen === undefined)}
						>
							{t(screen ? "call.screen.off" : "call.screen.on")}
						</Control>
					</>
				)}
				<Tools live={live} panel={panel} captions={captioned} keys />
				{live ? (
					<Control
						id="end"
						icon="leave"
						onPress={() =>
							booking && end.give({ of: { booking: booking.id }, outcome: "COMPLETED" }, t("desk.talk.ended"))
						}
					>
						{t("call.end")}
					</Control>
				) : (
					<Control id="leave" icon="leave" onPress={leave}>
						{t("call.clerk.leave")}
					</Control>
				)}
			</fieldset>
			{state.room && <GuestsAtDesk live={live} />}
			{live && booking && <ByPhone booking={booking.id} />}
			{panel.which && (
				<section class="beside__panel" aria-label={t(panel.which === "chat" ? "call.chat" : "call.devices")}>
					<Opened {...panel} />
				</section>
			)}
		</section>
	);
}

function Words({ standing, here }: { standing: Standing; here: boolean }) {
	const { line } = call.use();
	return (
		<div class="call__words" role="status">
			<p>
				<strong>
					{t(standing === "waiting" ? (here ? "call.clerk.here" : "call.clerk.not-here") : forClerk(standing))}
				</strong>
			</p>
			{(standing === "broken" || standing === "gone") && <p>{t("call.clerk.broken.text")}</p>}
			{line === "back" && standing !== "broken" && <p>{t("call.back")}</p>}
		</div>
	);
}
