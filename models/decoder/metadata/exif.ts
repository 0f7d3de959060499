/** What EXIF says. A broken tag is a missing tag. Pure. */
import type { Exposure } from '../../../main/engine/contract/file-says.ts';
import { exposureOf, nameCamera, nameLens, placeOf, ratingOf, specifiedLens } from './figures.ts';
import { captionOf, cleanLine, decodeBytes, decodeWide } from './text.ts';
import { readTime, type Time } from './time.ts';

/** exifreader's tags, as far as we believe them: anything may be missing or of another type. */
export type Tags = {
  readonly [name: string]: { readonly value?: unknown; readonly description?: unknown } | undefined;
};

export type ExifSays = {
  /** When it was taken, when it was digitised, when it was changed, and by the satellites in UTC. */
  readonly times: { original: Time | null; digitized: Time | null; changed: Time | null };
  readonly satellites: Time | null;
  readonly camera: string | null;
  readonly lens: string | null;
  /** By its focal lengths and apertures. */
  readonly specifiedLens: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly exposure: Exposure;
  readonly title: string | null;
  readonly caption: string | null;
  readonly rating: number | null;
  readonly keywords: readonly string[];
};

export function readExif(tags: Tags): ExifSays {
  const number = (name: string) => numberOf(tags[name]?.value);
  return {
    times: {
      original: timeOf(tags, 'DateTimeOriginal', 'Original'),
      digitized: timeOf(tags, 'DateTimeDigitized', 'Digitized'),
      changed: timeOf(tags, 'DateTime', ''),
    },
    satellites: satelliteTime(tags),
    camera: nameCamera(textOf(tags.Make), textOf(tags.Model)),
    lens: nameLens(textOf(tags.LensModel)),
    specifiedLens: specifiedLens(numbersOf(tags.LensSpecification)),
    ...placeOf(
      degreesOf(tags.GPSLatitude, tags.GPSLatitudeRef, 'S'),
      degreesOf(tags.GPSLongitude, tags.GPSLongitudeRef, 'W'),
    ),
    exposure: exposureOf({
      focalLengthMm: number('FocalLength'),
      equivalentFocalLengthMm: number('FocalLengthIn35mmFilm'),
      fNumber: number('FNumber'),
      exposureSeconds: number('ExposureTime'),
      iso: isoOf(tags),
    }),
    title: cleanLine(decodedOf(tags.XPTitle)),
    caption:
      captionUnless(namesOf(tags), textOf(tags.ImageDescription, true)) ??
      captionUnless(namesOf(tags), commentOf(tags.UserComment)) ??
      captionOf(decodedOf(tags.XPComment)),
    rating: ratingOf(number('Rating'), number('RatingPercent')),
    keywords: decodedOf(tags.XPKeywords).split(';'),
  };
}

function timeOf(tags: Tags, name: string, suffix: string): Time | null {
  return readTime(textOf(tags[name]), {
    zone: textOf(tags[`OffsetTime${suffix}`]),
    fraction: textOf(tags[`SubSecTime${suffix}`]),
  });
}

function satelliteTime(tags: Tags): Time | null {
  const clock = numbersOf(tags.GPSTimeStamp);
  if (clock.length !== 3 || !clock.every((part) => part >= 0 && part < 61)) return null;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return readTime(`${textOf(tags.GPSDateStamp)} ${clock.map(two).join(':')}Z`);
}

/** EXIF text comes as a string, as an array of one string, or broken. */
function textOf(tag: Tags[string], severalLines = false): string {
  const value = Array.isArray(tag?.value) ? tag.value[0] : tag?.value;
  if (typeof value !== 'string') return '';
  const text = decodeBytes(value.split('\0')[0] ?? '');
  return (severalLines ? text : (cleanLine(text, 1_000) ?? '')).trim();
}

/** As exifreader decoded it: Windows' own tags are UTF-16. */
function decodedOf(tag: Tags[string]): string {
  const text = typeof tag?.description === 'string' ? tag.description : '';
  return text.split('\0')[0] ?? '';
}

/** Cameras without a person's words write their own names there. */
const namesOf = ({ Make, Model }: Tags): string[] => [textOf(Make), textOf(Model)];

function captionUnless(names: readonly string[], text: string): string | null {
  const caption = captionOf(text);
  return caption !== null && names.includes(caption) ? null : caption;
}

/** Its first eight bytes name the character set; Unicode is UTF-16 in either order. */
function commentOf(tag: Tags[string]): string {
  const { value } = tag ?? {};
  if (!Array.isArray(value) || !value.every((byte) => typeof byte === 'number')) return '';
  const [head, body] = [Buffer.from(value.slice(0, 8)), Buffer.from(value.slice(8))];
  const set = head.toString('latin1').replace(/\0+$/, '');
  if (set === 'UNICODE') return decodeWide(body);
  if (set === 'JIS') return new TextDecoder('iso-2022-jp').decode(body);
  return set === 'ASCII' || set === '' ? decodeBytes(body.toString('latin1')) : '';
}

/** Two bytes hold no more than 65,535, which then stands for more. */
function isoOf({ ISOSpeedRatings, ISOSpeed, RecommendedExposureIndex }: Tags): number {
  const first = [ISOSpeedRatings?.value].flat(1)[0];
  if (first !== 65_535) return numberOf(first);
  return numberOf(ISOSpeed?.value ?? RecommendedExposureIndex?.value);
}

function degreesOf(tag: Tags[string], ref: Tags[string], negative: string): number {
  const [degrees = Number.NaN, minutes = 0, seconds = 0] = numbersOf(tag);
  const value = degrees + minutes / 60 + seconds / 3600;
  if (!(value >= 0)) return Number.NaN;
  return textOf(ref).toUpperCase().startsWith(negative) ? -value : value;
}

function numbersOf(tag: Tags[string]): number[] {
  return Array.isArray(tag?.value) ? tag.value.map(ratio) : [];
}

/** A number, a rational, or an array of one of them. */
function numberOf(value: unknown): number {
  if (!Array.isArray(value)) return ratio(value);
  return value.length === 1 || Array.isArray(value[0]) ? ratio(value[0]) : ratio(value);
}

function ratio(value: unknown): number {
  if (!Array.isArray(value)) return typeof value === 'number' ? value : Number.NaN;
  const [numerator, denominator] = value as number[];
  if (numerator === 0) return 0;
  return (numerator ?? Number.NaN) / (denominator ?? Number.NaN);
}
