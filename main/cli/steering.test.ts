/** `status`, `retry`, `pause`, `resume`, `settings` as processes, on a small real library. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePicture } from '../../test/support/pictures.ts';
import { command, json } from '../../test/support/program.ts';
import { LibraryStatus } from '../engine/contract/activity.ts';
import { defaultSettings } from '../engine/contract/settings.ts';

let top: string;
let pictures: string;
const within = (parameters: readonly string[]) => [
  ...parameters,
  '--library',
  join(top, 'library'),
];
const run = (...parameters: string[]) => command(within(parameters));
const status = () => json<LibraryStatus>(within(['status']));

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-steering-')));
  pictures = join(top, 'pictures');
  mkdirSync(pictures);
  await writePicture(join(pictures, 'good.jpg'), 1);
  for (let number = 0; number < 12; number += 1) {
    writeFileSync(join(pictures, `broken-${10 + number}.jpg`), `no picture ${number}`);
  }
  writeFileSync(join(pictures, 'empty.png'), '');
  expect((await run('index', pictures)).code).toBe(0);
});
afterAll(() => rmSync(top, { recursive: true }));

test('status tells each folder, and the reasons with some of their files', async () => {
  const answer = await status();
  expect(LibraryStatus.parse(answer)).toEqual(answer);
  expect(answer).toMatchObject({
    folders: [{ path: pictures, files: 14, states: { done: 1, setAside: 13 } }],
    reasons: [
      { code: 'not-a-picture', files: 12 },
      { code: 'empty-file', files: 1 },
    ],
    hold: { why: 'not-started' },
  });
  const { stdout } = await run('status');
  expect(stdout).toContain(
    `${pictures}\n  14 files: 1 done, 0 waiting, 0 being read, 13 set aside`,
  );
  expect(stdout).toContain('Named like a picture, but none (not-a-picture): 12 files');
  expect(stdout).toContain('broken-19.jpg');
  expect(stdout).not.toContain('broken-20.jpg');
  expect(stdout).toContain('and 2 more; --all');
  expect((await run('status', '--all')).stdout).toContain('broken-20.jpg');
});

test('files are tried again: some, of a reason, all; and search says what it cannot find', async () => {
  expect((await run('search', 'shapes')).stderr).toBe('');
  const broken = join(pictures, 'broken-11.jpg');
  const one = await run('retry', broken);
  expect(one.stdout).toBe('1 file tried again.\n');
  // Nobody reads meanwhile, and that is said.
  expect(one.stderr).toContain('Afterimage is not open');
  const again = await run('retry', broken);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining(broken)]);
  const search = await run('search', 'shapes');
  expect(search.stderr).toBe('1 file is not read yet and cannot be found.\n');
  expect(await json(within(['search', 'shapes']))).toMatchObject({
    notSearched: { files: 1, offline: 0 },
  });
  expect(await json(within(['retry', '--reason', 'empty-file']))).toEqual({ files: 1 });
  expect((await status()).states).toEqual({ waiting: 2, reading: 0, done: 1, setAside: 11 });
  expect((await run('status')).stdout).toContain('Afterimage is not open: 2 files waiting.');
  expect(await json(within(['retry']))).toEqual({ files: 11 });
  expect((await run('retry')).stdout).toContain('Nothing is set aside');
  expect((await run('index', pictures)).code).toBe(0);
  expect((await status()).states).toEqual({ waiting: 0, reading: 0, done: 1, setAside: 13 });
});

test('a pause is kept, and ends when it is resumed', async () => {
  expect((await run('pause')).stdout).toBe('Paused.\n');
  expect((await status()).hold).toEqual({ why: 'paused', untilMs: null });
  expect((await run('pause', '--for', '2h')).stdout).toMatch(/^Paused until .*\d\d:\d\d\.\n$/);
  expect((await status()).hold).toEqual({ why: 'paused', untilMs: expect.any(Number) });
  expect((await run('resume')).stdout).toContain('Afterimage is not open');
  expect((await status()).hold).toEqual({ why: 'not-started' });
});

test('settings are shown, set, and kept', async () => {
  expect(await json(within(['settings']))).toEqual(defaultSettings);
  const set = await run('settings', 'set', 'schedule', '22:00-07:00');
  expect(set.stdout).toBe('schedule is 22:00-07:00 now.\n');
  await run('settings', 'set', 'cores', '1');
  expect((await run('settings')).stdout).toMatch(/schedule\s+22:00-07:00.*cores\s+1 /s);
  const excluded = await run('settings', 'set', 'exclude', 'broken-1?.jpg', '*.png');
  expect(excluded.stdout).toBe('exclude is "broken-1?.jpg" "*.png" now.\n');
  expect((await run('index', pictures)).code).toBe(0);
  expect((await status()).states).toEqual({ waiting: 0, reading: 0, done: 1, setAside: 2 });
  mkdirSync(join(pictures, 'Backup'));
  await run('settings', 'set', 'exclude', 'backup');
  const leftOut = await run('index', join(pictures, 'Backup'));
  expect([leftOut.code, leftOut.stderr]).toEqual([1, expect.stringContaining('is left out there')]);
  const none = await run('settings', 'set', 'exclude', 'none');
  expect(none.stdout).toBe('exclude is none now.\n');
  const wrong = await run('settings', 'set', 'battery', 'maybe');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('“wait”')]);
});
