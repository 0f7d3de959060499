import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writePicture } from '../../test/support/pictures.ts';
import { noChildLeft } from '../../test/support/processes.ts';
import { readEngineAddress } from '../engine/catalog/index.ts';
import { createClient } from '../engine/contract/client.ts';
import { socketTransport } from '../engine/http/index.ts';

/** The command line as a process, on a small real library. */
let top: string;
const script = join(import.meta.dirname, 'main.ts');

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-cli-')));
  mkdirSync(join(top, 'pictures'));
  for (const number of [0, 1, 2]) {
    await writePicture(join(top, 'pictures', `p${number}.jpg`), number);
  }
  writeFileSync(join(top, 'pictures', 'broken.jpg'), 'no picture');
  const indexed = await cli(['index', 'pictures', '--json']);
  expect(indexed.code).toBe(0);
});
afterAll(() => rmSync(top, { recursive: true }));

function start(parameters: readonly string[], environment: Record<string, string> = {}) {
  return spawn(process.execPath, [script, ...parameters], {
    env: {
      ...process.env,
      INIT_CWD: top,
      AFTERIMAGE_LIBRARY: join(top, 'library'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function cli(parameters: readonly string[], environment: Record<string, string> = {}) {
  const child = start(parameters, environment);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output, errors };
}

const parsed = (output: string): Record<string, unknown> => JSON.parse(output);

test('index answers with its summary; what was set aside is no failure', async () => {
  const { code, output } = await cli(['index', join(top, 'pictures'), '--json']);
  expect(code).toBe(0);
  expect(parsed(output)).toEqual({
    seen: 4,
    encoded: 0,
    reused: 3,
    setAside: [
      {
        path: join(top, 'pictures', 'broken.jpg'),
        reason: expect.stringContaining('not a picture'),
        code: 'not-a-picture',
      },
    ],
    tookMs: expect.any(Number),
  });
});

test('search answers with results of the agreed shape', async () => {
  const { code, output } = await cli(['search', 'circles', '--limit', '2', '--json']);
  expect(code).toBe(0);
  const result = {
    path: expect.stringMatching(/\.jpg$/),
    kind: 'photo',
    timeMs: null,
    score: expect.any(Number),
    why: [{ kind: 'semantic', detail: expect.any(String) }],
    itemId: expect.any(Number),
    momentId: expect.any(Number),
  };
  expect(parsed(output)).toEqual({
    query: 'circles',
    matches: 2,
    tookMs: expect.any(Number),
    results: [
      { rank: 1, ...result },
      { rank: 2, ...result },
    ],
  });
  expect((await cli(['search', '--json', '--', '-circles'])).output).toContain('"-circles"');
});

test('what is marked is found by it, and the change is taken back', async () => {
  const picture = join(top, 'pictures', 'p1.jpg');
  const marking = ['mark', picture, '--tag', 'shapes/round', '--rating', '4', '--json'];
  const marked = await cli(marking);
  expect(parsed(marked.output)).toEqual({ items: 1, changeId: expect.any(Number) });
  const search = async () => {
    const { results } = parsed((await cli(['search', 'tag:shapes rating:4', '--json'])).output);
    return (results as { path: string }[]).map(({ path }) => path);
  };
  expect(await search()).toEqual([picture]);
  expect((await cli(['labels'])).output).toBe('tag    shapes/round (1)\n');
  expect((await cli(['rename-tag', 'shapes', 'Forms'])).output).toContain('1 photo or video');
  expect((await cli(['labels'])).output).toBe('tag    Forms/round (1)\n');
  expect((await cli(['rename-tag', 'nothing', 'Forms'])).errors).toContain('nothing');
  expect((await cli(['undo'])).code).toBe(0);
  const unknown = await cli(['mark', picture, 'pictures/broken.jpg', '--rating', '1']);
  expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining('broken.jpg')]);
  expect((await cli(['undo'])).output).toContain('1 photo or video');
  expect(await search()).toEqual([]);
  expect((await cli(['undo'])).code).toBe(1);
});

test('sidecars are written for files, folders and what a query finds', async () => {
  const picture = join(top, 'pictures', 'p2.jpg');
  const before = statSync(picture).mtimeMs;
  await cli(['mark', picture, '--tag', 'shapes/square', '--caption', 'Squares']);
  const written = await cli(['write-sidecars', '--query', 'tag:shapes', '--json']);
  expect([written.code, parsed(written.output)]).toEqual([
    0,
    { written: 1, unchanged: 0, refused: 0, reasons: [] },
  ]);
  expect(readFileSync(`${picture}.xmp`, 'utf8')).toContain('shapes|square');
  expect(statSync(picture).mtimeMs).toBe(before);
  const again = await cli(['write-sidecars', 'pictures']);
  expect(again.output).toContain('0 sidecars written, 3 had nothing to add');
  rmSync(`${picture}.xmp`);
  mkdirSync(`${picture}.xmp`);
  const refused = await cli(['write-sidecars', picture]);
  expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining(picture)]);
  rmSync(`${picture}.xmp`, { recursive: true });
  const unknown = await cli(['write-sidecars', 'pictures/broken.jpg']);
  expect([unknown.code, unknown.errors]).toEqual([1, expect.stringContaining('broken.jpg')]);
  expect((await cli(['undo'])).code).toBe(0);
});

test('search --like finds the file itself, similar leaves it out', async () => {
  const like = parsed((await cli(['search', '--like', 'pictures/p1.jpg', '--json'])).output);
  expect((like.results as { path: string }[])[0]?.path).toBe(join(top, 'pictures', 'p1.jpg'));
  const similar = await cli(['similar', 'pictures/p1.jpg']);
  expect(similar.code).toBe(0);
  expect(similar.output.trim().split('\n')).toHaveLength(2);
  expect(similar.output).not.toContain('p1.jpg');
});

test('status and check', async () => {
  expect(parsed((await cli(['status', '--json'])).output)).toMatchObject({
    seen: 4,
    states: { waiting: 0, reading: 0, done: 3, setAside: 1 },
    offline: 0,
    items: 3,
    moments: 3,
  });
  expect((await cli(['status'])).output).toContain('not a picture');
  const check = await cli(['check', '--json']);
  expect([check.code, parsed(check.output)]).toEqual([0, { ok: true, problems: [] }]);
});

test('check of a library that does not open says why, as a problem', async () => {
  const library = join(top, 'damaged');
  mkdirSync(library);
  writeFileSync(join(library, 'catalog.sqlite'), 'not a database at all, '.repeat(400));
  const { code, output } = await cli(['check', '--library', library, '--json']);
  expect(code).toBe(1);
  expect(parsed(output)).toEqual({
    ok: false,
    problems: [{ kind: 'library-damaged', what: expect.stringContaining('catalog.sqlite') }],
  });
});

test.each([
  [['serach', 'dog'], 2, '"serach"'],
  [['search', 'dog', '--lmit', '3'], 2, '--lmit'],
  [['index', 'no-such-folder'], 1, 'no-such-folder'],
  [['index', 'library'], 1, 'library'],
  [['similar', 'gone.jpg'], 1, 'gone.jpg'],
  [['search', 'dog', '--like', 'pictures/broken.jpg'], 1, 'broken.jpg'],
  [['evaluate', 'gone.jsonl'], 1, 'gone.jsonl'],
  [['evaluate', 'pictures/p0.jpg', '--model', 'no-such-model'], 1, 'no-such-model'],
])('%j ends with %i and one line that names it', async (parameters, expected, named) => {
  const { code, output, errors } = await cli(parameters);
  expect([code, output]).toEqual([expected, '']);
  expect(errors).toMatch(/^afterimage: [^\n]+\n$/);
  expect(errors).toContain(named);
});

test.each(['search dog', 'similar a.jpg', 'status', 'check'])(
  '%s without a library is a clear error, and makes none',
  async (line) => {
    const library = join(top, 'nowhere');
    const { code, errors } = await cli(line.split(' '), { AFTERIMAGE_LIBRARY: library });
    expect(code).toBe(1);
    expect(errors).toContain(library);
    expect(existsSync(library)).toBe(false);
  },
);

test('evaluate needs no library', async () => {
  const lines = [0, 1, 2].map((number) =>
    JSON.stringify({ photo: `pictures/p${number}.jpg`, en: [`picture ${number}`] }),
  );
  writeFileSync(join(top, 'captions.jsonl'), lines.join('\n'));
  const { code, output } = await cli(['evaluate', 'captions.jsonl', '--candidates', '2', '--json']);
  expect(code).toBe(0);
  const recalls = { r1: expect.any(Number), r5: expect.any(Number), r10: 100 };
  const ways = { exact: recalls, hash: recalls, search: recalls };
  expect(parsed(output)).toMatchObject({
    photos: 3,
    captions: 3,
    candidates: 2,
    textToImage: ways,
    imageToText: ways,
  });
});

test('a removed folder says what is hidden and until when; it comes back, or is forgotten', async () => {
  mkdirSync(join(top, 'trip'));
  await writePicture(join(top, 'trip', 'one.jpg'), 77);
  const library = ['--library', join(top, 'hiding')];
  const run = (...parameters: string[]) => cli([...parameters, ...library]);
  expect((await run('index', 'pictures', 'trip')).code).toBe(0);
  expect((await run('settings', 'set', 'keepHiddenDays', '30')).output).toContain('30 now');
  const removed = await run('remove', 'trip');
  expect(removed.output).toMatch(
    /trip is not watched any more\. Its 1 photo.*kept until \d+ \w+ 20/,
  );
  expect((await run('folders')).output).toMatch(/pictures {2}4 files\n.*trip {2}removed: 1 photo/);
  expect((await run('status')).output).toContain('1 photo or video hidden, kept until');
  expect((await run('check')).output).toContain('1 photo or video hidden');
  expect(parsed((await run('index', 'trip', '--json')).output)).toMatchObject({ encoded: 0 });
  await run('remove', 'trip');
  const unsure = await run('forget', 'trip');
  expect([unsure.code, unsure.output]).toEqual([2, '']);
  expect(unsure.errors).toMatch(/^afterimage: .*trip.*--yes[^\n]*\n$/);
  expect((await run('forget', 'pictures', '--yes')).errors).toContain(
    'not a folder that was removed',
  );
  expect((await run('forget', 'trip', '--yes')).output).toBe('1 photo or video forgotten.\n');
  expect((await run('forget')).output).toBe('Nothing is hidden.\n');
  expect(parsed((await run('index', 'trip', '--json')).output)).toMatchObject({ encoded: 1 });
  expect((await run('remove', 'nowhere')).errors).toContain('not a watched folder');
});

test('Ctrl-C ends serve in order, also when it comes twice at once', async () => {
  const child = start(['serve', '--no-open']);
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes('\n')) break;
  }
  expect(output).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\n$/);
  child.kill('SIGINT');
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  await noChildLeft(Number(child.pid));
});

test('index says that it ended a pause', async () => {
  const served = start(['serve', '--no-open']);
  try {
    await once(served.stdout, 'data');
    const { socket } = readEngineAddress(join(top, 'library')) ?? { socket: '' };
    await createClient(socketTransport(socket)).call('pause', {});
    const { code, errors } = await cli(['index', 'pictures']);
    expect(code).toBe(0);
    expect(errors).toContain('was paused');
  } finally {
    served.kill('SIGINT');
    await once(served, 'exit');
  }
});

test('an engine that is stopped is named, and no command hangs on it', async () => {
  const served = start(['serve', '--no-open']);
  await once(served.stdout, 'data');
  served.kill('SIGSTOP');
  try {
    const waiting = start(['status']);
    const patient = cli(['status']);
    // Longer than a command takes to start, shorter than it waits for an answer.
    await new Promise((next) => setTimeout(next, 5_000));
    waiting.kill('SIGTERM');
    expect((await once(waiting, 'close'))[0]).toBe(130);
    const { code, output, errors } = await patient;
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain('does not answer');
    expect(errors).toContain(String(served.pid));
  } finally {
    served.kill('SIGCONT');
    served.kill('SIGINT');
    await once(served, 'exit');
  }
});

test('Ctrl-C ends index in order and says so', async () => {
  const folder = join(top, 'many');
  mkdirSync(folder);
  for (let number = 0; number < 40; number += 1) {
    await writePicture(join(folder, `${number}.jpg`), number);
  }
  const library = join(top, 'interrupted');
  const child = start(['index', folder, '--library', library]);
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  while (!existsSync(join(library, 'engine.json')))
    await new Promise((next) => setTimeout(next, 20));
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  expect(errors).toContain('Stopped');
  await noChildLeft(Number(child.pid));
  expect((await cli(['check', '--library', library])).code).toBe(0);
});

test('a reader that has had enough is no failure', async () => {
  const child = start(['search', 'dog', '--json']);
  child.stdout.destroy();
  expect((await once(child, 'close'))[0]).toBe(0);
});
