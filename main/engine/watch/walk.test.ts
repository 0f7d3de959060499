/** Walks through real folders. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makePipe } from '../../../test/support/photo-files.ts';
import { type WalkBatch, type WalkOptions, walk } from './walk.ts';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'afterimage-walk-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function write(folder: string, ...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), path);
  }
}

async function walked(folder: string, options?: WalkOptions) {
  const batches: WalkBatch[] = [];
  for await (const batch of walk(folder, options)) batches.push(batch);
  const relative = (path: string) => path.slice(folder.length + 1);
  return {
    files: batches.flatMap(({ files }) => files.map(({ path }) => relative(path))).sort(),
    oddities: batches
      .flatMap(({ oddities }) => oddities.map((odd) => `${relative(odd.path)} ${odd.code}`))
      .sort(),
    unknown: batches.flatMap(({ unknown }) => unknown.map(({ path }) => relative(path))),
    batches: batches.length,
  };
}

const clean = { oddities: [], unknown: [] };

test('media at any depth, nothing hidden, nothing of the system or of the library', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'a.jpg', 'b/c/d.mp4', 'b/notes.txt', 'b/x.jpg/inner.png', '.hidden/e.jpg');
  await write(folder, '@eaDir/f.jpg', 'node_modules/g/h.png', '._a.jpg', 'library/i.webp');
  expect(await walked(folder, { isSkipped: (path) => path === join(folder, 'library') })).toEqual({
    ...clean,
    files: ['a.jpg', 'b/c/d.mp4', 'b/x.jpg/inner.png'],
    batches: 1,
  });
});

test('a file says its size and its time to the nanosecond', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'a.jpg');
  for await (const { files } of walk(folder)) {
    expect(files).toEqual([
      { path: join(folder, 'a.jpg'), kind: 'photo', sizeBytes: 5, modifiedNs: expect.any(String) },
    ]);
    expect(files[0]?.modifiedNs).toMatch(/^\d{19}$/);
  }
});

test('links to files are files, links to directories are not followed, dead links are odd', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'real/a.jpg');
  await symlink(join(folder, 'real/a.jpg'), join(folder, 'link.jpg'));
  await symlink(folder, join(folder, 'real/circle'));
  await symlink(folder, join(folder, 'real/circle.jpg'));
  await symlink(join(folder, 'nothing'), join(folder, 'dead.jpg'));
  await symlink(join(folder, 'self.jpg'), join(folder, 'self.jpg'));
  expect(await walked(folder)).toEqual({
    files: ['link.jpg', 'real/a.jpg'],
    oddities: ['dead.jpg not-a-regular-file', 'self.jpg not-a-regular-file'],
    unknown: [],
    batches: 1,
  });
});

test('pipes, sockets and names that are not UTF-8 are odd', async () => {
  const folder = await temporaryFolder();
  await makePipe(join(folder, 'pipe.jpg'));
  await makePipe(join(folder, 'pipe.txt'));
  const server = createServer().listen(join(folder, 'socket.mp4'));
  onTestFinished(() => void server.close());
  const strange = Buffer.concat([Buffer.from(`${folder}/d`), Buffer.from([0xe9])]);
  await mkdir(strange);
  await writeFile(Buffer.concat([strange, Buffer.from('/a.jpg')]), '');
  await writeFile(Buffer.concat([strange, Buffer.from('/a.txt')]), '');
  await writeFile(Buffer.concat([strange, Buffer.from('.png')]), '');
  expect(await walked(folder)).toEqual({
    files: [],
    oddities: [
      'd\\xe9.png name-not-utf8',
      'd\\xe9/a.jpg name-not-utf8',
      'pipe.jpg not-a-regular-file',
      'socket.mp4 not-a-regular-file',
    ],
    unknown: [],
    batches: 1,
  });
});

test('TypeScript is no video, a transport stream is one', async () => {
  const folder = await temporaryFolder();
  await write(folder, 'index.ts');
  const stream = new Uint8Array(376);
  stream[0] = stream[188] = 0x47;
  await writeFile(join(folder, 'recording.ts'), stream);
  expect(await walked(folder)).toEqual({ ...clean, files: ['recording.ts'], batches: 1 });
});

test('batches are bounded and complete', async () => {
  const folder = await temporaryFolder();
  await write(folder, ...Array.from({ length: 25 }, (_, index) => `${index}.jpg`));
  const { files, batches } = await walked(folder, { batchSize: 10 });
  expect(files).toHaveLength(25);
  expect(batches).toBe(3);
});

test('a folder that is not there is empty', async () => {
  expect(await walked('/nowhere/at/all')).toEqual({ ...clean, files: [], batches: 0 });
});

test.skipIf(process.getuid?.() === 0)(
  'a directory that cannot be read is unknown (left out as root, who can read everything)',
  async () => {
    const folder = await temporaryFolder();
    await write(folder, 'closed/a.jpg', 'b.jpg', 'listed/c.jpg');
    await chmod(join(folder, 'closed'), 0o000);
    await chmod(join(folder, 'listed'), 0o600);
    onTestFinished(() => chmod(join(folder, 'closed'), 0o700));
    onTestFinished(() => chmod(join(folder, 'listed'), 0o700));
    expect(await walked(folder)).toEqual({
      files: ['b.jpg'],
      oddities: ['listed/c.jpg no-permission'],
      unknown: ['closed'],
      batches: 1,
    });
  },
);
