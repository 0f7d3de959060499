/** The kernel as built, against the plainest way to count bits. */
import { randomBytes, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CodeLayout, codeLayout } from './code-layout.ts';
import { type CodeMemory, createCodeMemory } from './code-memory.ts';

const absent = 65_535;
const ones = (byte: number) => byte.toString(2).replaceAll('0', '').length;

function plainDistance(code: Uint8Array, query: Uint8Array, { groups }: CodeLayout): number {
  let distance = 0;
  let byte = 0;
  for (const { endByte, weight } of groups) {
    for (; byte < endByte; byte += 1) {
      distance += weight * ones((code[byte] as number) ^ (query[byte] as number));
    }
  }
  return distance;
}

/** Rows of a memory, all live but those that `left` names. */
function fill(memory: CodeMemory, codes: readonly Uint8Array[], left: ReadonlySet<number>): void {
  memory.reserve(codes.length);
  for (const [row, code] of codes.entries()) memory.codes().set(code, row * code.length);
  memory.live().set(bitsOf(codes.length, left));
}

/** One bit a row, all set but those that `left` names. */
function bitsOf(rows: number, left: ReadonlySet<number>): Uint8Array {
  const bits = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row += 1) {
    const bit = left.has(row) ? 0 : 1 << (row & 7);
    bits[row >> 3] = (bits[row >> 3] as number) | bit;
  }
  return bits;
}

function stableOrder(distances: readonly number[], rows: readonly number[]): number[] {
  return rows
    .filter((row) => distances[row] !== absent)
    .sort((a, b) => (distances[a] as number) - (distances[b] as number));
}

const libraries = fc.integer({ min: 1, max: 70 }).chain((words) =>
  fc.record({
    words: fc.constant(words),
    split: fc.integer({ min: 0, max: words - 1 }),
    weights: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
    codes: fc.array(fc.uint8Array({ minLength: words * 4, maxLength: words * 4 }), {
      minLength: 1,
      maxLength: 30,
    }),
    left: fc.array(fc.nat(29)),
    wanted: fc.integer({ min: 0, max: 40 }),
    filtered: fc.boolean(),
  }),
);

describe('scan', () => {
  it('is the weighted number of differing bits, and nearest is a stable sort', () => {
    fc.assert(
      fc.property(libraries, ({ words, split, weights, codes, left, wanted, filtered }) => {
        const groups = [
          { bits: split * 32, weight: weights[0] },
          { bits: (words - split) * 32, weight: weights[1] },
        ].filter(({ bits }) => bits > 0);
        const layout = codeLayout(words * 32, groups);
        const gone = new Set(left);
        const query = codes[0] as Uint8Array;
        const memory = createCodeMemory(words * 4, 1);
        fill(memory, codes, filtered ? new Set() : gone);
        const asked = filtered ? bitsOf(codes.length, gone) : undefined;
        const { distances, nearest } = memory.scan(query, codes.length, layout, asked);
        const expected = codes.map((code, row) =>
          gone.has(row) ? absent : plainDistance(code, query, layout),
        );
        expect([...distances]).toEqual(expected);
        const all = stableOrder(expected, [...codes.keys()]);
        expect([...nearest(codes.length)]).toEqual(all);
        const first = [...nearest(wanted)];
        expect(first).toEqual(all.slice(0, first.length));
        expect(first.length).toBeGreaterThanOrEqual(Math.min(wanted, all.length));
        const backwards = [...codes.keys()].filter((row) => !gone.has(row)).reverse();
        expect([...nearest(codes.length, Uint32Array.from(backwards))]).toEqual(
          stableOrder(expected, backwards),
        );
      }),
    );
  });

  it('counts every bit of the longest code and its complement', () => {
    const memory = createCodeMemory(2048, 1);
    fill(memory, [new Uint8Array(2048).fill(255), new Uint8Array(2048)], new Set());
    const layout = codeLayout(16_384, [{ bits: 16_384, weight: 1 }]);
    expect([...memory.scan(new Uint8Array(2048), 2, layout).distances]).toEqual([16_384, 0]);
  });

  it('keeps what is there when it grows', () => {
    const memory = createCodeMemory(4, 1);
    fill(memory, [Uint8Array.of(1, 0, 0, 0), Uint8Array.of(3, 0, 0, 0)], new Set([0]));
    memory.reserve(100_000);
    const layout = codeLayout(32, [{ bits: 32, weight: 1 }]);
    const { distances } = memory.scan(new Uint8Array(4), 3, layout);
    expect([...distances]).toEqual([absent, 2, absent]);
  });

  it('several threads find what one finds, query after query', () => {
    const rows = 120_000;
    const codes = randomBytes(rows * 20);
    const layout = codeLayout(160, [
      { bits: 128, weight: 1 },
      { bits: 32, weight: 2 },
    ]);
    const [one, three] = [createCodeMemory(20, 1), createCodeMemory(20, 3)];
    onTestFinished(() => three.close());
    for (let query = 0; query < 60; query += 1) {
      const code = randomBytes(20);
      const count = randomInt(1, 5_000);
      // Grows while its threads live.
      const used = rows - (59 - query) * 1_000;
      const [alone, together] = [one, three].map((memory) => {
        memory.reserve(used);
        memory.codes().set(codes.subarray(0, used * 20));
        memory.live().fill(255);
        const { distances, nearest } = memory.scan(code, used, layout);
        return {
          distances: Buffer.from(distances.slice().buffer),
          nearest: nearest(count).slice(),
        };
      });
      expect(together?.distances.equals(alone?.distances as Buffer)).toBe(true);
      expect(together?.nearest).toEqual(alone?.nearest);
    }
  });

  it('reaches beyond 2 GiB', () => {
    const memory = createCodeMemory(2048, 1);
    const rows = 1_100_000;
    memory.reserve(rows);
    const wanted = bitsOf(rows, new Set());
    wanted.fill(0);
    for (const row of [0, rows - 1])
      wanted[row >> 3] = (wanted[row >> 3] as number) | (1 << (row & 7));
    memory.codes().fill(255, (rows - 1) * 2048, rows * 2048);
    const layout = codeLayout(16_384, [{ bits: 16_384, weight: 1 }]);
    const { distances, nearest } = memory.scan(new Uint8Array(2048), rows, layout, wanted);
    expect([distances[0], distances[1], distances[rows - 1]]).toEqual([0, absent, 16_384]);
    expect([...nearest(2)]).toEqual([0, rows - 1]);
    expect(() => memory.reserve(3_000_000)).toThrow(/3000000 codes of 2048 bytes/);
  });

  it('counts up to the largest distance there is', () => {
    const layout = codeLayout(640, [
      { bits: 512, weight: 1 },
      { bits: 128, weight: 300 },
    ]);
    const memory = createCodeMemory(80, 1);
    fill(memory, [new Uint8Array(80).fill(255), new Uint8Array(80)], new Set());
    const { distances, nearest } = memory.scan(new Uint8Array(80), 2, layout);
    expect(layout.largestDistance).toBeGreaterThan(60_000);
    expect([...distances]).toEqual([layout.largestDistance, 0]);
    expect([...nearest(2)]).toEqual([1, 0]);
  });

  it('names the sizes of a query that does not fit', () => {
    const memory = createCodeMemory(8, 1);
    const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
    expect(() => memory.scan(new Uint8Array(16), 0, layout)).toThrow(/16 bytes/);
    expect(() => memory.scan(new Uint8Array(8), 1, layout)).toThrow(/1 rows/);
    expect(() => createCodeMemory(6)).toThrow(RangeError);
  });
});
