/** sharp, set up for other people's files. */
import sharp, { type SharpOptions } from 'sharp';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { animationMs } from './photo-animation.ts';
import { makeReadable, prepare } from './photo-readable.ts';
import { type PhotoFormat, sniff, sniffBytes } from './photo-sniff.ts';

export { sharp };

// One picture at a time and children for parallel work: a thread more a picture only adds waiting.
sharp.concurrency(1);
sharp.cache(false);
// Only the loaders of the formats that we read: the fewer parsers, the fewer holes.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadTiffBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});

export type OpenedPhoto = {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** What sharp is to open: the file, or what it reads in its place. */
  readonly readable: Uint8Array;
  readonly format: PhotoFormat;
  /** Pixels after orientation. */
  readonly width: number;
  readonly height: number;
  /** How long it moves; null for a picture that does not. */
  readonly durationMs: number | null;
  readonly space: string;
  /** The EXIF block, where the format keeps one apart. */
  readonly exif: Uint8Array | undefined;
  /** The XMP packet, likewise. */
  readonly xmp: Uint8Array | undefined;
  /** How sharp is to open it again. */
  readonly input: SharpOptions;
};

/** The blocks beside the pixels, which are not decoded. Rejects as `openPhoto`. */
export async function readBlocks(bytes: Uint8Array): Promise<Pick<OpenedPhoto, 'exif' | 'xmp'>> {
  const prepared = prepare(bytes, formatOf(bytes));
  const found =
    prepared.bytes === undefined
      ? undefined
      : await sharp(prepared.bytes, { limitInputPixels: false }).metadata();
  return { exif: prepared.exif ?? found?.exif, xmp: prepared.xmp ?? found?.xmp };
}

function formatOf(bytes: Uint8Array): PhotoFormat {
  if (bytes.length === 0) throw new WorkerError('empty-file', '');
  const sniffed = sniff(bytes.subarray(0, sniffBytes));
  if (sniffed.kind === 'unsupported') throw new WorkerError('unsupported-format', sniffed.name);
  if (sniffed.kind === 'unknown') throw new WorkerError('not-a-picture', '');
  return sniffed.format;
}

/** Reads the header. Rejects with WorkerError on what is no photo of ours, or with sharp's own. */
export async function openPhoto(bytes: Uint8Array, maxPixels: number): Promise<OpenedPhoto> {
  const format = formatOf(bytes);
  // Damage is an answer; a mere warning, e.g. of an unknown tag, is not.
  const input = { failOn: 'error', limitInputPixels: maxPixels } as const;
  const readable = await makeReadable(bytes, format, maxPixels);
  const found = await sharp(readable.bytes, input).metadata();
  const { width, height } = found.autoOrient;
  return {
    bytes,
    readable: readable.bytes,
    format: readable.format,
    width,
    height,
    durationMs: animationMs(bytes, readable.format, { width, height, delaysMs: found.delay }),
    space: found.space,
    exif: readable.exif ?? found.exif,
    xmp: readable.xmp ?? found.xmp,
    input,
  };
}

/** What sharp says of a picture, in our terms. Anything else is handed back as it is. */
export function translateSharpError(error: unknown): unknown {
  if (error instanceof WorkerError || !(error instanceof Error)) return error;
  const detail = shorten(error.message);
  const options = { cause: error };
  if (/exceeds pixel limit/.test(detail)) return new WorkerError('too-many-pixels', '', options);
  // The format is one of ours, this way of using it is not: planes, compressions, colour spaces.
  if (/not supported|not configured|not a whole number of bytes|labq/.test(detail)) {
    return new WorkerError('unsupported-format', detail, options);
  }
  // A fault of ours has a type of its own; sharp reports what the decoder said as a plain Error.
  return error.constructor === Error ? new WorkerError('damaged-picture', detail, options) : error;
}

/** One line, without sharp's preamble. */
function shorten(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  const text = [...new Set(lines.filter((line) => line !== ''))].join('; ');
  return text.replace(/^Input buffer has corrupt header: (?=.)/, '').slice(0, 160);
}
