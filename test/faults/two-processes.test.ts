/** Several processes on one library: one engine, nothing encoded twice, no error. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEngineAddress } from '../../main/engine/catalog/index.ts';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import type { IndexSummary } from '../../main/engine/contract/library.ts';
import type { SearchAnswer } from '../../main/engine/contract/search.ts';
import { countDone } from '../support/library-picture.ts';
import { writePicture } from '../support/pictures.ts';
import { childrenAtWork, noChildLeft, startProgram } from '../support/processes.ts';
import { command, json, serve } from '../support/program.ts';

const photos = 60;
let root: string;
let folder: string;
let library: string[];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-two-')));
  folder = join(root, 'folder');
  library = ['--library', join(root, 'library')];
  await makePictures(folder, 0, photos);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function makePictures(into: string, first: number, count: number): Promise<void> {
  await mkdir(into, { recursive: true });
  for (let number = first; number < first + count; number += 1) {
    await writePicture(join(into, `${number}.jpg`), number);
  }
}

async function expectWhole(files: number): Promise<void> {
  const status = await json<LibraryStatus>(['status', ...library]);
  expect(status).toMatchObject({ seen: files, states: { done: files }, moments: files });
  expect(await json(['check', ...library])).toEqual({ ok: true, problems: [] });
}

/** `key=value` of the cookie that a link is exchanged for, and its origin. */
async function enter(url: string): Promise<{ origin: string; cookie: string }> {
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { origin: new URL(url).origin, cookie };
}

async function until<Value>(ask: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('three that index at once share one engine', async () => {
  const all = await Promise.all(
    [1, 2, 3].map(() => json<IndexSummary>(['index', folder, ...library])),
  );
  for (const { seen, encoded, reused, setAside } of all) {
    expect([seen, encoded + reused, setAside]).toEqual([photos, photos, []]);
  }
  expect(await json(['index', folder, ...library])).toMatchObject({ encoded: 0, reused: photos });
  await expectWhole(photos);
});

test('the command line works through a program that is open, and the page sees it', async () => {
  const served = await serve([folder, ...library]);
  const { origin, cookie } = await enter(served.url);
  const address = readEngineAddress(library[1] ?? '');
  expect(address?.pid).toBe(served.processId);
  expect(await json(['index', folder, ...library])).toMatchObject({ seen: photos });
  await makePictures(join(root, 'second'), photos, 10);
  const [second, found] = await Promise.all([
    json<IndexSummary>(['index', join(root, 'second'), ...library]),
    json<SearchAnswer>(['search', 'circles', ...library]),
  ]);
  expect([second.seen, second.encoded]).toEqual([10, 10]);
  expect(found.results).toHaveLength(20);
  const page = await fetch(`${origin}/api/status`, { headers: { cookie } });
  expect(await page.json()).toMatchObject({ seen: photos + 10, moments: photos + 10 });
  expect(readEngineAddress(library[1] ?? '')).toEqual(address);
  await childrenAtWork(served.processId);
  expect(await served.stop()).toBe(0);
  await noChildLeft(served.processId);
  await expectWhole(photos + 10);
});

test('a second serve shares the engine and takes over when the first is killed', async () => {
  const first = await serve([folder, ...library]);
  const second = await serve(library);
  const { origin, cookie } = await enter(second.url);
  expect(origin).toBe(new URL(first.url).origin);
  await childrenAtWork(first.processId);
  await first.kill();
  const status = await until(async () => {
    const answer = await fetch(`${origin}/api/status`, { headers: { cookie } }).catch(() => null);
    return answer?.ok ? answer.json() : undefined;
  });
  expect(status).toMatchObject({ seen: expect.any(Number) });
  expect(readEngineAddress(library[1] ?? '')?.pid).toBe(second.processId);
  await noChildLeft(first.processId);
  expect(await json(['index', folder, ...library])).toMatchObject({ seen: photos });
  await childrenAtWork(second.processId);
  expect(await second.stop()).toBe(0);
  await noChildLeft(second.processId);
  await expectWhole(photos);
});

test.each(['SIGKILL', 'SIGINT'] as const)(
  'work that another process left behind at its %s is finished by who asked for it',
  async (signal) => {
    const owner = startProgram(['index', folder, ...library]);
    await until(async () => readEngineAddress(library[1] ?? ''));
    const asking = command(['index', folder, ...library, '--json']);
    await until(async () => ((countDone(library[1] ?? '') ?? 0) > 5 ? true : undefined));
    await childrenAtWork(owner.processId);
    process.kill(owner.processId, signal);
    await owner.ended;
    const asked = await asking;
    expect([asked.code, JSON.parse(asked.stdout || asked.stderr).seen]).toEqual([0, photos]);
    await noChildLeft(owner.processId);
    await expectWhole(photos);
  },
);

test('an owner that is done ends; who asked it for more goes on', async () => {
  await makePictures(join(root, 'second'), photos, photos);
  const owner = startProgram(['index', folder, ...library]);
  await until(async () => readEngineAddress(library[1] ?? ''));
  const second = await json<IndexSummary>(['index', join(root, 'second'), ...library]);
  expect([second.seen, second.setAside]).toEqual([photos, []]);
  expect(await owner.ended).toBe(0);
  await expectWhole(2 * photos);
});
