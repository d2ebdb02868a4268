import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Writes a screenshot anew with a palette of at most 256 colours: dense pages take a third of the room. */
export function smaller(png: Buffer): Buffer {
	const width = png.readUInt32BE(16);
	const height = png.readUInt32BE(20);
	const depth = png[24];
	const channels = png[25] === 6 ? 4 : png[25] === 2 ? 3 : 0;
	if (depth !== 8 || channels === 0 || png[28] !== 0) return png;
	const packed: Buffer[] = [];
	for (let at = 8; at < png.length; ) {
		const long = png.readUInt32BE(at);
		if (png.toString("latin1", at + 4, at + 8) === "IDAT") packed.push(png.subarray(at + 8, at + 8 + long));
		at += 12 + long;
	}
	const pixels = unfiltered(inflateSync(Buffer.concat(packed)), width, height, channels);
	// Shades that the eye does not tell apart are one, and the most frequent make the palette.
	const shades = new Uint32Array(width * height);
	const counts = new Map<number, number>();
	for (let i = 0; i < shades.length; i += 1) {
		const at = i * channels;
		const shade =
			(round(pixels[at] as number) << 16) | (round(pixels[at + 1] as number) << 8) | round(pixels[at + 2] as number);
		shades[i] = shade;
		counts.set(shade, (counts.get(shade) ?? 0) + 1);
	}
	const palette = [...counts]
		.sort((a, b) => b[1] - a[1] || a[0] - b[0])
		.slice(0, 256)
		.map(([shade]) => shade);
	const indexes = new Map(palette.map((shade, i) => [shade, i]));
	const rows = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y += 1)
		for (let x = 0; x < width; x += 1) {
			const shade = shades[y * width + x] as number;
			let index = indexes.get(shade);
			if (index === undefined) {
				index = nearest(palette, shade);
				indexes.set(shade, index);
			}
			rows[y * (width + 1) + 1 + x] = index;
		}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3, 0, 0, 0], 8);
	return Buffer.concat([
		png.subarray(0, 8),
		chunk("IHDR", header),
		chunk("PLTE", Buffer.from(palette.flatMap((shade) => [shade >> 16, (shade >> 8) & 255, shade & 255]))),
		chunk("IDAT", deflateSync(rows, { level: 9 })),
		chunk("IEND", Buffer.alloc(0)),
	]);
}

/** To one of 52 steps, of which the first is black and the last is white. */
const round = (value: number): number => Math.round(value / 5) * 5;

function nearest(palette: readonly number[], shade: number): number {
	let best = 0;
	let least = Number.POSITIVE_INFINITY;
	palette.forEach((one, i) => {
		const far =
			((one >> 16) - (shade >> 16)) ** 2 +
			(((one >> 8) & 255) - ((shade >> 8) & 255)) ** 2 +
			((one & 255) - (shade & 255)) ** 2;
		if (far < least) {
			least = far;
			best = i;
		}
	});
	return best;
}

function unfiltered(raw: Buffer, width: number, height: number, channels: number): Uint8Array {
	const stride = width * channels;
	const out = new Uint8Array(stride * height);
	for (let y = 0; y < height; y += 1) {
		const kind = raw[y * (stride + 1)];
		for (let x = 0; x < stride; x += 1) {
			const value = raw[y * (stride + 1) + 1 + x] as number;
			const left = x >= channels ? (out[y * stride + x - channels] as number) : 0;
			const up = y > 0 ? (out[(y - 1) * stride + x] as number) : 0;
			const corner = x >= channels && y > 0 ? (out[(y - 1) * stride + x - channels] as number) : 0;
			out[y * stride + x] =
				value +
				(kind === 1
					? left
					: kind === 2
						? up
						: kind === 3
							? (left + up) >> 1
							: kind === 4
								? paeth(left, up, corner)
								: 0);
		}
	}
	return out;
}

function paeth(left: number, up: number, corner: number): number {
	const guess = left + up - corner;
	const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)] as [
		number,
		number,
		number,
	];
	return a <= b && a <= c ? left : b <= c ? up : corner;
}

function chunk(name: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
	const out = Buffer.alloc(body.length + 8);
	out.writeUInt32BE(data.length, 0);
	body.copy(out, 4);
	out.writeUInt32BE(crc32(body), body.length + 4);
	return out;
}
