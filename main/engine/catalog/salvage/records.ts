/** The cells of a page of a b-tree, and the records in them. https://sqlite.org/fileformat2.html */
import type { PageFile } from './page-file.ts';

export type Value = null | number | bigint | string | Buffer;
export type StoredRecord = {
  /** Undefined in an index, or a table that has no row ids. */
  readonly rowId: number | undefined;
  readonly values: readonly Value[];
};
export type TreeKind = 'table' | 'index';

export type TreePage = {
  /** Pages below it. */
  readonly children: readonly number[];
  readonly records: readonly StoredRecord[];
  /** Cells that make no sense. */
  readonly lost: number;
};

const pageTypes = {
  2: { kind: 'index', isLeaf: false },
  5: { kind: 'table', isLeaf: false },
  10: { kind: 'index', isLeaf: true },
  13: { kind: 'table', isLeaf: true },
} as const;
const longestRecordBytes = 256 * 2 ** 20;

/** Undefined where the page is none of such a tree. */
export function readTreePage(file: PageFile, number: number, kind: TreeKind): TreePage | undefined {
  const page = file.page(number);
  const start = number === 1 ? 100 : 0;
  const type = pageTypes[page?.[start] as keyof typeof pageTypes];
  if (page === undefined || type?.kind !== kind) return undefined;
  const { isLeaf } = type;
  const count = page.readUInt16BE(start + 3);
  const pointers = start + (isLeaf ? 8 : 12);
  if (pointers + 2 * count > page.length) return undefined;
  const children = isLeaf ? [] : [page.readUInt32BE(start + 8)];
  const records: StoredRecord[] = [];
  let lost = 0;
  for (let cell = 0; cell < count; cell += 1) {
    const at = page.readUInt16BE(pointers + 2 * cell);
    try {
      if (!isLeaf) children.push(page.readUInt32BE(at));
      if (isLeaf || kind === 'index') {
        records.push(readCell(file, page, at + (isLeaf ? 0 : 4), kind));
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      lost += 1;
    }
  }
  return { children, records, lost };
}

/** Throws RangeError where it makes no sense. */
function readCell(file: PageFile, page: Buffer, start: number, kind: TreeKind): StoredRecord {
  const size = readVarint(page, start);
  let { end } = size;
  let rowId: number | undefined;
  if (kind === 'table') {
    const id = readVarint(page, end);
    rowId = id.value;
    end = id.end;
  }
  return { rowId, values: readRecord(readPayload(file, page, end, size.value, kind)) };
}

function readPayload(
  { usableBytes, page: pageOf, count }: PageFile,
  page: Buffer,
  at: number,
  length: number,
  kind: TreeKind,
): Buffer {
  if (length > Math.min(longestRecordBytes, count * usableBytes)) throw new RangeError('too long');
  const most =
    kind === 'table' ? usableBytes - 35 : Math.floor(((usableBytes - 12) * 64) / 255) - 23;
  if (length <= most) return slice(page, at, length);
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usableBytes - 4));
  const local = wanted <= most ? wanted : least;
  const parts = [slice(page, at, local)];
  let next = slice(page, at + local, 4).readUInt32BE(0);
  for (let left = length - local; left > 0; ) {
    const overflow = pageOf(next);
    if (overflow === undefined) throw new RangeError(`no page ${next}`);
    const part = overflow.subarray(4, 4 + Math.min(left, usableBytes - 4));
    parts.push(part);
    left -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

function readRecord(payload: Buffer): Value[] {
  const head = readVarint(payload, 0);
  const values: Value[] = [];
  let body = head.value;
  if (body > payload.length) throw new RangeError('a head that is longer than the record');
  for (let at = head.end; at < head.value; ) {
    const type = readVarint(payload, at);
    at = type.end;
    const length = valueBytes(type.value);
    values.push(readValue(type.value, slice(payload, body, length)));
    body += length;
  }
  return values;
}

function valueBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  const bytes = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type];
  if (bytes === undefined) throw new RangeError(`no type ${type}`);
  return bytes;
}

function readValue(type: number, bytes: Buffer): Value {
  if (type >= 12) return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString('utf8');
  if (type === 0) return null;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type >= 8) return type - 8;
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  const long = bytes.readBigInt64BE(0);
  return BigInt(Number(long)) === long && Number.isSafeInteger(Number(long)) ? Number(long) : long;
}

/** Values beyond 2^53 are none that a database of ours has as a size or a row id. */
function readVarint(bytes: Buffer, start: number): { value: number; end: number } {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('cut off');
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      if (!Number.isSafeInteger(value)) break;
      return { value, end: at + 1 };
    }
  }
  throw new RangeError('a number that is too large');
}

function slice(bytes: Buffer, at: number, length: number): Buffer {
  if (at + length > bytes.length) throw new RangeError('cut off');
  return bytes.subarray(at, at + length);
}
