import { useEffect, useState } from "preact/hooks";
import { ask } from "../app/client";
import type { Fault } from "../app/fault";
import { keyOf, language, t } from "../app/i18n";
import { faultOf } from "../app/use";
import { type ServiceCode, ServicesDocument, type ServicesQuery } from "../gql/graphql";

export type Service = ServicesQuery["services"][number];

/** The catalogue changes from day to day at most: one look is enough for a visit. */
let known: Service[] | undefined;

/** What the office offers. */
export function useServices(): { services: Service[] | undefined; fault: Fault | undefined; retry: () => void } {
	const [, draw] = useState(0);
	const [fault, setFault] = useState<Fault>();
	const load = () => {
		setFault(undefined);
		ask(ServicesDocument, {}).then(
			(data) => {
				known = data.services;
				draw((n) => n + 1);
			},
			(error) => setFault(faultOf(error)),
		);
	};
	useEffect(() => {
		if (!known) load();
	}, []);
	return { services: known, fault, retry: load };
}

/** What an errand is called. The authority's own words where it has them in the reader's language, and ours otherwise. */
export function serviceName(code: ServiceCode): string {
	const service = known?.find((one) => one.code === code);
	const now = language.get();
	// A word of thirty letters may be parted on a narrow screen, in the right place.
	if (service && now === "de") return service.nameDe.replace("registerauskunft", "register\u00adauskunft");
	if (service && now === "en") return service.nameEn;
	return t(keyOf("citizen.service", code));
}

/** What an errand is for. */
export function serviceAbout(code: ServiceCode): string {
	const service = known?.find((one) => one.code === code);
	const now = language.get();
	if (service && now === "de") return service.aboutDe;
	if (service && now === "en") return service.aboutEn;
	return t(keyOf("citizen.service.about", code));
}

/** "Ummeldung, 2 Personen" */
export function lineText(line: { service: ServiceCode; quantity: number }): string {
	const name = serviceName(line.service);
	return line.quantity === 1 ? name : t("citizen.line", { name, n: line.quantity });
}
