import { expect, test } from 'vitest';
import type { Catalog, ItemRecord } from '../catalog/types.ts';
import { type DecodedPhoto, WorkerError, type Workers } from '../workers/types.ts';
import { createParts } from './parts.ts';

const region = { left: 0, top: 0, width: 0.5, height: 0.5 };
const decoded = (value: number): DecodedPhoto => {
  const pixels = { width: 1, height: 1, data: Uint8Array.of(value, value, value) };
  const thumbnail = { data: new Uint8Array(), width: 1, height: 1 };
  return { metadata: {} as never, moments: [{ timeMs: null, shot: 0, pixels, thumbnail }] };
};

/** What is decoded is said; the photo shows 1, its thumbnail 2. */
function made(item: Partial<ItemRecord> | undefined, broken = false) {
  const said: string[] = [];
  const catalog = {
    item: () => item as ItemRecord | undefined,
    thumbnail: (momentId) => (momentId === 9 ? undefined : Uint8Array.of(2)),
  } satisfies Pick<Catalog, 'item' | 'thumbnail'>;
  const workers: Pick<Workers, 'decodePhoto' | 'decodePicture' | 'encodePictures'> = {
    async decodePhoto(path, _, urgent, part) {
      said.push(`${path} ${urgent} ${part?.width}`);
      if (broken) throw new WorkerError('damaged-picture', '');
      return decoded(1);
    },
    async decodePicture(bytes, part) {
      said.push(`thumbnail ${part?.width}`);
      return decoded(bytes[0] as number);
    },
    async encodePictures(pictures) {
      return pictures.map(({ data }) => ({
        code: data.slice(0, 1),
        embedding: new Float32Array(1),
        luma: new Uint8Array(256),
      }));
    },
  };
  return { said, parts: createParts(catalog, workers, 2) };
}
const files = [
  { path: '/unplugged/a.jpg', offline: true },
  { path: '/a.jpg', offline: false },
];

test.each([
  ['the photo where it can be reached', { kind: 'photo', files }, false, ['/a.jpg true 0.5'], 1],
  [
    'a thumbnail where it cannot',
    { kind: 'photo', files: files.slice(0, 1) },
    false,
    ['thumbnail 0.5'],
    2,
  ],
  [
    'or where it is damaged',
    { kind: 'photo', files },
    true,
    ['/a.jpg true 0.5', 'thumbnail 0.5'],
    2,
  ],
  ['of a video', { kind: 'video', files }, false, ['thumbnail 0.5'], 2],
] as const)('a part is of %s', async (_, item, broken, expected, code) => {
  const { parts, said } = made(item, broken);
  expect((await parts.encoded(1, 1, region)).code[0]).toBe(code);
  expect(said).toEqual(expected);
});

test('is made once while it is asked for, and the latest are kept', async () => {
  const { parts, said } = made({ kind: 'video', files });
  await Promise.all([parts.encoded(1, 1, region), parts.encoded(1, 1, region)]);
  expect(said).toHaveLength(1);
  await parts.encoded(2, 1, region);
  await parts.encoded(3, 1, region);
  await parts.encoded(1, 1, region);
  expect(said).toHaveLength(4);
});

test('without a picture is said to be gone, and asked for anew', async () => {
  const { parts } = made(undefined);
  for (let turn = 0; turn < 2; turn += 1) {
    await expect(parts.encoded(9, 1, region)).rejects.toMatchObject({ code: 'not-found' });
  }
});
