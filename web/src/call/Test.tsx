import { useEffect, useState } from "preact/hooks";
import { ask } from "../app/client";
import { T, t } from "../app/i18n";
import type { PageProps } from "../app/router";
import { RelayToTryDocument } from "../gql/graphql";
import { Button } from "../parts/Button";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";
import { Phone } from "../parts/Problem";
import { call, isOver } from "./call";
import { type Found, tryConnection } from "./connection";
import type { Ice } from "./frames";
import { media, playSound, release } from "./media";
import { talking } from "./now";
import { Ask, Devices, Picture, Sending } from "./parts";

/** Whether camera, microphone, loudspeaker and line do what the talk needs; before the day, or while somebody waits. */
export default function Test({ params }: PageProps) {
	const { microphone, camera, picture } = media.use();
	const asked = microphone !== "unasked" && microphone !== "asking";
	// Whoever waits keeps the camera for the talk; otherwise its lamp goes out with this page.
	useEffect(
		() => () => {
			if (!talking.get() || isOver(call.get().line)) release();
		},
		[],
	);
	return (
		<Page title={t("call.test.title")} lead={t("call.test.lead")} back={`/termin/${params.id ?? ""}`}>
			<div class="stack stack--wide">
				<section class="stack stack--tight" aria-labelledby="test-devices">
					<h2 id="test-devices" class="kern-heading-medium">
						{t("call.test.devices")}
					</h2>
					<Ask />
					{picture && (
						<div class="test__picture">
							<Picture stream={picture} label={t("call.own")} mirrored />
						</div>
					)}
					{asked && (
						<>
							{camera === "off" && (
								<div class="call__controls">
									<Sending />
								</div>
							)}
							<Devices />
							<p class="muted">{t("call.test.speak")}</p>
						</>
					)}
				</section>
				<Loudspeaker />
				<Line booking={params.id ?? ""} />
				<p>
					<T k="call.test.phone" phone={<Phone />} />
				</p>
			</div>
		</Page>
	);
}

function Loudspeaker() {
	const [busy, setBusy] = useState(false);
	const [played, setPlayed] = useState(false);
	const [lost, setLost] = useState(false);
	return (
		<section class="stack stack--tight" aria-labelledby="test-sound">
			<h2 id="test-sound" class="kern-heading-medium">
				{t("call.test.sound")}
			</h2>
			<p>{t("call.test.sound.text")}</p>
			<div class="actions">
				<Button
					busy={busy}
					onClick={async () => {
						setBusy(true);
						setLost(false);
						await playSound().then(
							() => setPlayed(true),
							() => setLost(true),
						);
						setBusy(false);
					}}
				>
					{t(played ? "call.test.sound.again" : "call.test.sound.button")}
				</Button>
			</div>
			<div role="status">
				{played && <p>{t("call.test.sound.played")}</p>}
				{lost && <p>{t("call.test.sound.lost")}</p>}
			</div>
		</section>
	);
}

const TONE = { relay: "success", closed: "warning", later: "info", none: "warning" } as const;

/** Whoever waits has the relay's password already; before the day it is asked for. */
async function relays(booking: string): Promise<Ice[]> {
	const { ice } = call.get();
	if (ice.length > 0) return [...ice];
	const answer = await ask(RelayToTryDocument, { booking }).catch(() => undefined);
	const relay = answer?.booking?.relay;
	return relay ? [{ urls: [...relay.urls], username: relay.username, credential: relay.credential }] : [];
}

function Line({ booking }: { booking: string }) {
	const [busy, setBusy] = useState(false);
	const [found, setFound] = useState<Found>();
	return (
		<section class="stack stack--tight" aria-labelledby="test-line">
			<h2 id="test-line" class="kern-heading-medium">
				{t("call.test.line")}
			</h2>
			<p>{t("call.test.line.text")}</p>
			<div class="actions">
				<Button
					busy={busy}
					onClick={async () => {
						setBusy(true);
						setFound(undefined);
						setFound(await tryConnection(await relays(booking)));
						setBusy(false);
					}}
				>
					{t("call.test.line.button")}
				</Button>
			</div>
			{found && (
				<Notice kind={TONE[found.what]} title={t(`call.test.line.${found.what}`)} told>
					<p>{t(`call.test.line.${found.what}.text`)}</p>
					{found.what === "relay" && (
						<ul>
							{found.legs.map(({ leg, works }) => (
								<li key={leg}>{t(`call.test.leg.${leg}.${works ? "yes" : "no"}`)}</li>
							))}
						</ul>
					)}
				</Notice>
			)}
		</section>
	);
}
