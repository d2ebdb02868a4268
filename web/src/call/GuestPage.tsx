import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { keyOf, T, t } from "../app/i18n";
import { invitation } from "../app/link";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone } from "../parts/Problem";
import { call, comeBack, forget, isOver, join, leave } from "./call";
import { Everybody } from "./GuestPictures";
import { coming, saidHere, sayHere } from "./guest";
import { media } from "./media";
import { Opened, Tools, usePanel } from "./panel";
import { Ask, Control, Devices, Level, Own, Picture, Sending, Silent } from "./parts";
import { type Standing, standingOf } from "./words";

/** Where an invitation leads: what this is, the camera, the door, and the talk. Nothing of the case is here. */
export default function GuestPage() {
	const text = invitation.use();
	if (!text)
		return (
			<Page title={t("call.guest.none")}>
				<p>{t("call.guest.none.text")}</p>
			</Page>
		);
	return <Invited key={text} text={text} />;
}

function Invited({ text }: { text: string }) {
	const [here, setHere] = useState(() => saidHere(text));
	// Whoever has pressed a button that is gone by that is taken to the title; a reload leaves the focus alone.
	const pressed = useRef(false);
	useEffect(() => {
		if (here) join({ part: "GUEST", invitation: text });
	}, [here]);
	// Whoever goes to another page, or opens another invitation, gives everything back.
	useEffect(
		() => () => {
			sayHere(undefined);
			coming.set({ early: false });
			forget();
		},
		[],
	);
	if (here) return <Inside pressed={pressed} />;
	return (
		<Before
			onHere={() => {
				pressed.current = true;
				sayHere(text);
				setHere(true);
			}}
		/>
	);
}

/** What comes, before anything is asked or said. */
function Before({ onHere }: { onHere: () => void }) {
	const { microphone, picture } = media.use();
	const asked = microphone !== "unasked" && microphone !== "asking";
	return (
		<Page title={t("call.guest.title")} lead={t("call.guest.lead")}>
			<div class="stack stack--wide">
				<ul class="stack stack--tight guest-about">
					<li>{t("call.guest.about.part")}</li>
					<li>{t("call.guest.about.data")}</li>
					<li>{t("call.guest.about.record")}</li>
				</ul>
				<section class="stack stack--tight" aria-labelledby="guest-devices">
					<h2 id="guest-devices" class="kern-heading-medium">
						{t("call.test.devices")}
					</h2>
					<Ask />
					{picture && (
						<div class="test__picture">
							<Picture stream={picture} label={t("call.own")} mirrored />
						</div>
					)}
					{asked && <Devices />}
				</section>
				<section class="stack stack--tight" aria-labelledby="guest-door">
					<h2 id="guest-door" class="kern-heading-medium">
						{t("call.guest.door")}
					</h2>
					<p>{t("call.guest.door.text")}</p>
					<div class="actions">
						<Button look="primary" writes onClick={onHere}>
							{t("call.guest.here")}
						</Button>
					</div>
				</section>
			</div>
		</Page>
	);
}

/** What a guest reads where the citizen reads something else. */
const OWN: readonly Standing[] = ["joining", "waiting", "refused", "removed", "gone"];
const wordsOf = (standing: Standing) =>
	OWN.includes(standing) ? keyOf("call.guest.now", standing) : keyOf("call.now", standing);

type Pressed = { current: boolean };

function Inside({ pressed }: { pressed: Pressed }) {
	const state = call.use();
	const standing = standingOf(state);
	if (isOver(state.line) || standing === "over") return <Ended standing={standing} pressed={pressed} />;
	return <Room standing={standing} pressed={pressed} />;
}

function Room({ standing, pressed }: { standing: Standing; pressed: Pressed }) {
	useLayoutEffect(() => {
		if (pressed.current) document.querySelector<HTMLElement>("#content h1")?.focus();
	}, []);
	const state = call.use();
	const { early } = coming.use();
	const { microphone } = media.use();
	const inside = standing !== "joining" && standing !== "waiting";
	const panel = usePanel(inside);
	const screen = state.views.host?.screen;
	return (
		<Page title={t("call.title")}>
			<div class={inside ? "visitor visitor--inside" : "visitor"}>
				<div class="call__words" role="status">
					<p>
						<strong>{t(early ? "call.guest.early" : wordsOf(standing))}</strong>
					</p>
					{early && <p>{t("call.guest.early.text")}</p>}
					{!early && standing === "waiting" && <p>{t("call.guest.now.waiting.text")}</p>}
					{standing === "broken" && <p>{t("call.now.broken.text")}</p>}
					{state.line === "back" && standing !== "broken" && <p>{t("call.back")}</p>}
				</div>
				<Silent />
				{inside && standing !== "hold" && screen && <Picture stream={screen} label={t("call.screen")} />}
				{inside && standing !== "hold" && <Everybody />}
				<Ask brief={inside} />
				{microphone !== "unasked" && standing !== "hold" && <Own />}
				{!inside && microphone === "on" && <Level />}
				<fieldset class="call__controls">
					<legend class="kern-sr-only">{t("call.controls")}</legend>
					{microphone !== "unasked" && <Sending />}
					<Tools live={inside} panel={panel} />
					<Control id="leave" icon="leave" onPress={leave}>
						{t("call.leave")}
					</Control>
				</fieldset>
				{panel.which && (
					<section aria-label={t(panel.which === "chat" ? "call.chat" : "call.devices")}>
						<Opened {...panel} />
					</section>
				)}
			</div>
		</Page>
	);
}

function Ended({ standing, pressed }: { standing: Standing; pressed: Pressed }) {
	const { why } = call.use();
	const { refused } = coming.use();
	const over = standing === "over" || (standing === "refused" && refused === "over");
	const wrong = standing === "removed" || (standing === "refused" && refused === "wrong");
	const title = t(over ? "call.now.over" : wrongTitle(standing, wrong));
	return (
		<Page title={t("call.title")}>
			<Notice kind={standing === "refused" && !over ? "warning" : "info"} title={title} told focused>
				{over && <p>{t("call.guest.over.text")}</p>}
				{wrong && <p>{t(standing === "removed" ? "call.guest.removed.text" : "call.guest.wrong.text")}</p>}
				{standing === "refused" && !over && !wrong && why && <p>{why}</p>}
				{standing === "left" && <p>{t("call.left.text")}</p>}
				{standing === "elsewhere" && <p>{t("call.elsewhere.text")}</p>}
				{standing === "refused" && !over && !wrong && (
					<p>
						<T k="call.guest.refused.text" phone={<Phone />} />
					</p>
				)}
				{!wrong && (
					<div class="actions">
						<Button
							look={over ? "secondary" : "primary"}
							onClick={() => {
								pressed.current = true;
								comeBack();
							}}
						>
							{t(standing === "elsewhere" ? "call.elsewhere.button" : "call.come-back")}
						</Button>
					</div>
				)}
			</Notice>
		</Page>
	);
}

const wrongTitle = (standing: Standing, wrong: boolean) =>
	wrong && standing === "refused" ? ("call.guest.wrong" as const) : wordsOf(standing);
