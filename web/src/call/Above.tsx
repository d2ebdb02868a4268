import { useEffect, useRef, useState } from "preact/hooks";
import { T, t } from "../app/i18n";
import { Link, place } from "../app/router";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Phone } from "../parts/Problem";
import { call, comeBack, isOver, join, leave } from "./call";
import { GuestsOfCitizen, useByPhone } from "./GuestCitizen";
import { Guests } from "./GuestPictures";
import { media } from "./media";
import { inTalk, type Talking, talking } from "./now";
import {
	Ask,
	Chat,
	Control,
	Devices,
	Level,
	Own,
	Picture,
	Sending,
	Silent,
	useCallTexts,
	useCaptions,
	useSince,
} from "./parts";
import { Shared } from "./Shared";
import { CITIZEN, otherOf, type Standing, standingOf } from "./words";

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

type Panel = "chat" | "devices";

function Citizen({ of }: { of: Talking }) {
	const state = call.use();
	const { microphone } = media.use();
	const standing = standingOf(state);
	const [panel, open] = useState<Panel>();
	const other = otherOf(state);
	const view = other ? state.views[other.seat] : undefined;
	const written = useCaptions(view?.person);
	const live = !isOver(state.line) && standing !== "waiting" && standing !== "joining" && standing !== "over";
	// Whoever only waits loses nothing by going away.
	const connected = standing === "talking" || standing === "broken" || standing === "hold";
	useEffect(() => {
		inTalk.set(connected);
		return () => inTalk.set(false);
	}, [connected]);
	// Who writes is read, also by somebody who has not opened the writing.
	const lines = state.chat.length;
	const seen = useRef(lines);
	useEffect(() => {
		const last = state.chat.at(-1);
		if (lines > seen.current && last && last.from !== state.seat) open("chat");
		seen.current = lines;
	}, [lines]);
	if (isOver(state.line) || standing === "over") return <Ended standing={standing} why={state.why} />;
	const toggle = (which: Panel) => open(panel === which ? undefined : which);
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
						{!live && microphone === "on" && <Level />}
						{written.text && written.on && (
							<p class="call__captions" aria-live="off">
								{written.text}
							</p>
						)}
						<fieldset class="call__controls">
							<legend class="kern-sr-only">{t("call.controls")}</legend>
							{microphone !== "unasked" && <Sending />}
							{live && (
								<Control id="chat" icon="chat" expanded={panel === "chat"} onPress={() => toggle("chat")}>
									{t("call.chat")}
								</Control>
							)}
							{microphone !== "unasked" && (
								<Control id="devices" icon="devices" expanded={panel === "devices"} onPress={() => toggle("devices")}>
									{t("call.devices")}
								</Control>
							)}
							{written.possible && live && (
								<Control id="captions" icon="captions" off={!written.on} onPress={written.toggle}>
									{t(written.on ? "call.captions.off" : "call.captions.on")}
								</Control>
							)}
							{live && (
								<Control id="leave" icon="leave" onPress={leave}>
									{t("call.leave")}
								</Control>
							)}
						</fieldset>
					</div>
				</div>
			</section>
			{panel && (panel !== "chat" || live) && (
				<section class="call__panel" aria-label={t(panel === "chat" ? "call.chat" : "call.devices")}>
					{panel === "chat" ? <Chat /> : <Devices />}
					{panel === "devices" && (
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
	useEffect(() => setBrokenAt(trouble ? Date.now() : undefined), [trouble]);
	const secs = Math.max(useSince(brokenAt), useSince(goneAt));
	return (
		<div class="call__words" role="status">
			<p>
				<strong>{t(CITIZEN[standing])}</strong>
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

function Ended({ standing, why }: { standing: Standing; why: string | undefined }) {
	const byPhone = useByPhone(talking.use()) && standing === "over";
	if (byPhone)
		return (
			<section class="call call--ended" aria-label={t("call.title")}>
				<Notice kind="info" title={t("call.over.PHONE")} told>
					<p>{t("call.over.PHONE.text")}</p>
				</Notice>
			</section>
		);
	return (
		<section class="call call--ended" aria-label={t("call.title")}>
			<Notice kind={standing === "refused" ? "warning" : "info"} title={t(CITIZEN[standing])} told>
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
