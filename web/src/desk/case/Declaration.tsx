import { useState } from "preact/hooks";
import { momentOf } from "../../app/format";
import { t } from "../../app/i18n";
import {
	DeskCaseAcknowledgeDeclarationDocument,
	DeskCasePrepareDeclarationDocument,
	DeskCaseShowDeclarationDocument,
	DeskCaseSignDocument,
	DeskCaseTellTanDocument,
} from "../../gql/graphql";
import { Button } from "../../parts/Button";
import { CheckField } from "../../parts/Field";
import { Notice } from "../../parts/Notice";
import { useDesk, useStep, Wrong } from "./desk";
import { actingOf, lacksOf, nameOf } from "./party";
import { backToStep } from "./step";

/** The declaration: prepared, shown, read, signed. On a screen of their own people sign themselves. */
export function Declaration() {
	const { file, talk, offer, rule, refused } = useDesk();
	const prepare = useStep(DeskCasePrepareDeclarationDocument);
	const show = useStep(DeskCaseShowDeclarationDocument);
	const acknowledge = useStep(DeskCaseAcknowledgeDeclarationDocument);
	const tell = useStep(DeskCaseTellTanDocument);
	const sign = useStep(DeskCaseSignDocument);
	const [tan, setTan] = useState<string>();
	const [read, setRead] = useState(false);
	const last = file.declarations.at(-1);
	const stands = last && !last.outdatedAt ? last : undefined;
	const text = file.declarationText;
	const acting = actingOf(file);
	const live = talk?.state === "LIVE";
	const counter = live && talk.medium === "COUNTER";
	const unidentified = lacksOf(file, "identification").length > 0;
	const done = (payload: unknown) => {
		if (payload) backToStep("declaration");
	};
	// That the pages are read is said with the signature.
	const no = refused("CASE_SIGN");
	const signNot = no?.code === "SIGNATURE_PAGES_UNREAD" ? undefined : no?.message;
	return (
		<div class="stack stack--tight">
			<Wrong of={[prepare, show, acknowledge, tell, sign]} />
			{last?.outdatedAt && <p class="bad">{t("desk.declaration.outdated")}</p>}
			<ol class="plain lines">
				<li class="row row--apart">
					<span>
						{t("desk.declaration.prepare")}{" "}
						{stands && <span class="good">{t("desk.declaration.at", { time: momentOf(stands.preparedAt) })}</span>}
					</span>
					{!stands?.signedAt && (
						<Button
							look={stands ? "tertiary" : "primary"}
							writes
							busy={prepare.busy}
							whyNot={stands && text ? rule("CASE_ALREADY_PREPARED") : refused("CASE_PREPARE_DECLARATION")?.message}
							onClick={async () => done(await prepare.run({}, t("desk.declaration.prepared")))}
						>
							{t("desk.declaration.prepare.button")}
						</Button>
					)}
				</li>
				{stands && (
					<li class="stack stack--tight">
						<div class="row row--apart">
							<span>
								{t("desk.declaration.show")}{" "}
								{stands.shownAt && (
									<span class="good">{t("desk.declaration.at", { time: momentOf(stands.shownAt) })}</span>
								)}
							</span>
							{!stands.signedAt && (
								<Button
									look={stands.shownAt ? "tertiary" : "primary"}
									writes
									busy={show.busy}
									whyNot={refused("CASE_SHOW_DECLARATION")?.message}
									onClick={async () => done(await show.run({}, t("desk.declaration.shown")))}
								>
									{t(stands.shownAt ? "desk.declaration.show.again" : "desk.declaration.show.button")}
								</Button>
							)}
						</div>
						<p class="muted">{t("desk.declaration.haste")}</p>
					</li>
				)}
				{stands?.shownAt && (
					<li class="stack stack--tight">
						<span>
							{t("desk.declaration.sign")}{" "}
							{stands.signedAt && (
								<span class="good">{t("desk.declaration.at", { time: momentOf(stands.signedAt) })}</span>
							)}
						</span>
						{!stands.signedAt && (
							<>
								{unidentified && <p class="bad">{t("desk.declaration.identify")}</p>}
								{counter ? (
									<>
										<CheckField
											name="declaration-read"
											label={t("desk.declaration.read", { name: nameOf(acting) })}
											checked={read}
											onChecked={setRead}
										/>
										<Button
											look="primary"
											writes
											busy={sign.busy || acknowledge.busy}
											whyNot={read ? signNot : t("desk.declaration.read.first")}
											onClick={async () => {
												const pages = Array.from({ length: text?.pages ?? 0 }, (_, i) => i + 1);
												if (pages.length > 0 && !(await acknowledge.run({ hash: stands.hash, pages }))) return;
												done(
													await sign.run(
														{ party: acting?.id ?? "", method: "TYPED_CONSENT", hash: stands.hash, drawing: [] },
														t("desk.declaration.signed"),
													),
												);
											}}
										>
											{t("desk.declaration.sign.button")}
										</Button>
									</>
								) : (
									<>
										<p>{t("desk.declaration.self", { name: nameOf(acting) })}</p>
										{offer?.signatures.includes("SPOKEN_TAN") && (
											<Button
												writes
												busy={tell.busy}
												whyNot={refused("CASE_TELL_TAN")?.message}
												onClick={async () => {
													const told = await tell.run({});
													if (told?.tan) setTan(told.tan);
												}}
											>
												{t("desk.declaration.tan")}
											</Button>
										)}
										{tan && (
											<Notice key={tan} title={t("desk.declaration.tan.title")} focused>
												<p class="tan digits">{tan.replace(/(...)(...)/, "$1 $2")}</p>
												<p>{t("desk.declaration.tan.text")}</p>
											</Notice>
										)}
									</>
								)}
							</>
						)}
					</li>
				)}
			</ol>
		</div>
	);
}
