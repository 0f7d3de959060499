import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NotAnOrdinaryFileError, SidecarChangedError, writeBeside } from './write-beside.ts';

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'afterimage-beside-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return (name: string) => join(path, name);
}

function stamp(path: string) {
  const { size, mtimeNs } = statSync(path, { bigint: true });
  return { sizeBytes: Number(size), modifiedNs: String(mtimeNs) };
}

const bytes = Buffer.from('new');

test('a new sidecar is there as a whole, and nothing else is', async () => {
  const at = folder();
  expect(await writeBeside(at('a.jpg.xmp'), bytes, null)).toEqual(stamp(at('a.jpg.xmp')));
  expect(readFileSync(at('a.jpg.xmp'), 'utf8')).toBe('new');
  expect(readdirSync(at('.'))).toEqual(['a.jpg.xmp']);
});

test('one that is there is replaced, and its permissions stay', async () => {
  const at = folder();
  writeFileSync(at('a.xmp'), 'old');
  chmodSync(at('a.xmp'), 0o640);
  const before = stamp(at('a.xmp'));
  await writeBeside(at('a.xmp'), bytes, before);
  expect([readFileSync(at('a.xmp'), 'utf8'), statSync(at('a.xmp')).mode & 0o777]).toEqual([
    'new',
    0o640,
  ]);
});

test('one that changed since it was read stays, and so does one that came meanwhile', async () => {
  const at = folder();
  writeFileSync(at('a.xmp'), 'old');
  const before = stamp(at('a.xmp'));
  writeFileSync(at('a.xmp'), 'other');
  await expect(writeBeside(at('a.xmp'), bytes, before)).rejects.toThrow(SidecarChangedError);
  await expect(writeBeside(at('a.xmp'), bytes, null)).rejects.toThrow(SidecarChangedError);
  await expect(writeBeside(at('b.xmp'), bytes, before)).rejects.toThrow(SidecarChangedError);
  expect([readdirSync(at('.')), readFileSync(at('a.xmp'), 'utf8')]).toEqual([['a.xmp'], 'other']);
});

test('what is left of a write that was killed is in nobody’s way', async () => {
  const at = folder();
  const name = createHash('sha256').update('a.xmp').digest('hex').slice(0, 16);
  writeFileSync(at(`.afterimage-${name}.tmp`), 'half');
  await writeBeside(at('a.xmp'), bytes, null);
  expect([readFileSync(at('a.xmp'), 'utf8'), readdirSync(at('.'))]).toEqual(['new', ['a.xmp']]);
});

test('no name but a sidecar’s is written to, and nothing but an ordinary file is replaced', async () => {
  const at = folder();
  writeFileSync(at('a.jpg'), 'original');
  await expect(writeBeside(at('a.jpg'), bytes, stamp(at('a.jpg')))).rejects.toThrow('a.jpg');
  symlinkSync(at('a.jpg'), at('a.jpg.xmp'));
  mkdirSync(at('b.xmp'));
  for (const name of ['a.jpg.xmp', 'b.xmp']) {
    await expect(writeBeside(at(name), bytes, null)).rejects.toThrow(NotAnOrdinaryFileError);
  }
  expect(readFileSync(at('a.jpg'), 'utf8')).toBe('original');
});

test('a name that would be too long is told by the file system', async () => {
  const at = folder();
  await expect(writeBeside(at(`${'x'.repeat(252)}.xmp`), bytes, null)).rejects.toMatchObject({
    code: 'ENAMETOOLONG',
  });
  expect(readdirSync(at('.'))).toEqual([]);
});
