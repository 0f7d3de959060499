/** Whether a picture moves, and for how long. Pure. */
import { boxesIn, findBox } from './formats/iso-boxes.ts';
import { pngChunks } from './formats/png-chunks.ts';
import type { PhotoFormat } from './photo-sniff.ts';

type Frames = { readonly count: number; readonly durationMs: number };
type Size = { readonly width: number; readonly height: number };

/** More frames than these, or pixels in all of them, and a picture is its first frame alone. */
const mostFrames = 10_000;
const mostPixels = 2 ** 33;
/** Browsers take a shorter delay for this one. */
const leastDelayMs = 20;
const usualDelayMs = 100;

/**
 * The length of what is shown one after the other; null for one picture, and for one of so many
 * frames that looking at them would take minutes. `delaysMs`: of its pages, where sharp knows them.
 */
export function animationMs(
  bytes: Uint8Array,
  format: PhotoFormat,
  { width, height, delaysMs }: Size & { readonly delaysMs: readonly number[] | undefined },
): number | null {
  const frames = framesOf(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
    format,
    delaysMs,
  );
  if (frames === undefined || frames.count < 2 || frames.durationMs <= 0) return null;
  const tooMuch = frames.count > mostFrames || frames.count * width * height > mostPixels;
  return tooMuch ? null : Math.round(frames.durationMs);
}

function framesOf(
  file: Buffer,
  format: PhotoFormat,
  delaysMs: readonly number[] = [],
): Frames | undefined {
  switch (format) {
    case 'gif':
    case 'webp':
      return sum(delaysMs);
    case 'png':
      return framesOfPng(file);
    case 'avif':
      return framesOfSequence(file);
    default:
      return undefined;
  }
}

function sum(delaysMs: readonly number[]): Frames {
  const shown = delaysMs.map((delay) => (delay < leastDelayMs ? usualDelayMs : delay));
  return { count: shown.length, durationMs: shown.reduce((total, delay) => total + delay, 0) };
}

/** A number of frames that the file promises (`acTL`) is not believed: they are counted. */
function framesOfPng(file: Buffer): Frames | undefined {
  const delaysMs: number[] = [];
  let animated = false;
  for (const { type, data } of pngChunks(file)) {
    // Told after the picture's own data it counts for nothing.
    if (type === 'IDAT' && !animated) return undefined;
    if (type === 'acTL') animated = true;
    if (type !== 'fcTL' || data.length < 24) continue;
    // A denominator of 0 stands for hundredths.
    delaysMs.push((1000 * data.readUInt16BE(20)) / (data.readUInt16BE(22) || 100));
    if (delaysMs.length > mostFrames) break;
  }
  return sum(delaysMs);
}

/** The first track of an image sequence. */
function framesOfSequence(file: Buffer): Frames | undefined {
  const movie = findBox(file, 'moov');
  if (movie === undefined) return undefined;
  for (const { type, body } of boxesIn(movie)) {
    if (type !== 'trak') continue;
    const header = findBox(body, 'mdia', 'mdhd');
    const samples = findBox(body, 'mdia', 'minf', 'stbl', 'stsz');
    if (header === undefined || samples === undefined || samples.length < 12) return undefined;
    const long = header[0] === 1;
    if (header.length < (long ? 32 : 20)) return undefined;
    const scale = header.readUInt32BE(long ? 20 : 12);
    const length = long ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
    return { count: samples.readUInt32BE(8), durationMs: scale > 0 ? (1000 * length) / scale : 0 };
  }
  return undefined;
}
