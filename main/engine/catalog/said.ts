/**
 * How what files and sidecars say and what a person set are put together. Pure.
 *
 * Of one place a sidecar comes before what is inside the file, field by field; several places say
 * together what each of them says. What they say joins what the item has by the rule of `heard`.
 */
import type { ItemAnnotations } from '../contract/annotations.ts';
import {
  exposureAmong,
  type FileSays,
  nothingSaid,
  pickShot,
  type Said,
  type Shot,
} from '../contract/file-says.ts';
import { labelKey } from '../contract/query/labels.ts';
import { distinct, tagKey } from './annotation-rows.ts';

/** Of one place: its sidecars, the one that bears the file's whole name first; then the file itself. */
export function saidAt(sidecars: readonly Said[], embedded: Said): Said {
  const all = [...sidecars, embedded];
  return {
    rating: firstOf(all, 'rating'),
    favourite: firstOf(all, 'favourite'),
    caption: firstOf(all, 'caption'),
    tags:
      together(
        sidecars.map(({ tags }) => tags),
        tagKey,
      ) ?? embedded.tags,
    albums:
      together(
        sidecars.map(({ albums }) => albums),
        labelKey,
      ) ?? embedded.albums,
  };
}

/** Of several places: the first rating and caption, and all the tags. */
export function saidTogether(places: readonly Said[]): Said {
  return {
    rating: firstOf(places, 'rating'),
    favourite: firstOf(places, 'favourite'),
    caption: firstOf(places, 'caption'),
    tags: together(
      places.map(({ tags }) => tags),
      tagKey,
    ),
    albums: together(
      places.map(({ albums }) => albums),
      labelKey,
    ),
  };
}

/**
 * What an item has after its files say `now`, where they had said `before`. A rating, favourite or
 * caption follows the files as long as it is what they said; once a person set another one, it is
 * theirs. A tag or album that the files did not say before is added; none is ever taken away.
 */
export function heard(item: ItemAnnotations, before: Said, now: Said): ItemAnnotations {
  const follows = <Value>(own: Value, old: Value | null, said: Value | null, none: Value): Value =>
    said !== null && own === (old ?? none) ? said : own;
  return {
    rating: follows(item.rating, before.rating, now.rating, 0),
    favourite: follows(item.favourite, before.favourite, now.favourite, false),
    caption: follows(item.caption, before.caption, now.caption, ''),
    tags: withNew(item.tags, before.tags, now.tags, tagKey),
    albums: withNew(item.albums, before.albums, now.albums, labelKey),
  };
}

/**
 * What an item has without the tags and albums inside its file that its places do not say `now`: for a
 * sidecar that lay there all along and is heard only after its photo, as if both had been read at once.
 */
export function withoutUnsaid(item: ItemAnnotations, embedded: Said, now: Said): ItemAnnotations {
  const kept = (
    own: readonly string[],
    old: Names,
    said: Names,
    keyOf: (name: string) => string,
  ) => {
    const still = new Set((said ?? []).map(keyOf));
    const gone = new Set((old ?? []).map(keyOf).filter((key) => !still.has(key)));
    return own.filter((name) => !gone.has(keyOf(name)));
  };
  return {
    ...item,
    tags: kept(item.tags, embedded.tags, now.tags, tagKey),
    albums: kept(item.albums, embedded.albums, now.albums, labelKey),
  };
}

/** What is known to have been said: what is said again later is not new. */
export function remembered(before: Said, now: Said): Said {
  return {
    rating: now.rating ?? before.rating,
    favourite: now.favourite ?? before.favourite,
    caption: now.caption ?? before.caption,
    tags: together([before.tags, now.tags], tagKey),
    albums: together([before.albums, now.albums], labelKey),
  };
}

/** What a sidecar says that has just what the item has. */
export const saidOf = ({ rating, favourite, caption, tags, albums }: ItemAnnotations): Said => ({
  rating,
  favourite,
  caption,
  tags: [...tags],
  albums: [...albums],
});

export const isSilent = (said: Said): boolean =>
  JSON.stringify(said) === JSON.stringify(nothingSaid);

/**
 * When and where, as a sidecar sets it right; with what, as the file has it. Null where no sidecar
 * says anything that the file does not.
 */
export function shotWith(sidecars: readonly FileSays[], file: Shot): Shot | null {
  if (sidecars.length === 0) return null;
  const first = <Key extends keyof Shot>(key: Key) =>
    sidecars.map((each) => each[key]).find((value) => value !== null) ?? null;
  const placed = sidecars.find(({ latitude }) => latitude !== null) ?? file;
  const shot: Shot = {
    capturedAt: sameSecond(first('capturedAt'), file.capturedAt),
    camera: file.camera ?? first('camera'),
    lens: file.lens ?? first('lens'),
    latitude: placed.latitude,
    longitude: placed.longitude,
    exposure: exposureAmong([file.exposure, ...sidecars.map(({ exposure }) => exposure)]),
    title: first('title') ?? file.title,
  };
  return JSON.stringify(shot) === JSON.stringify(pickShot(file)) ? null : shot;
}

/** The sidecar's time; where both name the same second or day, the one that knows more of it. */
function sameSecond(sidecar: string | null, file: string | null): string | null {
  if (sidecar === null || file === null) return sidecar ?? file;
  const [one, other] = [sidecar.slice(0, 19), file.slice(0, 19)];
  if (!one.startsWith(other) && !other.startsWith(one)) return sidecar;
  // "Z" behind the digits of the camera's own clock is a habit of programs.
  const known = (text: string) => text.length - (text.endsWith('Z') ? 2 : 0);
  return known(sidecar) > known(file) ? sidecar : file;
}

function firstOf<Key extends 'rating' | 'favourite' | 'caption'>(
  all: readonly Said[],
  key: Key,
): Said[Key] | null {
  return all.map((said) => said[key]).find((value) => value !== null) ?? null;
}

type Names = readonly string[] | null;

function together(lists: readonly Names[], keyOf: (name: string) => string): string[] | null {
  const said = lists.filter((list) => list !== null);
  return said.length === 0 ? null : distinct(said.flat(), keyOf);
}

function withNew(
  own: readonly string[],
  before: Names,
  now: Names,
  keyOf: (name: string) => string,
): string[] {
  const known = new Set((before ?? []).map(keyOf));
  const added = (now ?? []).filter((name) => !known.has(keyOf(name)));
  return added.length === 0 ? [...own] : distinct([...own, ...added], keyOf);
}
