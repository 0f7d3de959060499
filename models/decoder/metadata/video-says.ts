/** What a video's tags say, as FFmpeg names them, its XMP packet among them. Pure. */
import {
  exposureAmong,
  type FileSays,
  saysNothing,
} from '../../../main/engine/contract/file-says.ts';
import { exposureOf, nameCamera, nameLens, ratingOf } from './figures.ts';
import { tagsOf } from './tags.ts';
import { captionOf, cleanLine } from './text.ts';
import { believe, readTime, readZone, type Time } from './time.ts';
import { readPacket } from './xmp-packet.ts';
import { readXmp, type XmpSays } from './xmp-says.ts';

export type VideoTags = Readonly<Record<string, string>>;

const quicktime = 'com.apple.quicktime.';
export function readVideoSays(tags: VideoTags): FileSays {
  const lower: VideoTags = Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value.trim()]),
  );
  // Since FFmpeg 8 a tag that a file has twice reads `first;second`.
  const once = (key: string) => (lower[key]?.split(';')[0] ?? '').trim();
  const first = (...keys: readonly string[]) => keys.map(once).find((value) => value !== '') ?? '';
  const xmp = packetOf(lower.xmp);
  const place =
    readIso6709(first(`${quicktime}location.iso6709`, 'location', 'location-eng')) ?? xmp;
  return {
    ...saysNothing,
    capturedAt: believe(timesOf(once, xmp)),
    camera:
      nameCamera(
        first(`${quicktime}make`, 'com.android.manufacturer', 'make', 'make-eng'),
        first(`${quicktime}model`, 'com.android.model', 'model', 'model-eng'),
      ) ??
      xmp?.camera ??
      null,
    lens: nameLens(first(`${quicktime}camera.lens_model`)) ?? xmp?.lens ?? null,
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    exposure: exposureAmong([
      exposureOf({
        focalLengthMm: Number.NaN,
        equivalentFocalLengthMm: Number(
          first(`${quicktime}camera.focal_length.35mm_equivalent`) || Number.NaN,
        ),
        fNumber: Number.NaN,
        exposureSeconds: Number.NaN,
        iso: Number.NaN,
      }),
      xmp?.exposure ?? saysNothing.exposure,
    ]),
    title: cleanLine(first(`${quicktime}title`, 'title')) ?? xmp?.title ?? null,
    said: saidOf(lower, first, xmp),
  };
}

/**
 * In the order of trust: the camera's own clock with its zone (Apple's, then QuickTime's content date
 * where it has a zone), XMP, the file's time, which is UTC where it says so (brought to the camera's
 * zone where Samsung tells that), then what camcorders and AVI have.
 */
function timesOf(once: (key: string) => string, xmp: XmpSays | undefined): (Time | null)[] {
  const contentDate = clockOf(once('date'));
  const isZoned = /^[+-]/.test(contentDate?.zone ?? '');
  return [
    clockOf(once(`${quicktime}creationdate`)),
    isZoned ? contentDate : null,
    ...Object.values(xmp?.times ?? {}),
    inZone(clockOf(once('creation_time')), readZone(once('com.samsung.android.utc_offset'))),
    ...['date_utc', 'date_digitized', 'icrd', 'idit'].map((key) => clockOf(once(key))),
    contentDate,
  ];
}

/** A UTC time as a clock in the zone showed it; as it is without a zone. */
function inZone(time: Time | null, zone: string): Time | null {
  const [, sign = '', hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (time?.zone !== 'Z' || sign === '') return time;
  const aheadMs = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(Date.parse(`${time.local}Z`) + aheadMs).toISOString().slice(0, 19);
  return { ...time, local, zone };
}

function saidOf(
  tags: VideoTags,
  first: (...keys: readonly string[]) => string,
  xmp: XmpSays | undefined,
): FileSays['said'] {
  const said = first(`${quicktime}description`, 'description', 'synopsis', 'comment');
  const words = (tags[`${quicktime}keywords`] ?? tags.keywords ?? '').split(/[,;]/);
  const keywords = tagsOf({
    words: [...(xmp?.keywords?.words ?? []), ...words],
    paths: xmp?.keywords?.paths ?? [],
  });
  return {
    rating: xmp?.rating ?? ratingOf(starsOf(first(`${quicktime}rating.user`, 'rating'))),
    favourite: xmp?.favourite ?? null,
    caption: xmp?.caption || captionOf(said),
    tags: keywords.length > 0 ? keywords : xmp?.keywords ? [] : null,
    albums: xmp?.albums?.slice() ?? null,
  };
}

const starsOf = (text: string): number =>
  /^[0-5](?:\.0+)?$/.test(text) ? Number(text) : Number.NaN;

function packetOf(text: string | undefined): XmpSays | undefined {
  if (text === undefined) return undefined;
  try {
    return readXmp(readPacket(text));
  } catch {
    return undefined;
  }
}

/** The zero of QuickTime's clock (1904) and of Unix (1970) are unset clocks. */
function clockOf(text: string): Time | null {
  const time = readTime(text);
  return time === null || Number(time.local.slice(0, 4)) <= 1970 ? null : time;
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
