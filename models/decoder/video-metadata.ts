/** What a video's tags and streams say about it. Pure. */
import type { MediaMetadata } from '../../main/engine/workers/types.ts';

export type Tags = Readonly<Record<string, string>>;

/** `codec`s in lower case, null where there is no such stream; `pixelFormat` as FFmpeg names it. */
export type StreamFacts = {
  readonly format: string;
  /** `qt  ` for QuickTime. */
  readonly majorBrand: string;
  readonly videoCodec: string;
  readonly pixelFormat: string;
  readonly audioCodec: string | null;
};

/**
 * Whether a Chromium-like browser plays the original bytes. Electron's and Chrome's own codecs
 * are meant; what only some systems decode in hardware (HEVC) counts as not shown.
 */
export function browserShows(facts: StreamFacts): boolean {
  const { format, videoCodec, pixelFormat, audioCodec } = facts;
  const eightBit = pixelFormat === 'yuv420p' || pixelFormat === 'yuvj420p';
  const isMov = format.split(',').includes('mp4');
  if (isMov && facts.majorBrand.startsWith('qt')) {
    return videoCodec === 'h264' && eightBit && isOneOf(audioCodec, [null, 'aac', 'mp3']);
  }
  if (isMov) {
    const video = videoCodec === 'h264' ? eightBit : isOneOf(videoCodec, ['vp9', 'av1']);
    return video && isOneOf(audioCodec, [null, 'aac', 'mp3', 'opus', 'flac']);
  }
  // FFmpeg calls both WebM and Matroska `matroska,webm`; the caller tells them apart.
  if (format === 'webm') {
    return (
      isOneOf(videoCodec, ['vp8', 'vp9', 'av1']) && isOneOf(audioCodec, [null, 'opus', 'vorbis'])
    );
  }
  return false;
}

const isOneOf = (value: string | null, list: readonly (string | null)[]): boolean =>
  list.includes(value);

/** Capture date, camera and place, from the tags of the file and then of its video stream. */
export function readTags(
  tags: Tags,
): Pick<MediaMetadata, 'capturedAt' | 'camera' | 'latitude' | 'longitude'> {
  // Since FFmpeg 8 a tag that a file has twice reads `first;second`.
  const lower: Tags = Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      key.toLowerCase(),
      (value.split(';')[0] ?? '').trim(),
    ]),
  );
  const first = (...keys: readonly string[]): string | null =>
    keys.map((key) => lower[key]).find((value) => value !== undefined && value !== '') ?? null;
  const capturedAt =
    [
      'com.apple.quicktime.creationdate',
      'creation_time',
      'date_utc',
      'date_digitized',
      'icrd',
      'idit',
      'date',
    ]
      .map((key) => readDate(lower[key] ?? ''))
      .find((date) => date !== null) ?? null;
  const place = readIso6709(
    first('com.apple.quicktime.location.iso6709', 'location', 'location-eng') ?? '',
  );
  return {
    capturedAt,
    camera: cameraName(
      first('com.apple.quicktime.make', 'com.android.manufacturer', 'make', 'make-eng'),
      first('com.apple.quicktime.model', 'com.android.model', 'model', 'model-eng'),
    ),
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
  };
}

/** As photos name it: the maker once. */
export function cameraName(make: string | null, model: string | null): string | null {
  if (make === null || model === null) return model ?? make;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}

/**
 * ISO 8601 in, ISO 8601 out: the zone as the file gives it, fractions of a second dropped. The
 * zero of QuickTime's clock (1904) and of Unix (1970) are unset clocks.
 */
export function readDate(text: string): string | null {
  const found =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, zone = ''] = found;
  if (Number(year) <= 1970) return null;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (Number.isNaN(Date.parse(`${written}Z`))) return null;
  const [, sign, zoneHours, zoneMinutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return written + (sign === undefined ? zone : `${sign}${zoneHours}:${zoneMinutes}`);
}

/** `+52.5200+013.4050+034.0/`: degrees, or degrees and minutes, or also seconds (ISO 6709 annex H). */
export function readIso6709(text: string): { latitude: number; longitude: number } | null {
  const found = /^([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)/.exec(text);
  if (found === null) return null;
  const latitude = degrees(found[1] as string, 2);
  const longitude = degrees(found[2] as string, 3);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return latitude === 0 && longitude === 0 ? null : { latitude, longitude };
}

function degrees(text: string, degreeDigits: 2 | 3): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const [whole = '', fraction = ''] = text.slice(1).split('.');
  const rest = whole.slice(degreeDigits);
  if (rest === '') return sign * Number(`${whole}.${fraction || 0}`);
  const minutes = Number(rest.length >= 4 ? rest.slice(0, 2) : `${rest}.${fraction || 0}`);
  const seconds = rest.length >= 4 ? Number(`${rest.slice(2)}.${fraction || 0}`) : 0;
  return sign * (Number(whole.slice(0, degreeDigits)) + minutes / 60 + seconds / 3600);
}
