/** The small parts of ingest: speed, gate, batches. */
import { expect, test } from 'vitest';
import { topmost } from '../watch/below.ts';
import type { EncodedMoment, ModelPixels, Workers } from '../workers/types.ts';
import { createEncodeBatcher } from './encode-batcher.ts';
import { createGate } from './gate.ts';
import { createSpeed } from './speed.ts';

test('speed counts over ten seconds, and over the time that work has run', () => {
  let nowMs = 50_000;
  const speed = createSpeed(() => nowMs);
  expect(speed.perSecond()).toBe(0);
  speed.count();
  expect(speed.perSecond()).toBe(1);
  for (let second = 0; second < 4; second += 1) {
    nowMs += 1_000;
    for (let file = 0; file < 5; file += 1) speed.count();
  }
  expect(speed.perSecond()).toBe(21 / 4);
  nowMs += 9_000;
  expect(speed.perSecond()).toBe(0.5);
  nowMs += 60_000;
  expect(speed.perSecond()).toBe(0);
  speed.count();
  expect(speed.perSecond()).toBe(1);
});

test('a gate opens when all have let go', async () => {
  const gate = createGate();
  await gate.passed();
  const [first, second] = [gate.shut(), gate.shut()];
  let passed = false;
  const waiting = gate.passed().then(() => {
    passed = true;
  });
  first();
  first();
  await new Promise((resolve) => setImmediate(resolve));
  expect(passed).toBe(false);
  second();
  await waiting;
});

const picture = (value: number): ModelPixels => ({
  width: 1,
  height: 1,
  data: Uint8Array.of(value, value, value),
});
const encodedAs = (value: number): EncodedMoment => ({
  code: Uint8Array.of(value),
  embedding: new Float32Array(1),
  luma: new Uint8Array(256),
});

function batcher(onBatch: (size: number) => void, gate = async () => {}) {
  const workers = {
    async encodePictures(pictures: readonly ModelPixels[]) {
      await new Promise((resolve) => setImmediate(resolve));
      onBatch(pictures.length);
      return pictures.map(({ data }) => encodedAs(data[0] as number));
    },
  } as Partial<Workers> as Workers;
  return createEncodeBatcher(workers, gate);
}

test('pictures that come meanwhile are encoded together, and each finds its own', async () => {
  const batches: number[] = [];
  const encode = batcher((size) => batches.push(size));
  const answers = await Promise.all(
    [[1], [2, 3], [], [4], Array.from({ length: 14 }, (_, index) => 10 + index)].map(
      async (values) => (await encode(values.map(picture))).map(({ code }) => code[0]),
    ),
  );
  expect(answers.slice(0, 4)).toEqual([[1], [2, 3], [], [4]]);
  expect(answers[4]?.at(-1)).toBe(23);
  expect(batches).toEqual([4, 14]);
});

test('a failed batch fails its files, the next one is encoded', async () => {
  let fail = true;
  const encode = batcher(() => {
    if (fail) throw new Error('crashed');
  });
  await expect(encode([picture(1)])).rejects.toThrow('crashed');
  fail = false;
  expect(await encode([picture(2)])).toEqual([encodedAs(2)]);
});

test('directories below others need no walk of their own', () => {
  expect(topmost(['/a/b', '/a', '/ab', '/c/d'])).toEqual(['/a', '/ab', '/c/d']);
  expect(topmost(['/a', '/'])).toEqual(['/']);
});
