/** The runtime from a model's folder to codes, on a tiny model made here. */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadModel } from './load-model.ts';
import { once } from './once.ts';
import { tinySide, tinyTokenizer, writeTinyModel } from './testing/tiny-model.ts';
import { openTextEncoder, openTokenizer, truncateIds } from './text.ts';
import { openPictureEncoder, toModelInput } from './vision.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-model-'));
  await writeTinyModel(folder);
  return () => rm(folder, { recursive: true });
});

function colour(...rgb: [number, number, number]) {
  const data = new Uint8Array(tinySide * tinySide * 3);
  for (let at = 0; at < data.length; at += 3) data.set(rgb, at);
  return { width: tinySide, height: tinySide, data };
}

async function rewriteManifest(change: (manifest: Record<string, unknown>) => void) {
  const file = path.join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  change(manifest);
  await writeFile(file, JSON.stringify(manifest));
}

describe('towers', () => {
  test('pictures and words of one colour meet', async () => {
    const model = await loadModel(folder);
    const encodePicture = await openPictureEncoder(model, 1);
    const encodeText = await openTextEncoder(model, 1);
    const red = await encodePicture(colour(255, 0, 0));
    const words = await Promise.all(['red', 'Green', 'blue'].map(encodeText));
    const cosines = words.map(({ embedding }) =>
      embedding.reduce((sum, value, index) => sum + value * (red.embedding[index] ?? 0), 0),
    );
    expect(cosines[0]).toBeGreaterThan(0.95);
    expect(Math.max(cosines[1] ?? 1, cosines[2] ?? 1)).toBeLessThan(0.1);
    expect(red.code).toEqual(words[0]?.code);
    expect(red.code).not.toEqual(words[1]?.code);
  });

  test('the same picture gives the same bytes each time', async () => {
    const encode = await openPictureEncoder(await loadModel(folder), 2);
    const first = await encode(colour(3, 90, 17));
    await encode(colour(200, 1, 1));
    expect(await encode(colour(3, 90, 17))).toEqual(first);
  });
});

test('toModelInput: rows of RGB → planes of (rgb - mean) / std', () => {
  const vision = { width: 2, height: 1, mean: [10, 20, 30], std: [1, 2, 4] } as const;
  const pixels = { width: 2, height: 1, data: Uint8Array.from([11, 22, 34, 10, 20, 26]) };
  const writable = { ...vision, mean: [...vision.mean], std: [...vision.std] } as never;
  expect(Array.from(toModelInput(pixels, writable))).toEqual([1, 0, 1, 0, 1, -1]);
  expect(() => toModelInput({ ...pixels, width: 1 }, writable)).toThrow('6 bytes of 1x1');
});

describe('the tokenizer', () => {
  const [unknown, open, close, red, green, blue, ish] = [0, 1, 2, 3, 4, 5, 6];
  test.each([
    ['', [open, close]],
    ['red', [open, red, close]],
    ['RED, Greenish!', [open, red, unknown, green, ish, unknown, close]],
    ['  blüe  ', [open, blue, close]],
    ['red '.repeat(50), [open, red, red, red, red, red, red, close]],
  ])('%j', async (text, ids) => {
    const tokenize = await openTokenizer(path.join(folder, 'tokenizer.json'), 8);
    expect(tokenize(text)).toEqual(ids);
  });

  test.each([
    [[1, 5, 6, 2], [1, 2], 4, [1, 5, 6, 2]],
    [[1, 5, 6, 2], [1, 2], 3, [1, 5, 2]],
    [[5, 6, 7], [], 2, [5, 6]],
    [[1, 5, 6], [1], 2, [1, 5]],
  ])('truncateIds(%j, %j, %i)', (ids, frame, contextLength, expected) => {
    expect(truncateIds(ids, frame, contextLength)).toEqual(expected);
  });

  test('a file that is none is named', async () => {
    const file = path.join(folder, 'broken.json');
    await writeFile(file, JSON.stringify({ ...tinyTokenizer, model: { type: 'Nothing' } }));
    await expect(openTokenizer(file, 8)).rejects.toThrow(/broken\.json is no tokenizer/);
  });
});

describe('a model that is not whole is refused with the file and what is wrong', () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'no manifest',
      () => rm(path.join(folder, 'manifest.json')),
      /manifest\.json cannot be read \(ENOENT\)/,
    ],
    ['broken JSON', () => writeFile(path.join(folder, 'manifest.json'), '{'), /is no manifest/],
    [
      'a wrong kernel',
      () =>
        rewriteManifest((manifest) => {
          (manifest.vision as Record<string, unknown>).kernel = 'magic';
        }),
      /manifest\.json is no manifest(?:.|\n)*kernel/,
    ],
    [
      'groups that do not add up',
      () =>
        rewriteManifest((manifest) => {
          (manifest.hash as Record<string, unknown>).groups = [
            { bits: 32, dimensions: 8, weight: 1 },
          ];
        }),
      /groups of 32 bits in codes of 64/,
    ],
    [
      'a longer file',
      () => appendFile(path.join(folder, 'hash.bin'), 'x'),
      /hash\.bin has \d+ bytes, not/,
    ],
    [
      'a changed file',
      async () => {
        const file = path.join(folder, 'hash.bin');
        const bytes = await readFile(file);
        bytes[7] = (bytes[7] ?? 0) ^ 1;
        await writeFile(file, bytes);
      },
      /hash\.bin has the SHA-256/,
    ],
    [
      'a missing file',
      () => rm(path.join(folder, 'hash.bin')),
      /hash\.bin cannot be read \(ENOENT\)/,
    ],
    [
      'a file outside',
      () =>
        rewriteManifest((manifest) => {
          (manifest.hash as Record<string, unknown>).file = '../hash.bin';
          (manifest.files as Record<string, unknown>)['../hash.bin'] = { sizeBytes: 1, sha256: '' };
        }),
      /lies outside/,
    ],
  ])('%s', async (_, damage, message) => {
    await damage();
    await expect(loadModel(folder)).rejects.toThrow(message);
  });

  test('names that the towers do not have', async () => {
    await rewriteManifest((manifest) => {
      (manifest.vision as Record<string, unknown>).input = 'sound';
    });
    await expect(openPictureEncoder(await loadModel(folder), 1)).rejects.toThrow(/has no sound/);
  });
});

test('once shares a success and forgets a failure', async () => {
  let calls = 0;
  const get = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('first');
    return calls;
  });
  await expect(Promise.all([get(), get()])).rejects.toThrow('first');
  expect(await Promise.all([get(), get(), get()])).toEqual([2, 2, 2]);
});
