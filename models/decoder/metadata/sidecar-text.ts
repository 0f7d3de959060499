/**
 * The text of a sidecar with what a person added in Afterimage. Of other programs' texts only the
 * properties change whose meaning differs. Pure.
 */
import type { ItemAnnotations } from '../../../main/engine/contract/annotations.ts';
import type { Said } from '../../../main/engine/contract/file-says.ts';
import { labelKey } from '../../../main/engine/contract/query/labels.ts';
import {
  keywordKey,
  levelsOf,
  pathOfBars,
  pathOfSlashes,
  printBars,
  printSlashes,
  tagsOf,
} from './tags.ts';
import {
  type Named,
  propertiesNamed,
  withDefaultText,
  withList,
  withoutProperty,
  withValue,
} from './xmp-edit.ts';
import { namespaces, readPacket, valuesNamed } from './xmp-packet.ts';
import { readRating, readXmp } from './xmp-says.ts';

export type SidecarTextOptions = {
  /** Of the sidecar that is there; null for a new one. */
  readonly text: string | null;
  readonly annotations: ItemAnnotations;
  /** What the photo itself says: where the person took that away, the sidecar has to say so. */
  readonly embedded: Said;
  /** For `xmp:MetadataDate`. */
  readonly now: Date;
};

/** Null where nothing is to be written: the text says all of that. Throws where it is no XMP. */
export function sidecarText(options: SidecarTextOptions): string | null {
  const { annotations, embedded, now } = options;
  if (options.text === null && isEmbedded(annotations, embedded)) return null;
  const before = options.text ?? emptySidecar;
  const said = [
    (text: string) => withRating(text, annotations.rating, embedded),
    (text: string) => withCaption(text, annotations.caption, embedded),
    (text: string) => withTags(text, annotations.tags, embedded),
    (text: string) => withAlbums(text, annotations.albums),
  ].reduce((text, step) => step(text), before);
  const isFavourite = readXmp(readPacket(before)).favourite ?? false;
  if (said === before && isFavourite === annotations.favourite) return null;
  // Also where it is none: by this a sidecar is known as one of ours.
  const marked = withValue(said, favourite, annotations.favourite ? 'True' : 'False');
  return withValue(marked, metadataDate, now.toISOString().replace(/\.\d+/, ''));
}

const favourite = { namespace: 'afterimage', name: 'Favourite' } as const;
const metadataDate = { namespace: 'xmp', name: 'MetadataDate' } as const;
const subject = { namespace: 'dc', name: 'subject' } as const;

/** Whether the photo itself says just what the item has. */
function isEmbedded(item: ItemAnnotations, { rating, caption, tags }: Said): boolean {
  const isPlain = !item.favourite && item.albums.length === 0;
  const isSame = item.rating === (rating ?? 0) && item.caption === (caption ?? '');
  return isPlain && isSame && isSameSet(item.tags, tags ?? []);
}

/** As Adobe's programs frame a packet. */
const emptySidecar = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Afterimage">
 <rdf:RDF xmlns:rdf="${namespaces.rdf}">
  <rdf:Description rdf:about=""
    xmlns:xmp="${namespaces.xmp}"
    xmlns:dc="${namespaces.dc}"
    xmlns:lr="${namespaces.lr}"
    xmlns:digiKam="${namespaces.digiKam}"
    xmlns:afterimage="${namespaces.afterimage}">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;

const rating = { namespace: 'xmp', name: 'Rating' } as const;
/** Windows' own, in percent, which is kept true where it is. */
const ratingPercent = { namespace: 'MicrosoftPhoto', name: 'Rating' } as const;

/** A rejected one (-1) counts as not rated, and stays. */
function withRating(text: string, stars: number, embedded: Said): string {
  const said = readRating(readPacket(text)) ?? 0;
  const isHidden = stars === 0 && (embedded.rating ?? 0) > 0 && !has(text, rating);
  if (said === stars && !isHidden) return text;
  const rated = withValue(text, rating, String(stars));
  const percent = [0, 1, 25, 50, 75, 99][stars] ?? 0;
  return has(text, ratingPercent) ? withValue(rated, ratingPercent, String(percent)) : rated;
}

function withCaption(text: string, caption: string, embedded: Said): string {
  const named = { namespace: 'dc', name: 'description' } as const;
  const said = readXmp(readPacket(text)).caption;
  const isHidden = caption === '' && (embedded.caption ?? '') !== '' && said === null;
  if ((said ?? '') === caption && !isHidden) return text;
  if (caption === '' && !embedded.caption) return withoutProperty(text, named);
  return withDefaultText(text, named, caption);
}

/** Flat words, and the levels as Lightroom and as digiKam have them. */
function withTags(text: string, tags: readonly string[], embedded: Said): string {
  const said = readXmp(readPacket(text)).keywords;
  const before = said === null ? [] : tagsOf(said);
  if (said === null && tags.length === 0) {
    return (embedded.tags ?? []).length === 0 ? text : withList(text, subject, 'Bag', []);
  }
  if (isSameSet(before, tags)) return text;
  const levels = tags.map(levelsOf);
  const staying = new Set(tags.flatMap((tag) => tag.split('/').map(labelKey)));
  const left = new Set(before.flatMap((tag) => tag.split('/').map(labelKey)));
  const isGone = (path: string) =>
    !tags.map(tagKey).includes(path) && before.map(tagKey).includes(path);
  const paths = (named: Named, kind: 'Bag' | 'Seq', way: PathWay): ListChange => ({
    named,
    kind,
    wanted: levels.map(way.print).filter((written) => written !== undefined),
    keyOf: (written) => keyOfLevels(way.read(written)),
    isGone: (written) => isGone(keyOfLevels(way.read(written))),
  });
  const words: ListChange = {
    named: subject,
    kind: 'Bag',
    wanted: levels.map((names) => names.at(-1) ?? ''),
    keyOf: keywordKey,
    isGone: (word) => left.has(keywordKey(word)) && !staying.has(keywordKey(word)),
  };
  const barred = paths({ namespace: 'lr', name: 'hierarchicalSubject' }, 'Bag', bars);
  const slashed = paths({ namespace: 'digiKam', name: 'TagsList' }, 'Seq', slashes);
  return [words, barred, slashed].reduce(withChangedList, text);
}

type PathWay = {
  readonly read: (written: string) => readonly string[];
  readonly print: (levels: readonly string[]) => string | undefined;
};
const bars: PathWay = { read: pathOfBars, print: printBars };
const slashes: PathWay = { read: pathOfSlashes, print: printSlashes };
const keyOfLevels = (levels: readonly string[]): string => levels.map(keywordKey).join('/');

function withAlbums(text: string, albums: readonly string[]): string {
  const named = { namespace: 'afterimage', name: 'Albums' } as const;
  const wanted = new Set(albums.map(labelKey));
  return withChangedList(text, {
    named,
    kind: 'Bag',
    wanted: albums,
    isGone: (album) => !wanted.has(labelKey(album)),
    keyOf: labelKey,
  });
}

type ListChange = {
  readonly named: Named;
  readonly kind: 'Bag' | 'Seq';
  readonly wanted: readonly string[];
  readonly isGone: (written: string) => boolean;
  readonly keyOf: (written: string) => string;
};

/** What stays keeps its place and its spelling; what is new comes behind it. */
function withChangedList(text: string, { named, kind, wanted, isGone, keyOf }: ListChange): string {
  const written = valuesNamed(readPacket(text), named.namespace, named.name) ?? [];
  const kept = written.filter((each) => each !== '' && !isGone(each));
  const known = new Set(kept.map(keyOf));
  const items = [...kept];
  for (const each of wanted) {
    if (known.has(keyOf(each))) continue;
    known.add(keyOf(each));
    items.push(each);
  }
  const isSame = items.length === written.length && items.every((each, at) => each === written[at]);
  return isSame ? text : withList(text, named, kind, items);
}

const has = (text: string, named: Named): boolean =>
  propertiesNamed(readPacket(text), named).length > 0;

const tagKey = (tag: string): string => tag.split('/').map(labelKey).join('/');

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const keys = new Set(one.map(tagKey));
  return one.length === other.length && other.every((tag) => keys.has(tagKey(tag)));
}
