import type { Page, Route } from "playwright-core";

// The states that a page can be in because of the server or the line, whatever page it is.

const API = "**/graphql";

const answered = (route: Route, status: number, code: string): Promise<void> =>
	route.fulfill({
		status,
		contentType: "application/graphql-response+json",
		headers: { "x-request-id": "0f3c" },
		body: JSON.stringify({ data: null, errors: [{ message: "x", extensions: { code, requestId: "0f3c" } }] }),
	});

/** No answer comes until it is let go; or nothing else that the page asks for by such an address. */
export async function waiting(page: Page, address: string = API): Promise<() => Promise<void>> {
	let go = () => {};
	const gate = new Promise<void>((open) => {
		go = open;
	});
	await page.route(address, async (route) => {
		await gate;
		await route.continue().catch(() => {});
	});
	return async () => {
		go();
		await page.unroute(address);
	};
}

/** Every answer is a fault of the server. */
export async function failing(page: Page): Promise<() => Promise<void>> {
	await page.route(API, (route) => answered(route, 200, "INTERNAL"));
	return () => page.unroute(API);
}

/** The session has ended meanwhile. */
export async function expired(page: Page): Promise<() => Promise<void>> {
	await page.route(API, (route) => answered(route, 401, "UNAUTHENTICATED"));
	return () => page.unroute(API);
}

// biome-ignore lint/suspicious/noExplicitAny: answers are changed by the tests, field by field
type Data = Record<string, any>;

/** The server's answers hold what seldom happens, as well: a change is made to each before the page gets it. */
export async function seldom(page: Page, change: (data: Data) => void): Promise<() => Promise<void>> {
	await page.route(API, async (route) => {
		const response = await route.fetch();
		const answer = (await response.json()) as { data?: Data | null };
		if (answer.data) change(answer.data);
		await route.fulfill({
			status: response.status(),
			contentType: "application/graphql-response+json",
			body: JSON.stringify(answer),
		});
	});
	return () => page.unroute(API);
}
