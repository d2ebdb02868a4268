import { render } from "preact";
import { lookUpAuthority } from "./app/authority";
import { LANGUAGES, type Language, language, t, wishedLanguage } from "./app/i18n";
import { takeLink } from "./app/link";
import { lost, routes } from "./app/places";
import { useShown } from "./app/router";
import { lookUpSession, session } from "./app/session";
import { kept } from "./app/tab";
import { talking } from "./call/now";
import { Button } from "./parts/Button";
import { Frame, speak } from "./parts/Frame";
import { later } from "./parts/Later";
import { Notice } from "./parts/Notice";
import "./app/focus";
import "./app/net";

const SignIn = later(() => import("./parts/SignIn"));
const Call = later(() => import("./call/Above"));

// What a link in a mail carries leaves the address before anything else happens.
takeLink();

const remembered = (): Language | undefined => LANGUAGES.find((one) => one === kept("language"));

function App() {
	const [shown, failed, again] = useShown(routes, lost);
	// The frame speaks the language whose texts are here; the choice itself may be a moment ahead.
	language.use();
	const who = session.use();
	const talk = talking.use();
	if (!shown) {
		return failed ? (
			<main id="content" class="page">
				{/* No texts are here yet, so the words are in the page itself. */}
				<Notice kind="danger" title="Die Seite konnte nicht geladen werden." told>
					<p lang="en">The page could not be loaded.</p>
					<button type="button" class="kern-btn kern-btn--primary" onClick={again}>
						Erneut versuchen / Try again
					</button>
				</Notice>
			</main>
		) : null;
	}
	const { Page, route, params } = shown;
	// A page of the staff waits behind the door, and keeps its address.
	const closed =
		route.side === "staff" && who !== undefined && who.kind !== "staff" && !shown.path.startsWith("/dienst/anmelden");
	return (
		<Frame route={route}>
			{failed && (
				<div class="page">
					<Notice kind="warning" title={t("common.fault.offline.title")} told>
						<Button onClick={again}>{t("common.retry")}</Button>
					</Notice>
				</div>
			)}
			{talk && !closed && (talk.part === "CLERK") === (route.side === "staff") && <Call />}
			{closed ? <SignIn key={shown.path} away /> : <Page key={shown.path} params={params} />}
		</Frame>
	);
}

speak(remembered() ?? wishedLanguage(navigator.languages));
lookUpSession().catch(() => {});
lookUpAuthority().catch(() => {});

const root = document.getElementById("app") as HTMLElement;
root.replaceChildren();
render(<App />, root);
