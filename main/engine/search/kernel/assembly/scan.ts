/**
 * The scan's inner loops, in AssemblyScript: built to WebAssembly with SIMD by `launcher/build.mjs`.
 * All arguments ending in `At` are byte offsets into the one shared memory (`code-memory.ts`).
 */

/** The distance of a row that is not asked about. */
const absent: u32 = 0xffff;

/**
 * Weighted Hamming distances uint16 of rows [from, to) to the query, and how many rows have each
 * distance, added to the histogram uint32[65536]. Rows whose bit in `wantedAt` is 0 are passed over.
 *
 * groupsAt: uint32 pairs, a group's last byte + 1 and the cost of a differing bit. Groups are whole
 * runs of 4 bytes, and a code starts at a multiple of 4.
 */
export function scan(
  codesAt: usize,
  codeBytes: usize,
  wantedAt: usize,
  from: u32,
  to: u32,
  queryAt: usize,
  groupsAt: usize,
  groups: u32,
  distancesAt: usize,
  histogramAt: usize,
): void {
  for (let row = from; row < to; row++) {
    const distanceAt = distancesAt + ((<usize>row) << 1);
    if ((row & 7) === 0 && row + 8 <= to && load<u8>(wantedAt + (row >> 3)) === 0) {
      v128.store(distanceAt, i8x16.splat(-1));
      row += 7;
      continue;
    }
    if (!((<u32>load<u8>(wantedAt + (row >> 3)) >> (row & 7)) & 1)) {
      store<u16>(distanceAt, <u16>absent);
      continue;
    }
    const codeAt = codesAt + <usize>row * codeBytes;
    let sums = i32x4.splat(0);
    let single: u32 = 0;
    let byte: usize = 0;
    for (let group: u32 = 0; group < groups; group++) {
      const end = <usize>load<u32>(groupsAt + ((<usize>group) << 3));
      const weight = load<u32>(groupsAt + ((<usize>group) << 3), 4);
      // A lane of bytes counts up to 8 a step, so four steps fit before it is widened.
      for (; byte + 64 <= end; byte += 64) {
        let counts = differing(codeAt + byte, queryAt + byte);
        counts = i8x16.add(counts, differing(codeAt + byte + 16, queryAt + byte + 16));
        counts = i8x16.add(counts, differing(codeAt + byte + 32, queryAt + byte + 32));
        counts = i8x16.add(counts, differing(codeAt + byte + 48, queryAt + byte + 48));
        sums = i32x4.add(sums, weighed(counts, weight));
      }
      for (; byte + 16 <= end; byte += 16) {
        sums = i32x4.add(sums, weighed(differing(codeAt + byte, queryAt + byte), weight));
      }
      for (; byte < end; byte += 4) {
        single += weight * popcnt<u32>(load<u32>(codeAt + byte) ^ load<u32>(queryAt + byte));
      }
    }
    sums = i32x4.add(sums, v128.shuffle<i32>(sums, sums, 2, 3, 0, 1));
    const distance = single + <u32>i32x4.extract_lane(sums, 0) + <u32>i32x4.extract_lane(sums, 1);
    store<u16>(distanceAt, <u16>distance);
    const countAt = histogramAt + ((<usize>distance) << 2);
    store<u32>(countAt, load<u32>(countAt) + 1);
  }
}

/** How many bits differ in each of 16 bytes. */
function differing(codeAt: usize, queryAt: usize): v128 {
  return i8x16.popcnt(v128.xor(v128.load(codeAt), v128.load(queryAt)));
}

/** Counts of 16 bytes, each times the weight, summed into four. */
function weighed(counts: v128, weight: u32): v128 {
  return i32x4.dot_i16x8_s(i16x8.extadd_pairwise_i8x16_u(counts), i16x8.splat(<i16>weight));
}

/**
 * Rows no further than `furthest`, nearest first; rows of one distance keep their order. A counting
 * sort: `startsAt`, uint32[furthest + 1], says where the rows of each distance begin in `orderedAt`,
 * and is moved on. The rows are `rowsAt`, uint32[count], or 0 to count - 1 where `rowsAt` is 0.
 */
export function order(
  rowsAt: usize,
  count: u32,
  distancesAt: usize,
  furthest: u32,
  startsAt: usize,
  orderedAt: usize,
): void {
  const limit = i16x8.splat(<i16>furthest);
  for (let index: u32 = 0; index < count; index++) {
    // Of few that are near most runs of eight rows have none.
    while (!rowsAt && (index & 7) === 0 && index + 8 <= count) {
      const eight = v128.load(distancesAt + ((<usize>index) << 1));
      if (v128.any_true(i16x8.le_u(eight, limit))) break;
      index += 8;
    }
    if (index === count) break;
    const row = rowsAt ? load<u32>(rowsAt + ((<usize>index) << 2)) : index;
    const distance = <u32>load<u16>(distancesAt + ((<usize>row) << 1));
    if (distance > furthest || distance === absent) continue;
    const startAt = startsAt + ((<usize>distance) << 2);
    const place = load<u32>(startAt);
    store<u32>(startAt, place + 1);
    store<u32>(orderedAt + ((<usize>place) << 2), row);
  }
}
