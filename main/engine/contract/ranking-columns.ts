/**
 * The whole ranking as columns, in one binary answer, for the grid.
 *
 * Layout, little-endian: u32 magic, u32 count, u32 metaBytes, JSON meta (UTF-8, padded with
 * spaces to a multiple of 4), then u32 itemIds[count], u32 momentIds[count],
 * f32 aspectRatios[count] (width / height), u32 timesMs[count] (`noTime` for a photo),
 * f32 scores[count] (0 to 1; 0 throughout for the empty query).
 */
export type RankingMeta = {
  readonly epoch: number;
  readonly tookMs: number;
  /** `all`: the empty query, newest first; `ranked`: best first. */
  readonly order: 'all' | 'ranked';
  /** How many rows match well, from the first on. */
  readonly matches: number;
  /**
   * Of a query by one example: how many rows, from the first on, are the item itself, whose score is 1,
   * or near duplicates of it.
   */
  readonly near?: number;
};

export type RankingColumns = {
  readonly meta: RankingMeta;
  readonly itemIds: Uint32Array;
  readonly momentIds: Uint32Array;
  readonly aspectRatios: Float32Array;
  readonly timesMs: Uint32Array;
  readonly scores: Float32Array;
};

export const noTime = 0xffff_ffff;
const magic = 0x31_52_46_41;
const headerBytes = 12;

export function packRanking(columns: RankingColumns): ArrayBuffer {
  const json = JSON.stringify(columns.meta);
  const encoded = new TextEncoder().encode(json);
  const meta = new TextEncoder().encode(json + ' '.repeat((4 - (encoded.length % 4)) % 4));
  const count = columns.itemIds.length;
  const buffer = new ArrayBuffer(headerBytes + meta.length + count * 20);
  const header = new DataView(buffer);
  header.setUint32(0, magic, true);
  header.setUint32(4, count, true);
  header.setUint32(8, meta.length, true);
  new Uint8Array(buffer).set(meta, headerBytes);
  const start = headerBytes + meta.length;
  const columnBytes = count * 4;
  new Uint32Array(buffer, start, count).set(columns.itemIds);
  new Uint32Array(buffer, start + columnBytes, count).set(columns.momentIds);
  new Float32Array(buffer, start + 2 * columnBytes, count).set(columns.aspectRatios);
  new Uint32Array(buffer, start + 3 * columnBytes, count).set(columns.timesMs);
  new Float32Array(buffer, start + 4 * columnBytes, count).set(columns.scores);
  return buffer;
}

/** Views into `buffer`, not copies. Throws RangeError on bytes that are no ranking. */
export function unpackRanking(buffer: ArrayBuffer): RankingColumns {
  const header = new DataView(buffer);
  if (buffer.byteLength < headerBytes || header.getUint32(0, true) !== magic) {
    throw new RangeError(`no ranking: ${buffer.byteLength} bytes`);
  }
  const count = header.getUint32(4, true);
  const metaBytes = header.getUint32(8, true);
  const start = headerBytes + metaBytes;
  if (buffer.byteLength !== start + count * 20) {
    throw new RangeError(`a ranking of ${count} does not fit ${buffer.byteLength} bytes`);
  }
  const meta = JSON.parse(
    new TextDecoder().decode(new Uint8Array(buffer, headerBytes, metaBytes)),
  ) as RankingMeta;
  const columnBytes = count * 4;
  return {
    meta,
    itemIds: new Uint32Array(buffer, start, count),
    momentIds: new Uint32Array(buffer, start + columnBytes, count),
    aspectRatios: new Float32Array(buffer, start + 2 * columnBytes, count),
    timesMs: new Uint32Array(buffer, start + 3 * columnBytes, count),
    scores: new Float32Array(buffer, start + 4 * columnBytes, count),
  };
}
