/**
 * What lies in a HEIF file (ISO/IEC 23008-12): its items, where their bytes are, what is said of
 * them, and which refers to which. Pure. Throws a RangeError where the tables end too soon.
 */
import { type Box, boxesIn, findBox, readFrom } from './iso-boxes.ts';

export type HeifItem = {
  readonly id: number;
  /** `hvc1` a picture in HEVC, `grid` one of tiles, `Exif`, `mime`, … */
  readonly type: string;
  /** Of `mime` items, e.g. `application/rdf+xml`. */
  readonly contentType: string;
  /** In the order of the file: `ispe`, `hvcC`, `colr`, `irot`, … */
  readonly properties: readonly Box[];
};

export type HeifFile = {
  readonly primary: HeifItem;
  readonly items: ReadonlyMap<number, HeifItem>;
  /** The items that this one refers to, e.g. the tiles (`dimg`) of a grid. */
  referred(type: string, from: HeifItem): readonly HeifItem[];
  /** The items that refer to this one, e.g. what describes (`cdsc`) a picture. */
  referring(type: string, to: HeifItem): readonly HeifItem[];
  /** An item's bytes, as many as are there; `missing` is how many are not. */
  read(item: HeifItem): { readonly data: Buffer; readonly missing: number };
};

type Extent = { readonly offset: number; readonly length: number };
type Place = { readonly inItemData: boolean; readonly extents: readonly Extent[] };
type Reference = { readonly type: string; readonly from: number; readonly to: readonly number[] };

/** A phone's tables take 10 kB. */
const mostTableBytes = 16 * 2 ** 20;
/** A picture has one piece as a rule, and a grid at most 65,536 pictures. */
const mostExtents = 2 ** 17;

/** Undefined where there are no pictures in it. */
export function readHeif(bytes: Buffer): HeifFile | undefined {
  const meta = findBox(bytes, 'meta');
  if (meta === undefined || meta.length > mostTableBytes) return undefined;
  const tables = meta.subarray(4);
  const table = (type: string): Buffer => findBox(tables, type) ?? Buffer.alloc(0);
  const properties = readProperties(table('iprp'));
  const items = readItems(table('iinf'), properties);
  const primary = items.get(readPrimaryId(table('pitm')));
  if (primary === undefined) return undefined;
  const places = readPlaces(table('iloc'));
  const references = readReferences(table('iref'));
  const itemData = table('idat');

  const known = (ids: readonly number[]): readonly HeifItem[] =>
    ids.flatMap((id) => items.get(id) ?? []);
  return {
    primary,
    items,
    referred: (type, from) =>
      known(references.flatMap((one) => (one.type === type && one.from === from.id ? one.to : []))),
    referring: (type, to) =>
      known(
        references.flatMap((one) => (one.type === type && one.to.includes(to.id) ? one.from : [])),
      ),
    read(item) {
      const { inItemData, extents } = places.get(item.id) ?? { inItemData: false, extents: [] };
      return readExtents(inItemData ? itemData : bytes, extents);
    },
  };
}

function readExtents(source: Buffer, extents: readonly Extent[]) {
  let missing = 0;
  let left = source.length;
  const parts: Buffer[] = [];
  for (const { offset, length } of extents) {
    // A length of 0 means: to the end.
    const part = source.subarray(offset, length === 0 ? undefined : offset + length);
    missing += length === 0 ? 0 : length - part.length;
    left -= part.length;
    // Made to be larger than the file: the same bytes again and again.
    if (left < 0) throw new RangeError(`${extents.length} extents are more than the whole file`);
    parts.push(part);
  }
  const data = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  return { data, missing };
}

function readPrimaryId(body: Buffer): number {
  if (body.length === 0) return 0;
  const { version, reader } = readFull(body);
  return reader.unsigned(version === 0 ? 2 : 4);
}

function readItems(
  body: Buffer,
  properties: ReadonlyMap<number, readonly Box[]>,
): Map<number, HeifItem> {
  const items = new Map<number, HeifItem>();
  if (body.length === 0) return items;
  const { version, reader } = readFull(body);
  reader.unsigned(version === 0 ? 2 : 4);
  for (const box of boxesIn(reader.rest())) {
    const entry = box.type === 'infe' ? readEntry(box.body) : undefined;
    if (entry === undefined) continue;
    items.set(entry.id, { ...entry, properties: properties.get(entry.id) ?? [] });
  }
  return items;
}

function readEntry(body: Buffer): Omit<HeifItem, 'properties'> | undefined {
  const { version, reader } = readFull(body);
  if (version < 2) return undefined;
  const id = reader.unsigned(version === 2 ? 2 : 4);
  reader.unsigned(2);
  const type = reader.text(4);
  const [, contentType = ''] = reader.rest().toString('latin1').split('\0');
  return { id, type, contentType: type === 'mime' ? contentType : '' };
}

function readPlaces(body: Buffer): Map<number, Place> {
  const places = new Map<number, Place>();
  if (body.length === 0) return places;
  const { version, reader } = readFull(body);
  const [sizes, moreSizes] = [reader.unsigned(1), reader.unsigned(1)];
  const [offsetBytes, lengthBytes] = [sizes >> 4, sizes & 15];
  const [baseBytes, indexBytes] = [moreSizes >> 4, version === 0 ? 0 : moreSizes & 15];
  const count = reader.unsigned(version < 2 ? 2 : 4);
  let extentsLeft = mostExtents;
  for (let item = 0; item < count; item++) {
    const id = reader.unsigned(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.unsigned(2) & 15;
    // Which file it lies in: always this one.
    reader.unsigned(2);
    const base = reader.unsigned(baseBytes);
    const extents: Extent[] = [];
    const extentCount = reader.unsigned(2);
    extentsLeft -= extentCount;
    // Pieces may take no bytes in the table: they alone could go on for ever.
    if (extentsLeft < 0) throw new RangeError(`more than ${mostExtents} pieces`);
    for (let extent = 0; extent < extentCount; extent++) {
      reader.unsigned(indexBytes);
      const offset = base + reader.unsigned(offsetBytes);
      extents.push({ offset, length: reader.unsigned(lengthBytes) });
    }
    places.set(id, { inItemData: method === 1, extents });
  }
  return places;
}

/** The properties of each item, in the order of their listing. */
function readProperties(body: Buffer): Map<number, readonly Box[]> {
  const known = [...boxesIn(findBox(body, 'ipco') ?? Buffer.alloc(0))];
  const found = new Map<number, Box[]>();
  for (const { type, body: list } of boxesIn(body)) {
    if (type !== 'ipma') continue;
    const { version, flags, reader } = readFull(list);
    const indexBytes = (flags & 1) === 1 ? 2 : 1;
    const count = reader.unsigned(4);
    for (let item = 0; item < count; item++) {
      const own = takeList(found, reader.unsigned(version === 0 ? 2 : 4));
      const ownCount = reader.unsigned(1);
      for (let each = 0; each < ownCount; each++) {
        // The first bit says whether a reader must understand it.
        const index = reader.unsigned(indexBytes) & (indexBytes === 2 ? 0x7fff : 0x7f);
        const property = known[index - 1];
        if (property !== undefined) own.push(property);
      }
    }
  }
  return found;
}

function takeList(lists: Map<number, Box[]>, id: number): Box[] {
  const list = lists.get(id) ?? [];
  lists.set(id, list);
  return list;
}

function readReferences(body: Buffer): readonly Reference[] {
  if (body.length === 0) return [];
  const { version, reader } = readFull(body);
  const idBytes = version === 0 ? 2 : 4;
  return [...boxesIn(reader.rest())].map((box) => {
    const own = readFrom(box.body);
    const from = own.unsigned(idBytes);
    const to = Array.from({ length: own.unsigned(2) }, () => own.unsigned(idBytes));
    return { type: box.type, from, to };
  });
}

/** Most tables begin with a version and flags. */
function readFull(body: Buffer) {
  const reader = readFrom(body);
  return { version: reader.unsigned(1), flags: reader.unsigned(3), reader };
}
