import { describe, expect, it } from 'vitest';
import { recallsOf, worstRank } from './recall.ts';

describe('worstRank', () => {
  it.each([
    ['the best', [0.9, 0.5, 0.1], [0], 1],
    ['the last', [0.9, 0.5, 0.1], [2], 3],
    ['a tie for the first place', [0.9, 0.9, 0.1], [0], 2],
    ['a tie, whichever comes first', [0.9, 0.9, 0.1], [1], 2],
    ['all the same', [0.3, 0.3, 0.3, 0.3], [2], 4],
    ['the best of several own ones', [0.9, 0.5, 0.7, 0.1], [1, 2], 2],
    ['own ones that tie with each other alone', [0.9, 0.9, 0.1], [0, 1], 1],
    ['own ones that tie with each other and a stranger', [0.9, 0.9, 0.9, 0.1], [0, 1], 2],
    ['an own one that is listed twice', [0.9, 0.5], [1, 1], 2],
    ['negative distances', [-12, -3, -3, -40], [0], 3],
  ])('%s', (_, keys, own, rank) => {
    expect(worstRank(Float64Array.from(keys), own)).toBe(rank);
  });

  it('refuses what is not in the pool', () => {
    expect(() => worstRank(Float64Array.of(1), [])).toThrow(RangeError);
    expect(() => worstRank(Float64Array.of(1), [1])).toThrow(/1 of a pool of 1/);
  });
});

describe('recallsOf', () => {
  it.each([
    [[1, 1, 1, 1], { r1: 100, r5: 100, r10: 100 }],
    [[1, 2, 5, 6, 10, 11], { r1: 16.67, r5: 50, r10: 83.33 }],
    [[11], { r1: 0, r5: 0, r10: 0 }],
    [[], { r1: 0, r5: 0, r10: 0 }],
  ])('of %j', (ranks, recalls) => {
    expect(recallsOf(ranks)).toEqual(recalls);
  });
});
