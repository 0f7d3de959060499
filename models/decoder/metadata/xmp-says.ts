/** What an XMP packet says, be it inside a photo or a sidecar beside it. Pure. */
import type { Exposure } from '../../../main/engine/contract/file-says.ts';
import { labelName } from '../../../main/engine/contract/query/labels.ts';
import { exposureOf, nameCamera, nameLens, placeOf, ratingOf } from './figures.ts';
import { type Keywords, pathOfBars, pathOfSlashes } from './tags.ts';
import { captionOf, cleanLine, cleanText } from './text.ts';
import { readTime, type Time } from './time.ts';
import { type NamespaceName, valuesNamed, type XmpPacket } from './xmp-packet.ts';

export type XmpSays = {
  readonly times: { original: Time | null; created: Time | null; digitized: Time | null };
  readonly camera: string | null;
  readonly lens: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly exposure: Exposure;
  readonly title: string | null;
  /** Empty where it is there and empty. */
  readonly caption: string | null;
  readonly rating: number | null;
  readonly favourite: boolean | null;
  /** Null where there is no list of keywords at all. */
  readonly keywords: Keywords | null;
  readonly albums: readonly string[] | null;
  /** Lightroom: the ending of the file that the sidecar is of, in lower case. */
  readonly extension: string | null;
};

export function readXmp(packet: XmpPacket): XmpSays {
  const list = (namespace: NamespaceName, name: string) => valuesNamed(packet, namespace, name);
  const text = (namespace: NamespaceName, name: string) => list(namespace, name)?.[0] ?? '';
  const time = (namespace: NamespaceName, name: string) => readTime(text(namespace, name));
  const exif = (name: string) => rationalOf(text('exif', name));
  return {
    times: {
      original: time('exif', 'DateTimeOriginal'),
      created: time('photoshop', 'DateCreated'),
      digitized: time('xmp', 'CreateDate') ?? time('exif', 'DateTimeDigitized'),
    },
    camera: nameCamera(text('tiff', 'Make'), text('tiff', 'Model')),
    lens: nameLens(text('exifEX', 'LensModel')) ?? nameLens(text('aux', 'Lens')),
    ...placeOf(
      degreesOf(text('exif', 'GPSLatitude'), text('exif', 'GPSLatitudeRef')),
      degreesOf(text('exif', 'GPSLongitude'), text('exif', 'GPSLongitudeRef')),
    ),
    exposure: exposureOf({
      focalLengthMm: exif('FocalLength'),
      equivalentFocalLengthMm: exif('FocalLengthIn35mmFilm'),
      fNumber: exif('FNumber'),
      exposureSeconds: exif('ExposureTime'),
      iso: rationalOf(text('exifEX', 'PhotographicSensitivity') || text('exif', 'ISOSpeedRatings')),
    }),
    title: cleanLine(text('dc', 'title')),
    caption: captionAmong(list('dc', 'description'), text('afterimage', 'Favourite') !== ''),
    rating: readRating(packet),
    favourite: favouriteOf(text('afterimage', 'Favourite')),
    keywords: keywordsOf(packet),
    albums:
      list('afterimage', 'Albums')
        ?.map(labelName)
        .filter((name) => name !== '') ?? null,
    extension: cleanLine(text('photoshop', 'SidecarForExtension'))?.toLowerCase() ?? null,
  };
}

export function readRating(packet: XmpPacket): number | null {
  const [stars] = valuesNamed(packet, 'xmp', 'Rating') ?? [];
  const [percent] = valuesNamed(packet, 'MicrosoftPhoto', 'Rating') ?? [];
  return ratingOf(numberOf(stars), numberOf(percent));
}

/** Lists of keywords, and how each parts the levels. */
export const keywordLists = [
  { namespace: 'dc', name: 'subject' },
  { namespace: 'lr', name: 'hierarchicalSubject' },
  { namespace: 'digiKam', name: 'TagsList' },
] as const;

function keywordsOf(packet: XmpPacket): Keywords | null {
  const [words, barred, slashed] = keywordLists.map(({ namespace, name }) =>
    valuesNamed(packet, namespace, name),
  );
  if (words === undefined && barred === undefined && slashed === undefined) return null;
  return {
    words: words ?? [],
    paths: [...(barred ?? []).map(pathOfBars), ...(slashed ?? []).map(pathOfSlashes)],
  };
}

/** In any language; the default one comes first. `isOurs`: the person's own words, whatever they are. */
function captionAmong(values: readonly string[] | undefined, isOurs: boolean): string | null {
  if (values === undefined) return null;
  const [written] = values.map((value) => cleanText(value)).filter((text) => text !== null);
  return written === undefined ? '' : isOurs ? written : captionOf(written);
}

function favouriteOf(text: string): boolean | null {
  return text === '' ? null : /^true$/i.test(text);
}

const numberOf = (text: string | undefined): number =>
  text === undefined || text.trim() === '' ? Number.NaN : Number(text);

/** `28/10`, or a decimal as some programs have it. */
function rationalOf(text: string): number {
  const [numerator, denominator] = text.split('/').map(numberOf);
  return (numerator ?? Number.NaN) / (denominator ?? 1);
}

/**
 * `48,12.5N` and `48,12,30N` (XMP), `48.20849` with a reference of its own (Apple Photos), and
 * `-16.37`.
 */
function degreesOf(text: string, reference: string): number {
  const { parts, direction = reference } =
    /^(?<parts>-?\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){0,2})\s*(?<direction>[NSEW])?$/i.exec(text.trim())
      ?.groups ?? {};
  if (parts === undefined) return Number.NaN;
  const [degrees = Number.NaN, minutes = 0, seconds = 0] = parts.split(',').map(Number);
  const value = degrees + minutes / 60 + seconds / 3600;
  return /^[sw]/i.test(direction) ? -value : value;
}
