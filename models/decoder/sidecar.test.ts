import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nothingSaid } from '../../main/engine/contract/file-says.ts';
import { xmpPacket } from '../../test/support/photo-blocks.ts';
import { composeSidecar, readSidecar } from './sidecar.ts';

function written(bytes: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterimage-sidecar-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.jpg.xmp');
  writeFileSync(path, bytes);
  return path;
}

const packet = xmpPacket(
  '<dc:subject><rdf:Bag><rdf:li>Žlutý kůň</rdf:li></rdf:Bag></dc:subject>',
  ' xmp:Rating="3"',
);
const annotations = { rating: 3, favourite: false, caption: '', tags: ['Žlutý kůň'], albums: [] };
const wanted = { annotations, embedded: nothingSaid };

test.each([
  ['UTF-8', Buffer.from(packet)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${packet}`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${packet}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${packet}`, 'utf16le').swap16()],
  ['UTF-16 without a mark', Buffer.from(packet.slice(packet.indexOf('<x:')), 'utf16le')],
])('a sidecar in %s is read, and added to in it', async (_, bytes) => {
  const path = written(bytes);
  const { size, mtimeNs } = statSync(path, { bigint: true });
  const stamp = { sizeBytes: Number(size), modifiedNs: String(mtimeNs) };
  const read = await readSidecar(path);
  expect(read).toMatchObject({
    ...stamp,
    problem: null,
    says: { said: { rating: 3, tags: ['Žlutý kůň'] } },
  });
  expect(await composeSidecar(path, wanted)).toEqual({
    before: stamp,
    found: read.says,
    bytes: null,
    says: null,
    problem: null,
  });
  const more = { ...wanted, annotations: { ...annotations, caption: 'ř' } };
  const made = await composeSidecar(path, more);
  const again = written(Buffer.from(made.bytes ?? []));
  expect((await readSidecar(again)).says).toEqual(made.says);
  expect(Buffer.from(made.bytes ?? []).subarray(0, 8)).toEqual(bytes.subarray(0, 8));
});

test.each([
  ['empty', ''],
  ['cut short', packet.slice(0, 200)],
  ['no text', Buffer.from([0xc3, 0x28, 0xff])],
])('one that is %s is told to be none, and not added to', async (_, bytes) => {
  const path = written(bytes);
  expect(await readSidecar(path)).toMatchObject({ says: null, problem: expect.any(String) });
  expect(await composeSidecar(path, wanted)).toMatchObject({
    bytes: null,
    problem: expect.any(String),
  });
});

test('one of gigabytes is not read', async () => {
  const path = written('');
  truncateSync(path, 4 * 1024 ** 3);
  expect(await readSidecar(path)).toMatchObject({ sizeBytes: 4 * 1024 ** 3, says: null });
});

test('where none is there is a new one, or none where there is nothing to say', async () => {
  const path = written('');
  rmSync(path);
  expect(await composeSidecar(path, wanted)).toMatchObject({
    before: null,
    found: null,
    bytes: expect.any(Buffer),
    says: { said: { rating: 3, tags: ['Žlutý kůň'], favourite: false } },
  });
  const nothing = { ...annotations, rating: 0, tags: [] };
  expect(await composeSidecar(path, { ...wanted, annotations: nothing })).toMatchObject({
    bytes: null,
  });
  await expect(readSidecar(path)).rejects.toMatchObject({ code: 'vanished' });
});
