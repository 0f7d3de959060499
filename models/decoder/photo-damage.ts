/** How much of a damaged picture is there, in words for a person. Asked only after a failure. */
import { crc32, createInflate } from 'node:zlib';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { shareOfHeif } from './formats/heif-share.ts';
import { readJpegHead } from './formats/jpeg-segments.ts';
import { pngChunks } from './formats/png-chunks.ts';
import { readTiff, tags } from './formats/tiff-directories.ts';
import { sharp } from './photo-open.ts';
import { sniff, sniffBytes } from './photo-sniff.ts';

const words = messages.engine.damage;

/** The error itself, or a better one for `damaged-picture`. Never rejects. */
export async function explainDamage(error: unknown, bytes: Uint8Array): Promise<unknown> {
  if (!(error instanceof WorkerError) || error.code !== 'damaged-picture') return error;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const sniffed = sniff(file.subarray(0, sniffBytes));
  try {
    const known = sniffed.kind === 'photo' ? describe[sniffed.format] : undefined;
    if (known === undefined) return error;
    const [name, measure] = known;
    const measured = await measure(file);
    const said = plainWords(error.detail);
    const detail = measured ?? (said === '' ? '' : words.damaged(name, said));
    return new WorkerError(error.code, detail, { cause: error });
  } catch {
    // What is broken enough to break this too has had its words already.
    return error;
  }
}

/** What a library said, without its own names: the last of several sentences, where there are any. */
function plainWords(detail: string): string {
  const said = (detail.split('; ').at(-1) ?? '').replace(/^(?:[\w ]+: ?)+/, '').trim();
  // It looked at the first bytes only; we know better.
  return said === 'Input buffer contains unsupported image format' ? '' : said;
}

type Measure = (file: Buffer) => Promise<string | undefined> | string | undefined;

/** A format's name and how to tell how much is there; undefined where nothing is missing. */
const describe: Readonly<Record<string, readonly [name: string, Measure]>> = {
  jpeg: ['JPEG', describeJpeg],
  png: ['PNG', describePng],
  webp: ['WebP', describeWebp],
  gif: ['GIF', () => undefined],
  tiff: ['TIFF', describeTiff],
  heic: ['HEIC', (file) => describeHeif(file, 'HEIC')],
  avif: ['AVIF', (file) => describeHeif(file, 'AVIF')],
};

function describeWebp(file: Buffer): string | undefined {
  const whole = file.readUInt32LE(4) + 8;
  if (file.length >= whole) return undefined;
  return words.truncatedFile('WebP', percent(file.length / whole));
}

/** All of it would be no damage. */
const percent = (share: number): number => Math.max(0, Math.min(99, Math.floor(share * 100)));

const endOfJpeg = Buffer.from('ffd9', 'hex');

/**
 * The decoder leaves what it has no data for at the middle of its range: rows of that grey at the
 * end are missing ones. A progressive JPEG may have all rows, coarsely.
 */
async function describeJpeg(file: Buffer): Promise<string | undefined> {
  const head = readJpegHead(file);
  if (file.indexOf(endOfJpeg, head?.scanStart) >= 0) return undefined;
  if (head === undefined) return words.truncated('JPEG', 0);
  const [width, height] = [Math.ceil(head.width / 8), Math.ceil(head.height / 8)];
  const { data } = await sharp(file, { failOn: 'none' })
    .resize(width, height, { fit: 'fill', kernel: 'nearest' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rowBytes = data.length / height;
  const isMissing = (row: number): boolean =>
    data.subarray(row * rowBytes, (row + 1) * rowBytes).every((value) => Math.abs(value - 128) < 2);
  let rows = height;
  while (rows > 0 && isMissing(rows - 1)) rows -= 1;
  if (rows < height) return words.truncated('JPEG', percent(rows / height));
  return head.progressive ? words.coarse('JPEG') : words.truncated('JPEG', 99);
}

async function describePng(file: Buffer): Promise<string | undefined> {
  const chunks = [...pngChunks(file)];
  const header = chunks[0]?.type === 'IHDR' ? chunks[0].data : undefined;
  if (header === undefined || header.length < 13) return undefined;
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  const whole = pngBytes(header);
  const share = (await inflatedBytes(data, whole)) / whole;
  const inOrder = chunks.every(({ type }) => /^[A-Za-z]{4}$/.test(type));
  if (inOrder && chunks.at(-1)?.type !== 'IEND') return words.truncated('PNG', percent(share));
  if (share > 0 && share < 1) return words.brokenAfter('PNG', percent(share));
  const matches = chunks.every(({ checksum, checked }) => checksum === crc32(checked));
  return matches ? undefined : words.checksum('PNG');
}

/** Bytes that come out before the data ends or breaks, `most` of them: it may have no end. */
function inflatedBytes(parts: readonly Buffer[], most: number): Promise<number> {
  return new Promise((resolve) => {
    let count = 0;
    const inflate = createInflate();
    inflate.on('data', (chunk: Buffer) => {
      count += chunk.length;
      if (count >= most) inflate.destroy();
    });
    inflate.on('close', () => resolve(Math.min(count, most)));
    inflate.on('error', () => resolve(count));
    inflate.on('end', () => resolve(count));
    for (const part of parts) inflate.write(part);
    inflate.end();
  });
}

const channelsOfType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** First column and row, and steps between, of the passes of an interlaced PNG (Adam7). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Of the pixels and the filter byte before each row. */
function pngBytes(header: Buffer): number {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bits = (header[8] ?? 8) * (channelsOfType[header[9] ?? 2] ?? 3);
  const ofRows = (columns: number, rows: number): number =>
    columns > 0 && rows > 0 ? rows * (1 + Math.ceil((columns * bits) / 8)) : 0;
  if (header[12] !== 1) return ofRows(width, height);
  return passes.reduce(
    (sum, [left, top, right, down]) =>
      sum + ofRows(Math.ceil((width - left) / right), Math.ceil((height - top) / down)),
    0,
  );
}

function describeTiff(file: Buffer): string | undefined {
  const [first] = readTiff(file).directories;
  // Most programs write it last.
  if (first === undefined) return words.endMissing('TIFF');
  const numbers = (tag: number, other: number): readonly number[] => {
    const strips = first.numbers(tag);
    return strips.length > 0 ? strips : first.numbers(other);
  };
  const offsets = numbers(tags.stripOffsets, tags.tileOffsets);
  const lengths = numbers(tags.stripByteCounts, tags.tileByteCounts);
  let [there, all] = [0, 0];
  for (const [index, offset] of offsets.entries()) {
    const length = lengths[index] ?? 0;
    all += length;
    there += Math.max(0, Math.min(length, file.length - offset));
  }
  return there < all ? words.truncated('TIFF', percent(there / all)) : undefined;
}

function describeHeif(file: Buffer, format: string): string | undefined {
  const share = shareOfHeif(file);
  return share < 1 ? words.truncated(format, percent(share)) : undefined;
}
