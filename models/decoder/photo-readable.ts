/**
 * What sharp is to open in place of a file's own bytes. FFmpeg is loaded by the first picture that
 * needs it.
 */
import { type BesidePixels, besidePixels } from './formats/beside-pixels.ts';
import type { FfmpegFormat } from './formats/ffmpeg-picture.ts';
import { openRaw, type RawFormat, rawFormatOf, rawFormats } from './formats/raw-preview.ts';
import type { PhotoFormat, SharpFormat } from './photo-sniff.ts';

export type Readable = BesidePixels & {
  readonly bytes: Uint8Array;
  /** The file's format, more exactly than its first bytes say it. */
  readonly format: PhotoFormat;
};

const sharpFormats: ReadonlySet<PhotoFormat> = new Set<SharpFormat>([
  'jpeg',
  'png',
  'webp',
  'gif',
  'tiff',
  'avif',
]);
const isSharps = (format: PhotoFormat): format is SharpFormat => sharpFormats.has(format);
const isRaw = (format: PhotoFormat): format is RawFormat =>
  (rawFormats as readonly PhotoFormat[]).includes(format);

/** As far as it goes without decoding: `bytes` are missing where sharp needs them decoded. */
export function prepare(
  bytes: Uint8Array,
  sniffed: PhotoFormat,
): Omit<Readable, 'bytes'> & { readonly bytes?: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = (sniffed === 'tiff' && rawFormatOf(buffer)) || sniffed;
  if (format === 'avif') return { bytes: asStill(buffer), format };
  if (isSharps(format)) return { bytes, format };
  const beside = besidePixels(buffer, format);
  return isRaw(format)
    ? { ...beside, bytes: openRaw(buffer, format), format }
    : { ...beside, format };
}

/** Rejects with WorkerError. */
export async function makeReadable(
  bytes: Uint8Array,
  sniffed: PhotoFormat,
  maxPixels: number,
): Promise<Readable> {
  const prepared = prepare(bytes, sniffed);
  if (prepared.bytes !== undefined) return { ...prepared, bytes: prepared.bytes };
  return { ...prepared, bytes: await decode(bytes, prepared, maxPixels) };
}

async function decode(
  bytes: Uint8Array,
  { format, ...beside }: Omit<Readable, 'bytes'>,
  maxPixels: number,
): Promise<Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (format === 'heic') {
    const { openHeif } = await import('./formats/heif.ts');
    return openHeif(buffer, maxPixels);
  }
  const { openFfmpegPicture } = await import('./formats/ffmpeg-picture.ts');
  return openFfmpegPicture(buffer, format as FfmpegFormat, maxPixels, beside);
}

/** An image sequence has its still picture where any AVIF has it; libvips knows it by its brand. */
function asStill(avif: Buffer): Buffer {
  if (avif.toString('latin1', 8, 12) !== 'avis') return avif;
  const copy = Buffer.from(avif);
  copy.write('avif', 8, 'latin1');
  return copy;
}
