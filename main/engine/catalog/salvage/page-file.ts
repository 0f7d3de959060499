/**
 * A SQLite database as its pages, read past whatever is wrong with it: the file's own, and over them
 * those that its write-ahead log committed last. https://sqlite.org/fileformat2.html
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type PageFile = {
  readonly pageBytes: number;
  /** Of a page that hold its content; the rest of it is reserved. */
  readonly usableBytes: number;
  /**
   * Pages are numbered from 1. What lies beyond what the log committed last is not the database's any
   * more: a purge gave it back.
   */
  readonly count: number;
  /** Whether the file begins as a SQLite database does. */
  readonly hasHeader: boolean;
  /** Undefined where the file ends before it. */
  page(number: number): Buffer | undefined;
  close(): void;
};

const magic = 'SQLite format 3\0';
/** Of every database that this program makes. */
const ownPageBytes = 4096;
const walHeaderBytes = 32;
const frameHeaderBytes = 24;

/** Throws the file system's error where the file cannot be opened or read. */
export function openPageFile(path: string): PageFile {
  const file = openSync(path, 'r');
  const log = openIfThere(`${path}-wal`);
  const own = readAt(file, 0, 100);
  const sizeBytes = fstatSync(file).size;
  const { logged, pages: loggedCount } = committedPages(log);
  const fromLog = (number: number): Buffer | undefined => {
    const at = logged.get(number);
    return log === undefined || at === undefined ? undefined : readAt(log, at, pageBytes);
  };
  const ownHeader = isHeader(own) ? own : undefined;
  const pageBytes = ownHeader === undefined ? ownPageBytes : pageBytesOf(ownHeader);
  const header = [fromLog(1), ownHeader].find((each) => each !== undefined && isHeader(each));
  const count = loggedCount ?? Math.floor(sizeBytes / pageBytes);
  return {
    pageBytes,
    usableBytes: pageBytes - (header?.[20] ?? 0),
    count,
    hasHeader: header !== undefined,
    page(number) {
      if (!Number.isInteger(number) || number < 1 || number > count) return undefined;
      const page = fromLog(number) ?? readAt(file, (number - 1) * pageBytes, pageBytes);
      return page.length === pageBytes ? page : undefined;
    },
    close() {
      closeSync(file);
      if (log !== undefined) closeSync(log);
    },
  };
}

function isHeader(bytes: Buffer): boolean {
  return bytes.length >= 100 && bytes.toString('latin1', 0, 16) === magic;
}

function pageBytesOf(header: Buffer): number {
  const stored = header.readUInt16BE(16);
  const bytes = stored === 1 ? 65_536 : stored;
  return bytes >= 512 && (bytes & (bytes - 1)) === 0 ? bytes : ownPageBytes;
}

type Committed = {
  /** Where in the log the newest state of each page is. */
  readonly logged: ReadonlyMap<number, number>;
  /** How many pages the database has by its newest transaction; undefined without one. */
  readonly pages: number | undefined;
};

function committedPages(log: number | undefined): Committed {
  const logged = new Map<number, number>();
  if (log === undefined) return { logged, pages: undefined };
  const header = readAt(log, 0, walHeaderBytes);
  if (header.length < walHeaderBytes || header.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) {
    return { logged, pages: undefined };
  }
  const pageBytes = header.readUInt32BE(8);
  const isBigEndian = (header.readUInt32BE(0) & 1) === 1;
  const salts = header.subarray(16, 24);
  let sums = checksum([0, 0], header.subarray(0, 24), isBigEndian);
  let transaction = new Map<number, number>();
  let pages: number | undefined;
  for (let at = walHeaderBytes; ; at += frameHeaderBytes + pageBytes) {
    const frame = readAt(log, at, frameHeaderBytes + pageBytes);
    if (frame.length < frameHeaderBytes + pageBytes || !frame.subarray(8, 16).equals(salts)) break;
    sums = checksum(sums, frame.subarray(0, 8), isBigEndian);
    sums = checksum(sums, frame.subarray(frameHeaderBytes), isBigEndian);
    if (frame.readUInt32BE(16) !== sums[0] || frame.readUInt32BE(20) !== sums[1]) break;
    transaction.set(frame.readUInt32BE(0), at + frameHeaderBytes);
    const pagesAfter = frame.readUInt32BE(4);
    const isCommit = pagesAfter !== 0;
    if (!isCommit) continue;
    for (const [page, place] of transaction) logged.set(page, place);
    transaction = new Map();
    pages = pagesAfter;
  }
  return { logged, pages };
}

type Sums = readonly [number, number];

function checksum([first, second]: Sums, bytes: Buffer, isBigEndian: boolean): Sums {
  const word = (at: number) => (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at));
  let one = first;
  let other = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    one = (one + word(at) + other) >>> 0;
    other = (other + word(at + 4) + one) >>> 0;
  }
  return [one, other];
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

/** As many bytes as there are. */
function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, bytes, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
