import { createHash } from 'node:crypto';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { drawScene, makeClip } from '../../test/support/make-clip.ts';
import { hashPart } from './hash-part.ts';
import { sample, sampleOffsets } from './sample.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-sample-'));
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const mebibyte = 1024 * 1024;
const quiet = () => {};

/** A file of this size, with some bytes at some places. */
async function sparse(name: string, sizeBytes: number, marks: Readonly<Record<number, string>>) {
  const file = await open(at(name), 'w');
  await file.truncate(sizeBytes);
  for (const [place, mark] of Object.entries(marks)) await file.write(mark, Number(place));
  await file.close();
  return at(name);
}

const fingerprintOf = async (name: string, marks: Readonly<Record<number, string>>, size = 90) =>
  (await sample(await sparse(name, size * mebibyte, marks))).fingerprint;

test('what differs in a block, or in size, is another one; between the blocks nobody sees it', async () => {
  const plain = await fingerprintOf('plain', {});
  expect(await fingerprintOf('same', {})).toBe(plain);
  expect(await fingerprintOf('longer', {}, 91)).not.toBe(plain);
  const offsets = sampleOffsets(90 * mebibyte);
  for (const offset of offsets) {
    expect(await fingerprintOf('marked', { [offset + 65_535]: 'x' })).not.toBe(plain);
    if (offset === offsets.at(-1)) continue;
    expect(await fingerprintOf('between', { [offset + 65_536]: 'x' })).toBe(plain);
  }
});

test('sixteen blocks from the first byte to the last, fewer in a small file', () => {
  const offsets = sampleOffsets(20 * 1024 * mebibyte);
  expect(offsets).toHaveLength(16);
  expect([offsets[0], offsets.at(-1)]).toEqual([0, 20 * 1024 * mebibyte - 65_536]);
  expect(sampleOffsets(1000)).toEqual([0]);
  expect(sampleOffsets(65_536 + 3)).toEqual([0, 1, 2, 3]);
});

test('a fingerprint stays what it is: libraries are full of them', async () => {
  const file = await sparse('fixed', 64 * mebibyte, { 0: 'afterimage', 40000000: 'unseen' });
  expect((await sample(file)).fingerprint).toBe(
    'a1df3d9d8e8f45e828fd05af9f952ba6cef3e81450a55147b22ff4c4602b2081',
  );
});

test('it tells the size, the time and how long a video is', async () => {
  const scene = drawScene(1, { width: 64, height: 48, durationMs: 2_000 });
  await makeClip(at('clip.mp4'), [scene]);
  const { size, mtimeNs } = await stat(at('clip.mp4'), { bigint: true });
  expect(await sample(at('clip.mp4'))).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
    durationMs: 2_000,
    sizeBytes: Number(size),
    modifiedNs: String(mtimeNs),
  });
  writeFileSync(at('broken.mp4'), 'no video');
  expect(await sample(at('broken.mp4'))).toMatchObject({ durationMs: null, sizeBytes: 8 });
});

test('parts of any size give the hash of the whole, in one process or in several', async () => {
  const bytes = Buffer.alloc(3 * mebibyte + 17, 'some bytes of a video');
  writeFileSync(at('parts'), bytes);
  const contentHash = createHash('sha256').update(bytes).digest('hex');
  for (const partBytes of [mebibyte / 2 + 1, mebibyte, 99 * mebibyte]) {
    let part = await hashPart(at('parts'), undefined, partBytes, quiet);
    const positions = [part.position];
    while (part.contentHash === null) {
      // As the catalogue keeps it.
      const state = Uint8Array.from(Buffer.from(part.state));
      part = await hashPart(at('parts'), { ...part, state }, partBytes, quiet);
      positions.push(part.position);
    }
    expect(part).toMatchObject({ contentHash, sizeBytes: bytes.length, position: bytes.length });
    expect(positions).toHaveLength(Math.ceil(bytes.length / partBytes));
  }
});

test('a state that is not understood means: from the beginning', async () => {
  writeFileSync(at('anew'), 'abc');
  const from = { position: 2, state: Uint8Array.of(1, 2, 3) };
  expect(await hashPart(at('anew'), from, 10, quiet)).toMatchObject({
    position: 3,
    contentHash: createHash('sha256').update('abc').digest('hex'),
  });
});

test('a file that changes meanwhile is told', async () => {
  const file = await sparse('changing', 40 * mebibyte, {});
  const part = hashPart(file, undefined, 40 * mebibyte, () => appendFileSync(file, 'more'));
  await expect(part).rejects.toMatchObject({ code: 'kept-changing', retry: true });
  const touched = hashPart(file, undefined, 40 * mebibyte, () => utimesSync(file, 5, 5));
  await expect(touched).rejects.toMatchObject({ code: 'kept-changing' });
});
