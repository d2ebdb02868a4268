import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { authority } from "../app/authority";
import { type Fault, faultIn } from "../app/fault";
import {
	AREAS,
	type Area,
	type Key,
	LANGUAGES,
	type Language,
	language,
	loadTexts,
	OWN_NAMES,
	T,
	t,
} from "../app/i18n";
import { live } from "../app/live";
import { online } from "../app/net";
import { nav } from "../app/places";
import { go, Link, place, type Route } from "../app/router";
import { ended, ensureSender, lookUpSession, session } from "../app/session";
import { keep } from "../app/tab";
import { useSignOut } from "../app/use";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Icon } from "./Icon";
import { later } from "./Later";
import { Phone, Problem } from "./Problem";

const StaffSignIn = later(() => import("./StaffSignIn"));

/** What stands around every page. */
export function Frame({ route, children }: { route: Route | undefined; children: ComponentChildren }) {
	const staff = route?.side === "staff";
	return (
		<>
			{/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on the page, and spares the history an entry */}
			<a
				class="skip"
				href="#content"
				onClick={(event) => {
					event.preventDefault();
					const heading = document.querySelector<HTMLElement>("#content h1");
					heading?.focus();
					heading?.scrollIntoView();
				}}
			>
				{t("common.skip")}
			</a>
			<Header staff={staff} areas={route?.areas ?? []} />
			<LineBar />
			{children}
			<Footer />
			<SignInAgain staff={staff} />
		</>
	);
}

function Header({ staff, areas }: { staff: boolean; areas: readonly Area[] }) {
	const { name } = authority.use();
	const now = session.use();
	const { path } = place.use();
	const signedIn = staff && now?.kind === "staff";
	const { leave, stay, busy, fault } = useSignOut(() => go("/dienst/anmelden"));
	const mine = signedIn ? nav.filter((item) => item.roles.some((role) => now.roles?.includes(role))) : [];
	return (
		<header>
			<div class="head">
				<div class="head__in">
					<Link href={staff ? "/dienst" : "/"} class="head__home">
						<span class="head__mark">
							<Icon name="mark" size={22} />
						</span>
						<span>
							{name ?? t("common.office")}
							<small>{staff ? t("common.staff.side") : name ? t("common.office") : t("common.home")}</small>
						</span>
					</Link>
					<div class="head__tools">
						{signedIn && (
							<>
								<span class="muted">{t("common.staff.person", { name: now.name ?? "" })}</span>
								<Button look="tertiary" busy={busy} onClick={leave}>
									{t("common.staff.out")}
								</Button>
							</>
						)}
						<LanguageChoice areas={areas} />
					</div>
				</div>
			</div>
			{signedIn && fault && (
				<Dialog title={t("common.staff.out.failed")} onClose={stay}>
					<div class="stack">
						<Problem fault={fault} retry={leave} />
						<div class="actions">
							<Button onClick={stay}>{t("common.close")}</Button>
						</div>
					</div>
				</Dialog>
			)}
			{mine.length > 0 && (
				<nav class="nav" aria-label={t("common.nav.label")}>
					<ul>
						{mine.map((item) => (
							<li key={item.href}>
								<Link href={item.href} aria-current={path.startsWith(item.href) ? "page" : undefined}>
									{t(item.label)}
								</Link>
							</li>
						))}
					</ul>
				</nav>
			)}
		</header>
	);
}

/** The languages that every text of this page is there in. The page stays where it is, and so does what was typed. */
function LanguageChoice({ areas }: { areas: readonly Area[] }) {
	const now = language.use();
	const have = LANGUAGES.filter((one) => areas.every((area) => (AREAS[area] as readonly Language[]).includes(one)));
	return (
		<label class="languages">
			<span class="kern-sr-only">{t("common.language")}</span>
			<select
				name="language"
				value={have.includes(now) ? now : "de"}
				onChange={async (event) => {
					const wished = event.currentTarget.value as Language;
					await loadTexts(areas, wished);
					speak(wished);
				}}
			>
				{have.map((one) => (
					<option key={one} value={one} lang={one}>
						{OWN_NAMES[one]}
					</option>
				))}
			</select>
		</label>
	);
}

/** Speaks a language from now on, until this window is closed. Which one somebody reads can say something about them, so it is kept no longer. */
export function speak(wished: Language): void {
	keep("language", wished);
	document.documentElement.lang = wished;
	language.set(wished);
}

/** Says when the line is gone, when it is back, and when changes come late. */
function LineBar() {
	const reachable = online.use();
	const told = live.use();
	const [back, setBack] = useState(false);
	const before = useRef(reachable);
	useEffect(() => {
		if (reachable && !before.current) {
			setBack(true);
			const timer = setTimeout(() => setBack(false), 5000);
			before.current = reachable;
			return () => clearTimeout(timer);
		}
		before.current = reachable;
		return undefined;
	}, [reachable]);
	// While the line is gone we knock, so that the page goes on without being touched.
	useEffect(() => {
		if (reachable) return;
		const timer = setInterval(() => lookUpSession().catch(() => {}), 4000);
		return () => clearInterval(timer);
	}, [reachable]);
	const words: Key | undefined = !reachable
		? "common.offline.bar"
		: back
			? "common.online.bar"
			: told === "off"
				? "common.reconnecting.bar"
				: undefined;
	return (
		<div role="status">
			{words && (
				<div class={reachable ? "bar bar--quiet" : "bar"}>
					<p>{t(words)}</p>
				</div>
			)}
		</div>
	);
}

const LEGAL: readonly (readonly [string, Key])[] = [
	["/barrierefreiheit", "common.footer.accessibility"],
	["/barriere-melden", "common.footer.feedback"],
	["/leichte-sprache", "common.footer.leicht"],
	["/gebaerdensprache", "common.footer.signs"],
	["/impressum", "common.footer.imprint"],
	["/datenschutz", "common.footer.privacy"],
];

function Footer() {
	return (
		<footer class="foot">
			<div class="foot__in">
				<p>
					<T k="common.footer.call" phone={<Phone />} />
				</p>
				<nav aria-label={t("common.footer.label")}>
					<ul>
						{LEGAL.map(([href, label]) => (
							<li key={href}>
								<Link href={href} class="kern-link kern-link--no-visited-state">
									{t(label)}
								</Link>
							</li>
						))}
					</ul>
				</nav>
			</div>
		</footer>
	);
}

/** The session has ended: whoever sits here signs in again, above the page, which stays as it is. */
function SignInAgain({ staff }: { staff: boolean }) {
	const over = ended.use();
	const now = session.use();
	const [busy, setBusy] = useState(false);
	const [fault, setFault] = useState<Fault>();
	if (!over) return null;
	if (staff) {
		return (
			<Dialog title={t("common.again.title")}>
				<div class="stack">
					<p>{t("common.again.text")}</p>
					<StaffSignIn
						name={now?.name ?? ""}
						// Whoever takes the other's place begins with a page of their own.
						onDone={() => session.get()?.name !== now?.name && go("/dienst")}
					/>
				</div>
			</Dialog>
		);
	}
	return (
		<Dialog title={t("common.fault.expired.title")} onClose={() => ended.set(false)}>
			<div class="stack">
				<p>{t(now?.kind === "link" ? "common.again.link" : "common.again.visitor")}</p>
				<Problem fault={fault} />
				<div class="actions">
					{now?.kind !== "link" && (
						<Button
							look="primary"
							busy={busy}
							writes
							onClick={async () => {
								setBusy(true);
								setFault(undefined);
								try {
									await lookUpSession();
									await ensureSender();
									ended.set(false);
								} catch (error) {
									setFault(faultIn(error));
								} finally {
									setBusy(false);
								}
							}}
						>
							{t("common.again.visitor.button")}
						</Button>
					)}
					<Button onClick={() => ended.set(false)}>{t("common.close")}</Button>
				</div>
			</div>
		</Dialog>
	);
}
