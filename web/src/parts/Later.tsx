import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { Button } from "./Button";
import { Notice } from "./Notice";

/** A part whose code is fetched when it is needed for the first time. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
	let here: ComponentType<P> | undefined;
	return function Later(props: P) {
		const [state, show] = useState<"waits" | "here" | "failed">(here ? "here" : "waits");
		useEffect(() => {
			if (state !== "waits") return;
			load().then(
				(module) => {
					here = module.default;
					show("here");
				},
				() => show("failed"),
			);
		}, [state]);
		const Part = here;
		if (Part) return <Part {...props} />;
		if (state !== "failed") return null;
		return (
			<Notice kind="warning" title={t("common.part.missing")} told>
				<Button onClick={() => show("waits")}>{t("common.retry")}</Button>
			</Notice>
		);
	};
}
