import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraryCode,
  arbitraryEmbedding,
  arbitraryMoments,
  columnsOf,
  type MadeMoment,
  naiveRanking,
  shape,
  vectorsOf,
} from '../../../../test/support/made-moments.ts';
import { noTime } from '../../contract/ranking-columns.ts';
import { codeLayout } from '../kernel/code-layout.ts';
import { createMomentIndex } from '../moments/moment-index.ts';
import { newestFirst } from '../moments/newest-first.ts';
import { calibrated } from './calibration.ts';
import { productCandidates, type RankQuery, rankRows } from './rank.ts';
import { scoresOf } from './scores.ts';

const layout = codeLayout(64, [{ bits: 64, weight: 1 }]);
const arbitraryQuery = fc.record({ embedding: arbitraryEmbedding, code: arbitraryCode });
const arbitraryCandidates = fc.integer({ min: 1, max: 30 });
type Query = typeof arbitraryQuery extends fc.Arbitrary<infer Value> ? Value : never;

function viewOf(moments: readonly MadeMoment[]) {
  const index = createMomentIndex(shape);
  index.change(columnsOf(moments), []);
  return index.view();
}

const rankMade = (
  moments: readonly MadeMoment[],
  query: Query,
  candidates: number,
  limit?: number,
) =>
  rankRows(
    viewOf(moments),
    layout,
    { embedding: query.embedding, code: Uint8Array.from(query.code) },
    { candidates, vectorsOf: vectorsOf(moments), ...(limit === undefined ? {} : { limit }) },
  );

describe('rankRows', () => {
  it('has each of the nearest items in the head, however many moments some have', () => {
    // 40 videos of 16 near moments each, and 60 photos further off.
    const moments = Array.from({ length: 700 }, (_, index) => ({
      momentId: index + 1,
      itemId: index < 640 ? (index % 40) + 1 : index,
      code: [index < 640 ? 0 : 255, 0, 0, 0, 0, 0, 0, 0],
      vector: [1, 0, 0, 0],
      timeMs: index < 640 ? index : noTime,
      dateMs: 0,
    }));
    const asked: (readonly number[])[] = [];
    const query = { embedding: Float32Array.of(1, 0, 0, 0), code: new Uint8Array(8) };
    const rank = (candidates: number, mostVectors: number) =>
      rankRows(viewOf(moments), layout, query, {
        candidates,
        mostVectors,
        vectorsOf(momentIds) {
          asked.push(momentIds);
          return vectorsOf(moments)(momentIds);
        },
      });
    expect(rank(90, 130).cosines).toHaveLength(90);
    expect(asked[0]).toHaveLength(130);
    expect(asked[0]?.slice(90, 130)).toEqual(Array.from({ length: 40 }, (_, index) => index + 41));
    expect(rank(90, 1).cosines).toHaveLength(90);
    const { rows } = rank(90, 130);
    expect(new Set(Array.from(rows, (row) => moments[row]?.itemId)).size).toBe(100);
  });

  it('takes from the nearest by code those that the weights of its bits say are nearer', () => {
    // Ten rows of one distance; the weights tell them apart, the vectors say the opposite.
    const moments = Array.from({ length: 10 }, (_, index) => ({
      momentId: index + 1,
      itemId: index + 1,
      code: [index < 8 ? 1 << index : 0, index < 8 ? 0 : 1 << (index - 8), 0, 0, 0, 0, 0, 0],
      vector: [1, index, 0, 0],
      timeMs: noTime,
      dateMs: 0,
    }));
    const query = { embedding: Float32Array.of(1, 0, 0, 0), code: new Uint8Array(8) };
    const bitWeights = Float32Array.from({ length: 64 }, (_, bit) => bit / 64 - 1);
    const head = (asked: RankQuery) =>
      rankRows(viewOf(moments), layout, asked, { candidates: 3, vectorsOf: vectorsOf(moments) });
    expect([...head(query).rows.subarray(0, 3)]).toEqual([0, 1, 2]);
    expect([...head({ ...query, bitWeights }).rows.subarray(0, 3)]).toEqual([7, 8, 9]);
  });

  it('equals sorting everything', () => {
    fc.assert(
      fc.property(
        arbitraryMoments,
        arbitraryQuery,
        arbitraryCandidates,
        (moments, query, count) => {
          const ranked = rankMade(moments, query, count);
          const seen = Array.from(ranked.rows, (row, position) => ({
            momentId: moments[row]?.momentId,
            cosine: ranked.cosines[position] ?? null,
          }));
          expect(seen).toEqual(naiveRanking(moments, query, count));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives every item exactly once, and the same first page whatever its length', () => {
    fc.assert(
      fc.property(
        arbitraryMoments,
        arbitraryQuery,
        arbitraryCandidates,
        fc.nat(40),
        (moments, query, count, limit) => {
          const whole = [...rankMade(moments, query, count).rows];
          const itemIds = whole.map((row) => moments[row]?.itemId);
          expect(new Set(itemIds)).toEqual(new Set(moments.map((moment) => moment.itemId)));
          expect(new Set(itemIds).size).toBe(itemIds.length);
          expect([...rankMade(moments, query, count, limit).rows]).toEqual(whole.slice(0, limit));
        },
      ),
    );
  });

  it('does not depend on the order in which moments came', () => {
    fc.assert(
      fc.property(
        arbitraryMoments,
        arbitraryQuery,
        arbitraryCandidates,
        (moments, query, count) => {
          const reversed = moments.toReversed();
          const ids = (from: readonly MadeMoment[]) =>
            Array.from(rankMade(from, query, count).rows, (row) => from[row]?.momentId);
          expect(ids(reversed)).toEqual(ids(moments));
        },
      ),
    );
  });

  it('scores between 0 and 1 that never rise', () => {
    const fit = fc.record({
      slope: fc.double({ min: 0.1, max: 50, noNaN: true }),
      intercept: fc.double({ min: -10, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(
        arbitraryMoments,
        arbitraryQuery,
        arbitraryCandidates,
        fit,
        (moments, query, count, calibration) => {
          const ranked = rankRows(
            viewOf(moments),
            layout,
            { embedding: query.embedding, code: Uint8Array.from(query.code) },
            {
              candidates: count,
              vectorsOf: vectorsOf(moments),
              scoreOf: (cosine) => calibrated(calibration, cosine),
            },
          );
          const scores = scoresOf(ranked, calibration, layout.largestDistance);
          expect(scores.length).toBe(ranked.rows.length);
          for (const [position, score] of scores.entries()) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(scores[position - 1] ?? 1);
          }
        },
      ),
    );
  });

  it.each([
    ['the sixteenth nearest, which is rescored', 15],
    ['not the seventeenth, which is not', 16],
  ])('shows of a video with many moments %s', (_, bestAt) => {
    // Moment i differs from the query in i bits; one lies in the query's direction.
    const video = Array.from({ length: 20 }, (_, index) => ({
      momentId: index + 1,
      itemId: 1,
      code: [0, 1, 2]
        .map((byte) => 2 ** Math.max(0, Math.min(8, index - byte * 8)) - 1)
        .concat(0, 0, 0, 0, 0),
      vector: index === bestAt ? [1, 0, 0, 0] : [1, 1, 0, 0],
      timeMs: index * 1_000,
      dateMs: 0,
    }));
    const query = { embedding: Float32Array.of(1, 0, 0, 0), code: new Array(8).fill(0) };
    expect([...rankMade(video, query, 5).rows]).toEqual([bestAt < 16 ? bestAt : 0]);
  });

  it('brings named items into the head, wherever their codes are, by their scores', () => {
    const named = fc.uniqueArray(fc.integer({ min: 1, max: 25 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        arbitraryMoments,
        arbitraryQuery,
        arbitraryCandidates,
        named,
        fc.constantFrom(0, 0.5, 5),
        (moments, query, count, itemIds, bonus) => {
          const plain = rankMade(moments, query, count);
          const view = viewOf(moments);
          const ranked = rankRows(
            view,
            layout,
            { embedding: query.embedding, code: Uint8Array.from(query.code) },
            {
              candidates: count,
              vectorsOf: vectorsOf(moments),
              named: new Map(itemIds.map((itemId) => [itemId, { chance: bonus }])),
              scoreOf: (cosine, itemId) => cosine + (itemIds.includes(itemId) ? bonus : 0),
            },
          );
          const items = (from: Uint32Array) => Array.from(from, (row) => moments[row]?.itemId);
          const order = items(ranked.rows);
          expect(order.toSorted()).toEqual(items(plain.rows).toSorted());
          const isNamed = (itemId: number | undefined) => itemIds.includes(itemId ?? 0);
          // The others keep their order.
          const others = (all: (number | undefined)[]) => all.filter((each) => !isNamed(each));
          expect(others(order)).toEqual(others(items(plain.rows)));
          expect([...ranked.scores]).toEqual([...ranked.scores].toSorted((a, b) => b - a));
          // What joined the head is no worse than the candidates' last.
          const candidates = plain.cosines.length;
          const last = Math.min(
            ...Array.from(plain.rows.subarray(0, candidates), (row, position) => {
              const itemId = moments[row]?.itemId ?? 0;
              return (plain.cosines[position] as number) + (isNamed(itemId) ? bonus : 0);
            }),
          );
          expect(ranked.scores.at(-1) ?? last).toBeCloseTo(last, 6);
          expect(ranked.scores.length).toBeGreaterThanOrEqual(candidates);
          const there = itemIds.filter((itemId) => order.includes(itemId));
          // The head's last is not named, and so worse than any that is.
          const isMixed = !items(plain.rows.subarray(0, candidates)).every(isNamed);
          if (bonus === 5 && isMixed) {
            expect(new Set(order.slice(0, there.length))).toEqual(new Set(there));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('names the dimensions of a query that does not fit', () => {
    const vector = [1, 0, 0, 0];
    const one = {
      momentId: 1,
      itemId: 1,
      code: new Array(8).fill(0),
      vector,
      timeMs: 0,
      dateMs: 0,
    };
    expect(() =>
      rankMade([one], { embedding: new Float32Array(3), code: new Array(8).fill(0) }, 1),
    ).toThrow(/3 dimensions/);
  });
});

describe('productCandidates', () => {
  it.each([
    [10, 200],
    [4_000, 200],
    [8_091, 405],
    [1_000_000, 1_000],
  ])('of %i moments rescores %i items', (moments, candidates) => {
    expect(productCandidates(moments)).toBe(candidates);
  });
});

describe('newestFirst', () => {
  it('shows every item once at its first moment, newest first, then by moment id', () => {
    fc.assert(
      fc.property(arbitraryMoments, (moments) => {
        const first = new Map<number, MadeMoment>();
        for (const moment of moments.toSorted((a, b) => a.momentId - b.momentId)) {
          const known = first.get(moment.itemId);
          if (known === undefined || moment.timeMs < known.timeMs) first.set(moment.itemId, moment);
        }
        const expected = [...first.values()]
          .sort((a, b) => b.dateMs - a.dateMs || a.momentId - b.momentId)
          .map((moment) => moment.momentId);
        const rows = newestFirst(viewOf(moments));
        expect(Array.from(rows, (row) => moments[row]?.momentId)).toEqual(expected);
      }),
    );
  });

  it('orders by the millisecond over thousands of years', () => {
    const dates = [0, 1, -1, 65_535, 65_536, 2 ** 32, 2 ** 47, -(2 ** 46)];
    const moments = dates.map((dateMs, index) => ({
      momentId: index + 1,
      itemId: index + 1,
      code: new Array(8).fill(0),
      vector: [1, 0, 0, 0],
      timeMs: noTime,
      dateMs,
    }));
    const rows = newestFirst(viewOf(moments));
    expect(Array.from(rows, (row) => dates[row])).toEqual(dates.toSorted((a, b) => b - a));
  });
});
