import { useState } from "preact/hooks";
import { dateOf, plainDay, plusDays } from "../app/format";
import { t } from "../app/i18n";
import { serverNow } from "../app/net";
import { go, Link } from "../app/router";
import { SERVICES } from "../app/services";
import { useAnswer } from "../app/use";
import { AuditProofsDocument, type IdentificationMethod, type ServiceCode, type SignatureMethod } from "../gql/graphql";
import { Answered, Empty } from "../parts/Answered";
import { Button } from "../parts/Button";
import { SelectField, TextField } from "../parts/Field";
import { Form } from "../parts/Form";
import { Page } from "../parts/Page";
import { serviceName, word } from "../staff/words";
import "../staff/staff.scss";
import "../staff/cards.scss";
import "./audit.scss";

const METHODS: readonly IdentificationMethod[] = [
	"VIDEO_DOCUMENT_CHECK",
	"COUNTER_DOCUMENT",
	"REGISTERED_DOCUMENT_SERIAL",
	"EID_HIGH",
];
const SIGNATURES: readonly SignatureMethod[] = ["DRAWN", "SPOKEN_TAN", "TYPED_CONSENT"];
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Wish {
	from: string;
	to: string;
	service: ServiceCode | "";
	method: IdentificationMethod | "";
	signature: SignatureMethod | "";
}

const today = () => dateOf(new Date(serverNow()));
// What was looked for stays while one case after the other is read.
let last: Wish | undefined;

/** Finds a case to look into: by its id, or among those that went out in a period. */
export default function Find() {
	const [wish, setWish] = useState<Wish>(
		() => last ?? { from: plusDays(today(), -30), to: today(), service: "", method: "", signature: "" },
	);
	const [sought, seek] = useState(wish);
	const [id, setId] = useState("");
	const [after, setAfter] = useState<string>();
	const found = useAnswer(AuditProofsDocument, {
		of: {
			from: sought.from,
			to: sought.to,
			service: sought.service || null,
			identifiedOnlyBy: sought.method || null,
			signedBy: sought.signature || null,
		},
		after: after ?? null,
	});
	const any = { value: "", label: t("audit.any") };
	return (
		<Page title={t("audit.title")} lead={t("audit.lead")} wide>
			<div class="desk stack">
				<div class="seek">
					<Form
						check={() => ({
							"audit-from": wish.from ? undefined : t("audit.from.missing"),
							"audit-to": wish.to && wish.to >= wish.from ? undefined : t("audit.to.wrong"),
						})}
						onSend={() => {
							last = wish;
							setAfter(undefined);
							seek(wish);
						}}
					>
						{(wrong) => (
							<div class="seek__fields">
								<TextField
									name="audit-from"
									label={t("audit.from")}
									type="date"
									value={wish.from}
									onValue={(from) => setWish({ ...wish, from })}
									error={wrong["audit-from"]}
								/>
								<TextField
									name="audit-to"
									label={t("audit.to")}
									type="date"
									value={wish.to}
									onValue={(to) => setWish({ ...wish, to })}
									error={wrong["audit-to"]}
								/>
								<SelectField
									name="audit-service"
									label={t("audit.service")}
									value={wish.service}
									onValue={(service) => setWish({ ...wish, service: service as ServiceCode })}
									options={[any, ...SERVICES.map((one) => ({ value: one, label: serviceName(one) }))]}
								/>
								<SelectField
									name="audit-method"
									label={t("audit.method")}
									value={wish.method}
									onValue={(method) => setWish({ ...wish, method: method as IdentificationMethod })}
									options={[any, ...METHODS.map((one) => ({ value: one, label: word("audit.method", one) }))]}
								/>
								<SelectField
									name="audit-signature"
									label={t("audit.signature")}
									value={wish.signature}
									onValue={(signature) => setWish({ ...wish, signature: signature as SignatureMethod })}
									options={[any, ...SIGNATURES.map((one) => ({ value: one, label: word("audit.signature", one) }))]}
								/>
								<Button type="submit" look="primary">
									{t("audit.find")}
								</Button>
							</div>
						)}
					</Form>
					<Form
						check={() => ({ "audit-id": ID.test(id.trim()) ? undefined : t("audit.id.wrong") })}
						onSend={() => go(`/dienst/pruefung/${id.trim().toLowerCase()}`)}
					>
						{(wrong) => (
							<div class="row row--end">
								<TextField
									name="audit-id"
									label={t("audit.id")}
									hint={t("audit.id.hint")}
									value={id}
									onValue={setId}
									error={wrong["audit-id"]}
								/>
								<Button type="submit">{t("audit.open")}</Button>
							</div>
						)}
					</Form>
				</div>
				<section aria-labelledby="found">
					<h2 id="found">{t("audit.found", { from: plainDay(sought.from), to: plainDay(sought.to) })}</h2>
					<Answered
						of={found}
						empty={(data) =>
							data.proofs.nodes.length === 0 ? (
								<Empty title={t("audit.none")}>
									<p>{t("audit.none.text")}</p>
								</Empty>
							) : undefined
						}
					>
						{(data) => (
							<>
								<div class="scroll">
									<table class="table table--cards">
										<thead>
											<tr>
												<th scope="col">{t("audit.col.reference")}</th>
												<th scope="col">{t("audit.col.service")}</th>
												<th scope="col">{t("audit.col.filed")}</th>
												<th scope="col">{t("audit.col.state")}</th>
												<th scope="col">{t("audit.col.identified")}</th>
												<th scope="col">{t("audit.col.signed")}</th>
											</tr>
										</thead>
										<tbody>
											{data.proofs.nodes.map((one) => (
												<tr key={one.case}>
													<td data-head={t("audit.col.reference")}>
														<Link class="kern-link digits" href={`/dienst/pruefung/${one.case}`}>
															{one.reference}
														</Link>
													</td>
													<td data-head={t("audit.col.service")}>{serviceName(one.service)}</td>
													<td class="digits" data-head={t("audit.col.filed")}>
														{one.filedOn ? plainDay(one.filedOn) : "–"}
													</td>
													<td data-head={t("audit.col.state")}>{word("staff.case", one.state)}</td>
													<td data-head={t("audit.col.identified")}>
														{[
															...new Set(
																one.identifications
																	.filter((of) => of.succeeded)
																	.map((of) => `${word("audit.method", of.method)} (${word("audit.level", of.level)})`),
															),
														].join(", ") || "–"}
													</td>
													<td data-head={t("audit.col.signed")}>
														{one.declarations
															.filter((of) => of.signedAt && !of.outdatedAt && of.method)
															.map((of) => word("audit.signature", of.method ?? ""))
															.join(", ") || "–"}
													</td>
												</tr>
											))}
										</tbody>
									</table>
								</div>
								<div class="row">
									{after && <Button onClick={() => setAfter(undefined)}>{t("audit.first")}</Button>}
									{data.proofs.pageInfo.hasNextPage && (
										<Button onClick={() => setAfter(data.proofs.pageInfo.endCursor ?? undefined)}>
											{t("audit.more")}
										</Button>
									)}
								</div>
							</>
						)}
					</Answered>
				</section>
			</div>
		</Page>
	);
}
