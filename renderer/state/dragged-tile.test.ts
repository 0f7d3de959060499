import { expect, test } from 'vitest';
import type { ItemDetail } from '../../main/engine/contract/library.ts';
import { momentOfFiles, noteDraggedTile } from './dragged-tile.ts';

const clip = { name: 'clip.mkv', sizeBytes: 900 } as ItemDetail;
const itemDetail = async (itemId: number): Promise<ItemDetail> => {
  if (itemId !== 7) throw new Error(`no item ${itemId}`);
  return clip;
};
const file = { name: 'clip.mkv', size: 900 };

test('nothing was dragged', async () => {
  expect(await momentOfFiles([file], itemDetail)).toBeNull();
});

test.each([
  ['the file itself', [file], 70],
  ['another name', [{ ...file, name: 'other.mkv' }], null],
  ['another size', [{ ...file, size: 901 }], null],
  ['several files', [file, file], null],
  ['no file', [], null],
])('%s', async (_, files, momentId) => {
  noteDraggedTile({ itemId: 7, momentId: 70 });
  expect(await momentOfFiles(files, itemDetail)).toBe(momentId);
});

test('an item that is gone', async () => {
  noteDraggedTile({ itemId: 8, momentId: 80 });
  expect(await momentOfFiles([file], itemDetail)).toBeNull();
});
