/** What a HEIF item's properties say (ISO/IEC 23008-12, section 6.5). Pure. */
import type { HeifItem } from './heif-items.ts';

export type Size = { readonly width: number; readonly height: number };
export type Window = Size & { readonly left: number; readonly top: number };
/** Numbers of ITU-T H.273. */
export type NumberedColours = {
  readonly primaries: number;
  readonly transfer: number;
  readonly matrix: number;
  readonly fullRange: boolean;
};

export const propertyOf = (item: HeifItem, type: string): Buffer | undefined =>
  item.properties.find((property) => property.type === type)?.body;

/** The size that the item claims, undefined where it claims none. */
export function claimedSize(item: HeifItem): Size | undefined {
  const body = propertyOf(item, 'ispe');
  if (body === undefined || body.length < 12) return undefined;
  return { width: body.readUInt32BE(4), height: body.readUInt32BE(8) };
}

/** As EXIF numbers it, of the turns and mirrors in their order. */
export function orientationOf(item: HeifItem): number {
  // First mirrored left to right, or not, then turned clockwise.
  let mirrored = false;
  let quarters = 0;
  for (const { type, body } of item.properties) {
    const value = body[0] ?? 0;
    if (type === 'irot') quarters = (quarters + 4 - (value & 3)) % 4;
    if (type === 'imir') {
      // 0 exchanges top and bottom, which is left and right, and half a turn.
      quarters = (4 - quarters + ((value & 1) === 0 ? 2 : 0)) % 4;
      mirrored = !mirrored;
    }
  }
  return (mirrored ? [2, 7, 4, 5] : [1, 6, 3, 8])[quarters] as number;
}

/** The ICC profile, where there is one. */
export function profileOf(item: HeifItem): Buffer | undefined {
  for (const { type, body } of item.properties) {
    if (type !== 'colr') continue;
    const kind = body.toString('latin1', 0, 4);
    if (kind === 'prof' || kind === 'rICC') return body.subarray(4);
  }
  return undefined;
}

export function numberedColours(item: HeifItem): NumberedColours | undefined {
  for (const { type, body } of item.properties) {
    if (type !== 'colr' || body.length < 11 || body.toString('latin1', 0, 4) !== 'nclx') continue;
    return {
      primaries: body.readUInt16BE(4),
      transfer: body.readUInt16BE(6),
      matrix: body.readUInt16BE(8),
      fullRange: ((body[10] as number) & 0x80) !== 0,
    };
  }
  return undefined;
}

/** What is left after cutting (`clap`), before turning: all, where that says nothing sensible. */
export function windowOf(item: HeifItem, whole: Size): Window {
  const all = { left: 0, top: 0, ...whole };
  const body = propertyOf(item, 'clap');
  if (body === undefined || body.length < 32) return all;
  const ratio = (at: number): number => body.readInt32BE(at) / body.readInt32BE(at + 4);
  const [width, height] = [Math.round(ratio(0)), Math.round(ratio(8))];
  // The middle of the window is that far from the middle of the picture.
  const left = Math.round(ratio(16) + (whole.width - width) / 2);
  const top = Math.round(ratio(24) + (whole.height - height) / 2);
  const fits = (start: number, length: number, limit: number): boolean =>
    start >= 0 && length > 0 && start + length <= limit;
  if (!fits(left, width, whole.width) || !fits(top, height, whole.height)) return all;
  return { left, top, width, height };
}
