/** What names say: kinds of media, what is passed over, names that are not UTF-8. */
import { expect, test } from 'vitest';
import { wrongWith } from '../contract/exclusions.ts';
import { Settings } from '../contract/settings.ts';
import { decodeName, escapeName } from './escape-name.ts';
import { createExclusions } from './exclusions.ts';
import { endingOf, mediaKindOf, needsLookInside } from './media-kinds.ts';
import { isSkippedName, isSkippedPath } from './skipped-names.ts';
import { isTransportStream } from './transport-stream.ts';

test.each([
  ['a.jpg', 'photo'],
  ['/x/y.z/A.JPEG', 'photo'],
  ['IMG_1.HEIC', 'photo'],
  ['scan.tif', 'photo'],
  ['raw.cr3', 'photo'],
  ['clip.MP4', 'video'],
  ['clip.m2ts', 'video'],
  ['notes.txt', undefined],
  ['photo.jpg.xmp', undefined],
  ['data.json', undefined],
  ['README', undefined],
  ['.jpg', undefined],
  ['folder.jpg/README', undefined],
  ['C:\\photos.jpg\\a', undefined],
  ['jpg', undefined],
  ['a.jpg.', undefined],
  ['a.jpg~', undefined],
  ['a.jpg.part', undefined],
  ['a.crdownload', undefined],
])('%s is %s', (name, kind) => {
  expect(mediaKindOf(name)).toBe(kind);
});

test.each([
  ['a.B.C', 'c'],
  ['a', ''],
  ['.a', ''],
  ['x/.a.png', 'png'],
])('%s ends in %s', (name, ending) => {
  expect(endingOf(name)).toBe(ending);
});

test('only TypeScript shares an ending with video', () => {
  expect(['index.ts', 'a.MTS', 'a.mp4', 'a.m2ts'].map(needsLookInside)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test.each([
  ['.hidden', true],
  ['._a.jpg', true],
  ['.Trashes', true],
  ['@eaDir', true],
  ['$RECYCLE.BIN', true],
  ['System Volume Information', true],
  ['node_modules', true],
  ['Thumbs.db', true],
  ['photos', false],
  ['a.jpg', false],
])('%s: passed over is %s', (name, skipped) => {
  expect(isSkippedName(name)).toBe(skipped);
});

const skips = { paths: ['/p/library'], excludes: () => false };

test.each([
  ['/p', false],
  ['/p/a.jpg', false],
  ['/p/.git/a.jpg', true],
  ['/p/b/node_modules/c/a.jpg', true],
  ['/p/library', true],
  ['/p/library/a.jpg', true],
  ['/p/library-of-cats/a.jpg', false],
  ['/pa/a.jpg', true],
  ['/q/a.jpg', true],
])('under /p: %s passed over is %s', (path, skipped) => {
  expect(isSkippedPath('/p', path, skips, '/')).toBe(skipped);
});

test('a hidden folder that is watched itself is not passed over', () => {
  expect(isSkippedPath('/home/.photos', '/home/.photos/a.jpg', skips, '/')).toBe(false);
  expect(isSkippedPath('/', '/a.jpg', skips, '/')).toBe(false);
});

test.each([
  ['Backup', 'Backup', true],
  ['Backup', 'backup/2019/a.jpg', true],
  ['Backup', 'x/y/Backup', true],
  ['Backup/', 'x/Backup/a.jpg', true],
  ['Backup', 'x/Backups/a.jpg', false],
  ['*.png', 'a/b.PNG', true],
  ['*.png', 'a/b.png.jpg', false],
  ['/2019', '2019/a.jpg', true],
  ['/2019', 'x/2019/a.jpg', false],
  ['2019/raw', '2019/raw/a.jpg', true],
  ['2019/raw', 'x/2019/raw/a.jpg', false],
  ['**/raw/*.jpg', 'x/y/raw/a.jpg', true],
  ['**/raw/*.jpg', 'raw/a.jpg', true],
  ['**/raw/*.jpg', 'raw/x/a.jpg', false],
  ['*.lrdata', 'x/Previews.lrdata/a.jpg', true],
  ['IMG_????.jpg', 'x/IMG_0001.jpg', true],
  ['IMG_????.jpg', 'x/IMG_00012.jpg', false],
  ['[ab].jpg', 'x/b.jpg', false],
  ['[!2019-05] Trip', 'x/[!2019-05] Trip/a.jpg', true],
  ['img{001..150}', 'img{001..150}/a.jpg', true],
  ['Trip (2)', 'x/Trip (2)/a.jpg', true],
  ['a(b)+c', 'x/a(b)+c/a.jpg', true],
  ['$RAW@!^|', '$RAW@!^|/a.jpg', true],
  ['2019\\raw', '2019/raw/a.jpg', true],
  ['Caf\u00e9', 'Cafe\u0301/a.jpg', true],
  ['.jpg', 'a.jpg', false],
])('the pattern %s leaves out %s: %s', (pattern, path, isLeftOut) => {
  expect(wrongWith(pattern)).toBe(null);
  expect(createExclusions([pattern])(path)).toBe(isLeftOut);
  const excludes = createExclusions(['nothing', pattern]);
  expect(isSkippedPath('/p', `/p/${path}`, { paths: [], excludes }, '/')).toBe(isLeftOut);
});

test.each([
  '',
  '  ',
  'a\nb',
  '!a',
  '..',
  '../a',
  'a/./b',
  '/',
  '*',
  '**',
  '**/*',
  '..\\a',
  '*a*a*a*b',
  '**/**/**/**/**/b',
  '**/*a*a/**/*a*a',
  '?*',
  '*.*',
  'C:\\Users\\me',
  'a'.repeat(201),
])('the pattern %j is refused', (pattern) => {
  expect(wrongWith(pattern)).not.toBe(null);
  expect(Settings.shape.exclude.safeParse([pattern]).success).toBe(false);
});

test.each([
  '*a*a*b',
  '**/*a*a*b',
  '**/a/**/a/**/a/**/b',
  '**/*a/**/*b',
  '*/*/*/*b',
  `${'?'.repeat(100)}*b`,
])('%s has an answer for long paths', (pattern) => {
  expect(wrongWith(pattern)).toBe(null);
  const excludes = createExclusions([pattern]);
  const long = 'a'.repeat(255);
  const paths = [long, `${long}/${long}/${long}x`, `${'a/'.repeat(100)}x`];
  expect(paths.map(excludes)).toEqual(expect.arrayContaining([false]));
});

test.each([
  [[0x61, 0xc3, 0xa9], 'aé', 'aé'],
  [[0xff, 0x2e, 0x6a, 0x70, 0x67], undefined, '\\xff.jpg'],
  [[0x61, 0xc3], undefined, 'a\\xc3'],
  [[0xf0, 0x9f, 0x90, 0xb6, 0xfe], undefined, '🐶\\xfe'],
  [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa', '\ufeffa'],
  [[], '', ''],
])('name %j', (bytes, decoded, escaped) => {
  expect(decodeName(Uint8Array.from(bytes))).toBe(decoded);
  expect(escapeName(Uint8Array.from(bytes))).toBe(escaped);
});

test.each([
  ['MPEG-TS', { 0: 0x47, 188: 0x47 }, true],
  ['AVCHD', { 4: 0x47, 196: 0x47 }, true],
  ['text beginning with G', { 0: 0x47, 188: 0x20 }, false],
])('%s', (_, bytes, expected) => {
  const head = new Uint8Array(197);
  for (const [at, byte] of Object.entries(bytes)) head[Number(at)] = byte;
  expect(isTransportStream(head)).toBe(expected);
  expect(isTransportStream(head.subarray(0, 100))).toBe(false);
});
