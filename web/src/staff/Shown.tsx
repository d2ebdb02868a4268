import { t } from "../app/i18n";
import { Paper, useUrlOf } from "../parts/Paper";

/** A file that was fetched, in the page. Nothing of it stays when it is closed. */
export function Shown({ name, blob }: { name: string; blob: Blob }) {
	const url = useUrlOf(blob);
	if (!url) return null;
	return (
		<figure class="shown">
			<Paper url={url} blob={blob} name={name} />
			<figcaption>
				<a class="kern-link" href={url} download={blob.type === "application/pdf" ? "vorgang.pdf" : "vorgang"}>
					{t("staff.shown.save")}
				</a>
			</figcaption>
		</figure>
	);
}
