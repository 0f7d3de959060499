/** How long a question takes while nothing is read, and while photos are: a whole engine, asked over its socket. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Client, createClient } from '../../main/engine/contract/client.ts';
import { startEngine } from '../../main/engine/engine.ts';
import { socketTransport } from '../../main/engine/http/index.ts';

const asked = 200;
const pauseMs = 25;
const kinds = ['small', 'large', 'red', 'blue', 'green', 'old', 'new', 'bright', 'dark', 'wooden'];
const things = [
  'dog',
  'car',
  'house',
  'boat',
  'tree',
  'child',
  'beach',
  'street',
  'bird',
  'bicycle',
];

/** p95 in milliseconds, of as many different questions each. */
export async function queriesWhileIndexing(files: readonly string[]) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-queries-')));
  const [first, rest] = [join(root, 'first'), join(root, 'rest')];
  const some = Math.ceil(files.length / 8);
  for (const folder of [first, rest]) mkdirSync(folder);
  for (const [index, file] of files.entries()) {
    symlinkSync(file, join(index < some ? first : rest, basename(file)));
  }
  const engine = await startEngine({ libraryPath: join(root, 'library'), log: console.error });
  const client = createClient(socketTransport(engine.socketPath));
  try {
    await client.call('trustedIndex', { folders: [first] });
    await ask(client, 'warm', asked / 4);
    const atRest = await ask(client, 'a photo of', asked);
    let ended = false;
    const indexing = client.call('trustedIndex', { folders: [rest] }).finally(() => {
      ended = true;
    });
    const meanwhile = await ask(client, 'a picture with', asked, () => ended);
    await indexing;
    return {
      'p95 at rest, ms': p95(atRest),
      'p95 while indexing, ms': p95(meanwhile),
      asked: meanwhile.length,
    };
  } finally {
    await engine.close();
    rmSync(root, { recursive: true });
  }
}

/** Questions that no cache knows, one after the other. */
async function ask(client: Client, begin: string, most: number, isOver = () => false) {
  const times: number[] = [];
  for (let number = 0; number < most && !isOver(); number += 1) {
    const kind = kinds[number % 10];
    const thing = things[Math.floor(number / 10) % 10];
    const text = `${begin} a ${kind} ${thing}${number >= 100 ? ' at night' : ''}`;
    const startedMs = performance.now();
    await client.call('search', { text, limit: 50 });
    times.push(performance.now() - startedMs);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return times;
}

function p95(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(10 * (sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0)) / 10;
}
