import { mkdtempSync, readdirSync, readlinkSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileAnswer, openFirst } from './file-answer.ts';

let folder: string;
let path: string;
const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 253));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterimage-file-'));
  path = join(folder, 'film.mp4');
  writeFileSync(path, bytes);
  writeFileSync(join(folder, 'empty.mp4'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function ask(headers: Record<string, string> = {}, method = 'GET', from = path) {
  const file = await openFirst([{ path: from, offline: false }]);
  const request = new Request('http://x/', { method, headers });
  return { answer: await fileAnswer(request, file, 'video/mp4'), entityTag: file.entityTag };
}

const part = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test('the whole file', async () => {
  const { answer } = await ask();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe('3000000');
  expect(answer.headers.get('accept-ranges')).toBe('bytes');
  expect((await part(answer)).equals(bytes)).toBe(true);
});

test.each([
  ['bytes=10-19', 10, 19],
  ['bytes=2999990-', 2_999_990, 2_999_999],
  ['bytes=-5', 2_999_995, 2_999_999],
  ['bytes=0-2999999', 0, 2_999_999],
])('%s', async (range, start, end) => {
  const { answer } = await ask({ range });
  expect(answer.status).toBe(206);
  expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/3000000`);
  expect(answer.headers.get('content-length')).toBe(String(end - start + 1));
  expect((await part(answer)).equals(bytes.subarray(start, end + 1))).toBe(true);
});

test('a range outside the file is 416 and says how long it is', async () => {
  const { answer } = await ask({ range: 'bytes=3000000-' });
  expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */3000000']);
});

test('If-Range with another version of the file gets all of it', async () => {
  const { entityTag, answer } = await ask();
  await answer.body?.cancel();
  const range = 'bytes=0-9';
  expect((await ask({ range, 'if-range': entityTag }, 'HEAD')).answer.status).toBe(206);
  expect((await ask({ range, 'if-range': '"other"' }, 'HEAD')).answer.status).toBe(200);
});

test('a file that has not changed is 304; one that has is not', async () => {
  const { entityTag, answer } = await ask({}, 'HEAD');
  expect(await part(answer)).toHaveLength(0);
  expect((await ask({ 'if-none-match': entityTag })).answer.status).toBe(304);
  utimesSync(path, new Date(), new Date(Date.now() - 5_000));
  expect((await ask({ 'if-none-match': entityTag }, 'HEAD')).answer.status).toBe(200);
});

test('an empty file has an empty answer', async () => {
  const { answer } = await ask({}, 'GET', join(folder, 'empty.mp4'));
  expect([answer.status, (await part(answer)).length]).toEqual([200, 0]);
});

test('the first place that can be opened is taken; none is a clear error about the first', async () => {
  const gone = { path: join(folder, 'gone.mp4'), offline: true };
  const file = await openFirst([gone, { path, offline: false }]);
  expect(file.path).toBe(path);
  await file.handle.close();
  await expect(openFirst([gone])).rejects.toMatchObject({ code: 'offline' });
  await expect(openFirst([gone])).rejects.toThrow(gone.path);
  await expect(openFirst([{ path: folder, offline: false }])).rejects.toMatchObject({
    code: 'not-found',
  });
});

test.skipIf(process.platform !== 'linux')(
  'no file stays open, whoever goes away (left out where there is no /proc)',
  async () => {
    const open = () =>
      readdirSync('/proc/self/fd').filter((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(folder);
        } catch {
          return false;
        }
      }).length;
    const gone = new AbortController();
    const file = await openFirst([{ path, offline: false }]);
    const answer = await fileAnswer(
      new Request('http://x/', { signal: gone.signal }),
      file,
      'video/mp4',
    );
    const reader = answer.body?.getReader();
    await reader?.read();
    expect(open()).toBe(1);
    gone.abort();
    const cancelled = await ask();
    await cancelled.answer.body?.cancel();
    for (const headers of [{ range: 'bytes=9999999-' }, { 'if-none-match': file.entityTag }]) {
      await ask(headers);
    }
    while (open() > 0) await sleep(10);
    expect(open()).toBe(0);
  },
);
