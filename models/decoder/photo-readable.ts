/**
 * What sharp is to open in place of a file's own bytes. FFmpeg is loaded by the first picture that
 * needs it.
 */
import { openRaw, type RawFormat, rawFormatOf, rawFormats } from './formats/raw-preview.ts';
import type { PhotoFormat, SharpFormat } from './photo-sniff.ts';

export type Readable = {
  readonly bytes: Uint8Array;
  /** The file's format, more exactly than its first bytes say it. */
  readonly format: PhotoFormat;
  /** A TIFF, where `bytes` have lost it. */
  readonly exif?: Uint8Array | undefined;
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

/** Rejects with WorkerError. */
export async function makeReadable(
  bytes: Uint8Array,
  sniffed: PhotoFormat,
  maxPixels: number,
): Promise<Readable> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const format = (sniffed === 'tiff' && rawFormatOf(buffer)) || sniffed;
  if (isRaw(format)) {
    const { jpeg, exif } = openRaw(buffer, format);
    return { bytes: jpeg, format, exif };
  }
  if (format === 'avif') return { bytes: asStill(buffer), format };
  if (isSharps(format)) return { bytes, format };
  if (format === 'heic') {
    const { openHeif } = await import('./formats/heif.ts');
    return { ...openHeif(buffer, maxPixels), format };
  }
  const { openFfmpegPicture } = await import('./formats/ffmpeg-picture.ts');
  const { tiff, exif } = openFfmpegPicture(buffer, format, maxPixels);
  return { bytes: tiff, format, exif };
}

/** An image sequence has its still picture where any AVIF has it; libvips knows it by its brand. */
function asStill(avif: Buffer): Buffer {
  if (avif.toString('latin1', 8, 12) !== 'avis') return avif;
  const copy = Buffer.from(avif);
  copy.write('avif', 8, 'latin1');
  return copy;
}
