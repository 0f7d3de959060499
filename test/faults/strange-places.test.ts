/** What else may lie in a folder of photos: each is accounted for, and the photos beside it are read. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { fingerprints } from '../support/fingerprints.ts';
import { makePipe, photoBytes, writePhoto } from '../support/photo-files.ts';
import { makeTestLibrary } from '../support/test-library.ts';

const isLinux = process.platform === 'linux';

/** A PNG of these rows, each with its filter before it. */
function grayPng(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const bytes = Buffer.alloc(body.length + 8);
    bytes.writeUInt32BE(data.length, 0);
    bytes.set(body, 4);
    bytes.writeUInt32BE(crc32(body), body.length + 4);
    return bytes;
  };
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test.runIf(isLinux)('pipes, sockets, devices, links, folders and names', async () => {
  const { folder, folderId, ingest, catalog, outside } = await makeTestLibrary();
  const at = (name: string) => join(folder, name);
  await writePhoto(at('photo.jpg'), 1);
  await makePipe(at('pipe.jpg'));
  const server = createServer().listen(at('socket.jpg'));
  onTestFinished(() => void server.close());
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('mknod', [at('device.jpg'), 'c', '1', '5']);
  await symlink(join(outside, 'nothing'), at('dead.jpg'));
  await symlink(at('circle.jpg'), at('circle.jpg'));
  await symlink(folder, at('again'));
  await mkdir(at('folder.jpg'));
  await writePhoto(at('folder.jpg/inner.jpg'), 2);
  // 255 bytes: of one and of three bytes a letter.
  await writePhoto(at(`${'x'.repeat(251)}.jpg`), 3);
  await writePhoto(at(`${'語'.repeat(83)}xx.jpg`), 4);
  const notUtf8 = (name: string) =>
    Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')]);
  await writeFile(notUtf8('caf\xe9.jpg'), await photoBytes(5));
  await mkdir(notUtf8('\xff\xfe'));
  await writeFile(notUtf8('\xff\xfe/in.jpg'), await photoBytes(6));
  await writeFile(at('new\nline\t"quoted" %s.jpg'), await photoBytes(7));

  await ingest.settle([folderId]);
  const { states, setAside } = catalog.status();
  const told = Object.fromEntries(
    setAside.map(({ path, code, reason }) => [path.slice(folder.length + 1), `${code} ${reason}`]),
  );
  const odd = 'not-a-regular-file This is not an ordinary file';
  expect(told).toEqual({
    'pipe.jpg': `${odd}: a named pipe.`,
    'socket.jpg': `${odd}: a socket.`,
    ...(isRoot ? { 'device.jpg': `${odd}: a device.` } : {}),
    'dead.jpg': `${odd}: a link that leads nowhere.`,
    'circle.jpg': `${odd}: a link that leads nowhere.`,
    'caf\\xe9.jpg': expect.stringContaining('name-not-utf8'),
    '\\xff\\xfe/in.jpg': expect.stringContaining('name-not-utf8'),
  });
  expect(states).toEqual({ waiting: 0, reading: 0, done: 5, setAside: setAside.length });
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test.runIf(isLinux)('folders in folders, deeper than a path may be long', async () => {
  const { folder, folderId, ingest, catalog, log } = await makeTestLibrary();
  await writePhoto(join(folder, 'photo.jpg'), 1);
  const name = 'd'.repeat(200);
  // Each is entered by its own name alone: no path is as long as that.
  const script = `process.chdir(process.argv[1]); const fs = require('node:fs');
    for (let depth = 0; depth < 40; depth += 1) {
      fs.mkdirSync('${name}'); process.chdir('${name}');
      fs.writeFileSync('photo.jpg', Buffer.concat([Buffer.from('${(await photoBytes(2)).toString('hex')}', 'hex'), Buffer.from([depth])]));
    }`;
  execFileSync(process.execPath, ['-e', script, folder]);
  // Node's own removal cannot follow either.
  onTestFinished(() => void execFileSync('rm', ['-rf', join(folder, name)]));
  await ingest.settle([folderId]);
  const reachable = Math.floor((4_095 - folder.length - '/photo.jpg'.length) / (name.length + 1));
  const { states } = catalog.status();
  expect(states.done).toBe(1 + reachable);
  expect(states.waiting + states.reading).toBe(0);
  expect(log.filter((line) => /cannot be read/.test(line)).length).toBeGreaterThan(0);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('nothing, nothing but zeros, and far too much', async () => {
  const { folder, folderId, ingest, catalog } = await makeTestLibrary();
  const at = (name: string) => join(folder, name);
  await writePhoto(at('photo.jpg'), 1);
  for (const ending of ['jpg', 'png', 'heic', 'nef', 'mp4', 'mkv', 'gif']) {
    await writeFile(at(`empty.${ending}`), '');
    await writeFile(at(`zeros.${ending}`), Buffer.alloc(100_000));
  }
  await writeFile(at('huge.png'), grayPng(60_000, 60_000, Buffer.alloc(1_000)));
  // 225 megapixels in 1 MB: as many as may be, so that they are read. All one: each pixel is one
  // brighter than the one before it.
  const side = 15_000;
  await writeFile(at('bomb.png'), grayPng(side, side, Buffer.alloc(side * (side + 1), 1)));
  // Says that it is small, and unpacks to far more.
  await writeFile(at('liar.png'), grayPng(8, 8, Buffer.alloc(200_000_000, 1)));
  const before = await fingerprints(folder);
  await ingest.settle([folderId]);
  const { states, setAside, seen } = catalog.status();
  expect([states.waiting, states.reading, states.done + states.setAside]).toEqual([0, 0, seen]);
  expect(seen).toBe((await readdir(folder)).length);
  const told = new Map(setAside.map(({ path, code }) => [path.slice(folder.length + 1), code]));
  for (const [name, code] of told) {
    if (name.startsWith('empty')) expect(code, name).toBe('empty-file');
    expect(code, name).not.toMatch(/internal-error|crashed|took-too/);
  }
  expect([...told.keys()].filter((name) => /^(empty|zeros)/.test(name))).toHaveLength(14);
  expect(told.get('huge.png')).toBe('too-many-pixels');
  expect(told.has('photo.jpg') || told.has('bomb.png')).toBe(false);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
  expect(await fingerprints(folder)).toEqual(before);
});
