import { expect, describe as group, test } from 'vitest';
import { drawScene } from '../../test/support/make-clip.ts';
import { describe, difference } from './video-descriptor.ts';
import {
  beforeFirstShot,
  type Candidate,
  cutDifference,
  driftDifference,
  judge,
} from './video-shots.ts';

const size = { width: 96, height: 64, durationMs: 0 };
const scene = (seed: number): Uint8Array => drawScene(seed, size).rgb;
const look = (rgb: Uint8Array) => describe(rgb, size.width, size.height);
const brighter = (rgb: Uint8Array, by: number): Uint8Array =>
  rgb.map((value) => Math.max(0, Math.min(255, value + by)));
const flat = (value: number): Uint8Array =>
  new Uint8Array(size.width * size.height * 3).fill(value);

/** Judge a story of pictures; answers `shot@seconds` of the kept ones and `?` for reserves. */
function tell(story: readonly (readonly [seconds: number, rgb: Uint8Array, damaged?: boolean])[]) {
  let state = beforeFirstShot;
  const told: string[] = [];
  for (const [seconds, rgb, damaged = false] of story) {
    const candidate: Candidate = { timeMs: seconds * 1000, descriptor: look(rgb), damaged };
    const { verdict, state: next } = judge(state, candidate);
    state = next;
    if (verdict === 'keep') told.push(`${next.shot}@${seconds}`);
    if (verdict === 'reserve') told.push(`?@${seconds}`);
  }
  return told.join(' ');
}

group('difference', () => {
  test('is nothing between a picture and itself, and small under a little noise', () => {
    const rgb = scene(1);
    const noisy = rgb.map((value, index) => Math.min(255, value + ((index * 7919) % 5)));
    expect(difference(look(rgb), look(rgb))).toBe(0);
    expect(difference(look(rgb), look(noisy))).toBeLessThan(driftDifference / 2);
  });

  test('is a cut between any two scenes', () => {
    const looks = Array.from({ length: 12 }, (_, seed) => look(scene(seed)));
    for (const [index, one] of looks.entries()) {
      for (const other of looks.slice(index + 1)) {
        expect(difference(one, other)).toBeGreaterThan(cutDifference);
      }
    }
  });
});

group('judge', () => {
  test('a still scene keeps one', () => {
    const story = Array.from({ length: 20 }, (_, second) => [second, scene(1)] as const);
    expect(tell(story)).toBe('0@0');
  });

  test('each scene begins a shot, even one that was seen before', () => {
    expect(
      tell([
        [0, scene(1)],
        [1, scene(1)],
        [2, scene(2)],
        [3, scene(1)],
      ]),
    ).toBe('0@0 1@2 2@3');
  });

  test('what drifts slowly is kept now and then, in the same shot', () => {
    const story = Array.from({ length: 7 }, (_, s) => [s, brighter(scene(1), s * 16)] as const);
    expect(tell(story)).toBe('0@0 0@2 0@4 0@6');
  });

  test('blank and damaged frames are only a reserve', () => {
    expect(
      tell([
        [0, flat(0)],
        [1, flat(255)],
        [2, scene(1), true],
        [3, scene(1)],
        [4, flat(0)],
        [5, scene(1)],
      ]),
    ).toBe('?@0 ?@1 ?@2 0@3 ?@4');
  });

  test('a flat colour is a picture too', () => {
    expect(tell([[0, flat(120)]])).toBe('0@0');
  });
});
