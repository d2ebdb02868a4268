import type { ComponentChildren } from "preact";
import { t } from "../app/i18n";
import { type Answer, useAnswer } from "../app/use";
import { OneCaseDocument, type OneCaseQuery } from "../gql/graphql";
import { Skeleton, Stale } from "../parts/Answered";
import { Page } from "../parts/Page";
import { Problem } from "../parts/Problem";
import { NotYours } from "./NotYours";
import { useServices } from "./services";
import { useCall } from "./useCall";

export type CaseView = NonNullable<OneCaseQuery["case"]>;

/** A case, kept fresh. */
export function useCase(id: string): Answer<OneCaseQuery> {
	useServices();
	const answer = useAnswer(OneCaseDocument, { id }, { live: "MY_CASES" });
	useCall(answer.data?.case);
	return answer;
}

interface Props {
	of: Answer<OneCaseQuery>;
	title: string;
	back: string;
	children: (view: CaseView) => ComponentChildren;
}

/** A page about a case, in each state that the answer can be in. */
export function CasePage({ of, title, back, children }: Props) {
	if (of.fault?.kind === "denied" && !of.data) return <NotYours />;
	if (!of.data)
		return (
			<Page title={title} back={back}>
				{of.fault ? <Problem fault={of.fault} retry={of.reload} /> : <Skeleton />}
			</Page>
		);
	const view = of.data.case;
	if (!view) return <NotYours />;
	return (
		<Page title={title} back={back} lead={t("citizen.case.reference", { reference: view.reference })}>
			<div class="stack stack--wide">
				{of.fault && of.at && <Stale at={of.at} retry={of.reload} />}
				{children(view)}
			</div>
		</Page>
	);
}
