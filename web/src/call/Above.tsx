import { useEffect, useState } from "preact/hooks";
import { keyOf, T, t } from "../app/i18n";
import { serverNow } from "../app/net";
import { Link, place } from "../app/router";
import { useAnswer } from "../app/use";
import { GuestsOfCaseDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Phone } from "../parts/Problem";
import { useNow } from "../staff/now";
import { call, comeBack, isOver, join, leave } from "./call";
import { GuestsOfCitizen } from "./GuestCitizen";
import { Guests } from "./GuestPictures";
import { media } from "./media";
import { inTalk, type Talking, talking } from "./now";
import { Opened, Tools, usePanel } from "./panel";
import { Ask, Control, Level, Own, Picture, Sending, Silent, useCallTexts, useCaptions, Weak } from "./parts";
import { Shared } from "./Shared";
import { useSight } from "./sight";
import { forCitizen, otherOf, type Standing, standingOf } from "./words";

/** So long the line may be gone before the telephone is named. */
const PATIENCE_SECS = 12;

/** The talk above the page: whatever page that is, the talk goes on. */
export default function Above() {
	const of = talking.use();
	const ready = useCallTexts();
	useEffect(() => {
		if (of) join(of);
	}, [of?.booking, of?.part]);
	if (!of || !ready) return null;
	return of.part === "CITIZEN" ? <Citizen of={of} /> : <Elsewhere of={of} />;
}

/** The clerk has gone to another page: the talk goes on, and one step leads back to it. */
function Elsewhere({ of }: { of: Talking }) {
	const { path } = place.use();
	const state = call.use();
	const home = of.cases.map((id) => `/dienst/vorgang/${id}`);
	if (home.includes(path) || isOver(state.line) || !home[0]) return null;
	return (
		<section class="call call--slim" aria-label={t("call.title")}>
			<p>
				<T
					k="call.clerk.elsewhere"
					link={
						<Link class="kern-link" href={home[0]}>
							{t("call.clerk.elsewhere.link")}
						</Link>
					}
				/>
			</p>
		</section>
	);
}

function Citizen({ of }: { of: Talking }) {
	const state = call.use();
	const { microphone } = media.use();
	const standing = standingOf(state);
	const other = otherOf(state);
	const view = other ? state.views[other.seat] : undefined;
	const written = useCaptions(view?.person);
	const live = !isOver(state.line) && standing !== "waiting" && standing !== "joining" && standing !== "over";
	const panel = usePanel(live);
	useSight();
	// Whoever only waits loses nothing by going away.
	const connected = standing === "talking" || standing === "broken" || standing === "hold";
	useEffect(() => {
		inTalk.set(connected);
		return () => inTalk.set(false);
	}, [connected]);
	if (standing === "over") return <Over of={of} why={state.why} />;
	if (isOver(state.line)) return <Ended standing={standing} why={state.why} />;
	const shows = (standing === "talking" || standing === "broken") && view;
	return (
		<>
			<section class={live ? "call call--live" : "call"} aria-label={t("call.title")}>
				<div class="call__in">
					<div class={shows ? "call__pictures call__pictures--both" : "call__pictures"}>
						{shows && view?.screen ? (
							<Picture stream={view.screen} label={t("call.screen")} />
						) : shows && view?.person && other?.media.camera ? (
							<Picture stream={view.person} label={t("call.clerk.picture")} />
						) : (
							standing === "talking" && <p class="call__nobody">{t("call.clerk.no-picture")}</p>
						)}
						{microphone !== "unasked" && standing !== "hold" && <Own />}
						{shows && <Guests />}
					</div>
					<div class="call__side">
						<Words standing={standing} />
						<Ask brief={live} />
						<Silent />
						{live && <Weak />}
						{!live && microphone === "on" && <Level />}
						{written.text && written.on && (
							<p class="call__captions" aria-live="off">
								{written.text}
							</p>
						)}
						<fieldset class="call__controls">
							<legend class="kern-sr-only">{t("call.controls")}</legend>
							{microphone !== "unasked" && <Sending />}
							<Tools live={live} panel={panel} captions={written} />
							{live && (
								<Control id="leave" icon="leave" onPress={leave}>
									{t("call.leave")}
								</Control>
							)}
						</fieldset>
					</div>
				</div>
			</section>
			{panel.which && (
				<section class="call__panel" aria-label={t(panel.which === "chat" ? "call.chat" : "call.devices")}>
					<Opened {...panel} />
					{panel.which === "devices" && (
						<p>
							<Link class="kern-link" href={`/termin/${of.booking}/test`}>
								{t("call.test.link")}
							</Link>
						</p>
					)}
				</section>
			)}
			{state.room && <GuestsOfCitizen of={of} />}
			{live && <Shared of={of} />}
		</>
	);
}

/** How the talk stands, in words; and the telephone, when it takes long. */
function Words({ standing }: { standing: Standing }) {
	const { line, goneAt } = call.use();
	const [brokenAt, setBrokenAt] = useState<number>();
	const trouble = ["joining", "broken", "gone", "connecting"].includes(standing);
	useEffect(() => setBrokenAt(trouble ? serverNow() : undefined), [trouble]);
	const now = useNow(1);
	const secs = (now - Math.min(brokenAt ?? now, goneAt ?? now)) / 1_000;
	return (
		<div class="call__words" role="status">
			<p>
				<strong>{t(forCitizen(standing))}</strong>
			</p>
			{standing === "waiting" && <p>{t("call.now.waiting.text")}</p>}
			{standing === "broken" && <p>{t("call.now.broken.text")}</p>}
			{line === "back" && standing !== "broken" && <p>{t("call.back")}</p>}
			{secs > PATIENCE_SECS && (
				<p>
					<T k="call.phone" phone={<Phone />} />
				</p>
			)}
		</div>
	);
}

/** The room is over. The talk may go on by telephone, or be held at the counter. */
function Over({ of, why }: { of: Talking; why: string | undefined }) {
	const answer = useAnswer(GuestsOfCaseDocument, { id: of.cases[0] ?? "" }, { live: "MY_CASES", wait: !of.cases[0] });
	const goesOn = answer.data?.case?.consultations.find((one) => one.state === "LIVE" || one.state === "INTERRUPTED");
	const medium = goesOn?.medium;
	if (!medium || medium === "VIDEO") return <Ended standing="over" why={why} />;
	return (
		<section class="call call--ended" aria-label={t("call.title")}>
			<Notice kind="info" title={t(keyOf("call.over", medium))} told>
				<p>{t(keyOf(`call.over.${medium}`, "text"))}</p>
			</Notice>
		</section>
	);
}

function Ended({ standing, why }: { standing: Standing; why: string | undefined }) {
	return (
		<section class="call call--ended" aria-label={t("call.title")}>
			<Notice kind={standing === "refused" ? "warning" : "info"} title={t(forCitizen(standing))} told>
				{why && <p>{why}</p>}
				{standing === "refused" && (
					<p>
						<T k="call.refused.text" phone={<Phone />} />
					</p>
				)}
				{standing === "left" && <p>{t("call.left.text")}</p>}
				{standing === "elsewhere" && <p>{t("call.elsewhere.text")}</p>}
				{standing !== "removed" && (
					<div class="actions">
						<Button look={standing === "over" ? "secondary" : "primary"} onClick={comeBack}>
							{t(standing === "elsewhere" ? "call.elsewhere.button" : "call.come-back")}
						</Button>
					</div>
				)}
			</Notice>
		</section>
	);
}
