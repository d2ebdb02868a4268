import { useEffect, useState } from "preact/hooks";
import { t } from "../app/i18n";

/** A file that was fetched, in the page: an image, or a PDF in the browser's own viewer. Nothing of it stays when it is closed. */
export function Shown({ name, blob }: { name: string; blob: Blob }) {
	const [url, setUrl] = useState<string>();
	useEffect(() => {
		const made = URL.createObjectURL(blob);
		setUrl(made);
		return () => URL.revokeObjectURL(made);
	}, [blob]);
	if (!url) return null;
	return (
		<figure class="shown">
			{blob.type === "application/pdf" ? <iframe src={url} title={name} /> : <img src={url} alt={name} />}
			<figcaption>
				<a class="kern-link" href={url} download={blob.type === "application/pdf" ? "vorgang.pdf" : "vorgang"}>
					{t("staff.shown.save")}
				</a>
			</figcaption>
		</figure>
	);
}
