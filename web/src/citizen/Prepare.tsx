import { keyOf, t } from "../app/i18n";
import type { ServiceCode } from "../gql/graphql";
import { useServices } from "./services";

/** What to have at hand for some errands. */
export function Prepare({ codes }: { codes: readonly ServiceCode[] }) {
	const { services } = useServices();
	const evidence = [
		...new Set(services?.filter((one) => codes.includes(one.code)).flatMap((service) => service.evidence) ?? []),
	];
	return (
		<ul class="bullets">
			<li>{t("citizen.prepare.card")}</li>
			{evidence.map((kind) => (
				<li key={kind}>{t(keyOf("citizen.prepare", kind))}</li>
			))}
			<li>{t("citizen.prepare.place")}</li>
		</ul>
	);
}
