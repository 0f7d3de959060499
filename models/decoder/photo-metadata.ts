/** What a photo says of itself. A broken tag is a missing tag; nothing here fails a photo. */
import ExifReader from 'exifreader';
import type { MediaMetadata } from '../../main/engine/workers/types.ts';
import type { OpenedPhoto } from './photo-open.ts';

type Shot = Pick<MediaMetadata, 'capturedAt' | 'camera' | 'latitude' | 'longitude'>;
/** exifreader's tags, as far as we believe them: anything may be missing or of another type. */
type Tags = { readonly [name: string]: { value?: unknown; description?: unknown } | undefined };

const nothing: Shot = { capturedAt: null, camera: null, latitude: null, longitude: null };
/** Formats that Chromium and Firefox show as they are. */
const shownByBrowsers = new Set(['jpeg', 'png', 'webp', 'gif', 'avif']);

export function readPhotoMetadata(opened: OpenedPhoto): MediaMetadata {
  return {
    width: opened.width,
    height: opened.height,
    durationMs: null,
    ...readShot(opened),
    format: opened.format,
    codec: null,
    // Browsers turn CMYK into guesswork.
    browserShows: shownByBrowsers.has(opened.format) && opened.space !== 'cmyk',
  };
}

function readShot({ exif, format, bytes }: OpenedPhoto): Shot {
  const block = exif ? tiffOfExif(exif) : format === 'tiff' ? bytes : undefined;
  if (!block) return nothing;
  try {
    const tags = ExifReader.load(Buffer.from(block), { expanded: true });
    return describeShot((tags.exif ?? {}) as Tags);
  } catch {
    return nothing;
  }
}

/** An EXIF block is a TIFF file behind an optional prefix. */
function tiffOfExif(exif: Uint8Array): Uint8Array {
  const prefixed = Buffer.from(exif.subarray(0, 6)).toString('latin1') === 'Exif\0\0';
  return prefixed ? exif.subarray(6) : exif;
}

export function describeShot(tags: Tags): Shot {
  return {
    capturedAt:
      parseTime(textOf(tags.DateTimeOriginal), textOf(tags.OffsetTimeOriginal)) ??
      parseTime(textOf(tags.DateTimeDigitized), textOf(tags.OffsetTimeDigitized)) ??
      parseTime(textOf(tags.DateTime), textOf(tags.OffsetTime)),
    camera: nameCamera(textOf(tags.Make), textOf(tags.Model)),
    ...parsePlace(tags),
  };
}

/** EXIF text comes as a string, as an array of one string, or broken. */
function textOf(tag: Tags[string]): string {
  const value = Array.isArray(tag?.value) ? tag.value[0] : tag?.value;
  if (typeof value !== 'string') return '';
  const end = value.indexOf('\0');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return (end < 0 ? value : value.slice(0, end)).replace(/[\x00-\x1f\x7f]+/g, ' ').trim();
}

/** `2008:05:30 15:56:01` and `+02:00` → `2008-05-30T15:56:01+02:00`; null for what is no time. */
export function parseTime(text: string, zone: string): string | null {
  const match = /^(\d{4})[:\-/.](\d\d)[:\-/.](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '00'] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const date = new Date(`${iso}Z`);
  // The round trip refuses 31 February, and year 0 is a camera whose clock was never set.
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== iso) return null;
  if (year === '0000') return null;
  return /^[+-](?:0\d|1[0-4]):[0-5]\d$/.test(zone) ? iso + zone : iso;
}

/** `Canon` and `Canon EOS 40D` → `Canon EOS 40D`: a model that names its maker needs no second. */
export function nameCamera(make: string, model: string): string | null {
  const makerWords = make.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const named = makerWords.includes(/^[\p{L}\p{N}]+/u.exec(model.toLowerCase())?.[0] ?? '');
  const name = (named ? model : `${make} ${model}`).replace(/\s+/g, ' ').trim();
  return name === '' ? null : name.slice(0, 120);
}

/** Signed degrees, or nulls for what cannot be: out of range, half a place, or 0/0 (no fix). */
export function parsePlace(tags: Tags): Pick<Shot, 'latitude' | 'longitude'> {
  const latitude = degreesOf(tags.GPSLatitude, tags.GPSLatitudeRef, 'S', 90);
  const longitude = degreesOf(tags.GPSLongitude, tags.GPSLongitudeRef, 'W', 180);
  if (latitude === null || longitude === null || (latitude === 0 && longitude === 0)) {
    return { latitude: null, longitude: null };
  }
  return { latitude, longitude };
}

function degreesOf(tag: Tags[string], ref: Tags[string], negative: string, limit: number) {
  if (!Array.isArray(tag?.value) || tag.value.length === 0) return null;
  const [degrees, minutes = 0, seconds = 0] = tag.value.map(ratio);
  const value = (degrees ?? Number.NaN) + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(value) || value < 0 || value > limit) return null;
  const sign = textOf(ref).toUpperCase().startsWith(negative) ? -1 : 1;
  // Seven decimals are a centimetre; more is noise of the division.
  return value === 0 ? 0 : sign * (Math.round(value * 1e7) / 1e7);
}

function ratio(value: unknown): number {
  if (!Array.isArray(value)) return typeof value === 'number' ? value : Number.NaN;
  const [numerator, denominator] = value as number[];
  if (numerator === 0) return 0;
  return (numerator ?? Number.NaN) / (denominator ?? Number.NaN);
}
