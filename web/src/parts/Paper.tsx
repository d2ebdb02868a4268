import { useEffect, useState } from "preact/hooks";

/** The address of a file that was fetched, as long as it is shown. */
export function useUrlOf(blob: Blob | undefined): string | undefined {
	const [url, setUrl] = useState<string>();
	useEffect(() => {
		if (!blob) return;
		const made = URL.createObjectURL(blob);
		setUrl(made);
		return () => {
			URL.revokeObjectURL(made);
			setUrl(undefined);
		};
	}, [blob]);
	return url;
}

/** A file in the page: an image, or a PDF in the browser's own viewer. */
export function Paper({ url, blob, name, page }: { url: string; blob: Blob; name: string; page?: number | undefined }) {
	if (blob.type.startsWith("image/")) return <img src={url} alt={name} />;
	const at = page === undefined ? url : `${url}#page=${page}`;
	// Another page is another address for the browser's viewer.
	return <iframe key={at} src={at} title={name} />;
}
