import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import {
  chmod,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { identify } from './identify.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-identify-'));
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);
const quiet = () => {};
/** Longer than the distance between two signs of life. */
const long = Buffer.alloc(70 * 2 ** 20, 7);

test('hash, size and time to the nanosecond', async () => {
  await writeFile(at('plain'), 'abc');
  await utimes(at('plain'), 1, 1_700_000_000.25);
  const { mtimeNs } = await stat(at('plain'), { bigint: true });
  expect(await identify(at('plain'), quiet)).toEqual({
    contentHash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    sizeBytes: 3,
    modifiedNs: String(mtimeNs),
  });
});

test('empty files, links and names beyond ASCII', async () => {
  await writeFile(at('leer é 写真.jpg'), '');
  await symlink(at('leer é 写真.jpg'), at('link'));
  const { contentHash, sizeBytes } = await identify(at('link'), quiet);
  expect({ contentHash, sizeBytes }).toEqual({
    contentHash: createHash('sha256').digest('hex'),
    sizeBytes: 0,
  });
});

test('many blocks give the hash of the whole and signs of life', async () => {
  await writeFile(at('long'), long);
  let signs = 0;
  const { contentHash } = await identify(at('long'), () => {
    signs += 1;
  });
  expect(contentHash).toBe(createHash('sha256').update(long).digest('hex'));
  expect(signs).toBe(2);
});

test('one short read does not end the signs of life', async () => {
  await writeFile(at('short-read'), long);
  const handle = await open(at('short-read'));
  const prototype: FileHandle = Object.getPrototypeOf(handle);
  await handle.close();
  const read = prototype.read as (...given: unknown[]) => unknown;
  const short = function (this: FileHandle, ...[block, at, length, position]: unknown[]) {
    return read.call(this, block, at, position === 0 ? 1000 : length, position);
  };
  vi.spyOn(prototype, 'read').mockImplementation(short as never);
  onTestFinished(() => void vi.restoreAllMocks());
  let signs = 0;
  await identify(at('short-read'), () => {
    signs += 1;
  });
  expect(signs).toBe(2);
});

describe('a file that changes meanwhile', () => {
  const changes: [string, (file: string) => void][] = [
    ['grows', (file) => appendFileSync(file, 'more')],
    ['is touched', (file) => utimesSync(file, 5, 5)],
    [
      'is replaced',
      (file) => {
        const { atime, mtime } = statSync(file);
        writeFileSync(`${file}.new`, long);
        utimesSync(`${file}.new`, atime, mtime);
        renameSync(`${file}.new`, file);
      },
    ],
  ];
  test.each(changes)('%s', async (name, change) => {
    const file = at(name);
    await writeFile(file, long);
    let changed = false;
    const identified = identify(file, () => {
      if (!changed) change(file);
      changed = true;
    });
    await expect(identified).rejects.toMatchObject({ code: 'kept-changing', retry: true });
  });
});

describe('what is no file to read', () => {
  test('missing', async () => {
    await expect(identify(at('missing'), quiet)).rejects.toMatchObject({ code: 'vanished' });
    await writeFile(at('file'), '');
    await expect(identify(at('file/below'), quiet)).rejects.toMatchObject({ code: 'vanished' });
  });

  test('a folder', async () => {
    await mkdir(at('folder'));
    await expect(identify(at('folder'), quiet)).rejects.toMatchObject({
      code: 'not-a-regular-file',
      detail: 'a folder',
    });
  });

  test.skipIf(process.platform === 'win32')(
    'a pipe, which is never waited for (left out on Windows)',
    async () => {
      execFileSync('mkfifo', [at('pipe')]);
      await expect(identify(at('pipe'), quiet)).rejects.toMatchObject({
        code: 'not-a-regular-file',
        detail: 'a pipe',
      });
    },
  );

  test.skipIf(process.platform === 'win32')('a device (left out on Windows)', async () => {
    await expect(identify('/dev/null', quiet)).rejects.toMatchObject({ detail: 'a device' });
  });

  // Root may read everything.
  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'forbidden (left out on Windows, and as root, who may read everything)',
    async () => {
      await writeFile(at('forbidden'), 'x');
      await chmod(at('forbidden'), 0);
      await expect(identify(at('forbidden'), quiet)).rejects.toMatchObject({
        code: 'no-permission',
      });
    },
  );
});
