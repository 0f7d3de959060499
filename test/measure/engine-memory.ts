/**
 * What memory the engine takes, with the threads of its scan and without its children, over 1,000
 * queries by real sentences; and how long those take, text encoder and all.
 * `npm run -s measure -- engine-memory LIBRARY CAPTIONS.jsonl`, on Linux; `bench:search` leaves
 * libraries of drawn photos in `.afterimage/bench`.
 */
import { readFile } from 'node:fs/promises';
import { readEngineAddress } from '../../main/engine/catalog/index.ts';
import { createClient } from '../../main/engine/contract/client.ts';
import { socketTransport } from '../../main/engine/http/index.ts';
import { serve } from '../support/program.ts';

const asked = 1_000;
const limit = 50;

const [library, captions] = process.argv.slice(2);
if (library === undefined || captions === undefined) throw new Error('which library and captions?');
const lines = (await readFile(captions, 'utf8')).trim().split('\n');
const texts = lines.map((line) => (JSON.parse(line) as { en: string[] }).en[0] ?? '');

const served = await serve(['--library', library]);
const address = readEngineAddress(library);
if (address === undefined) throw new Error(`no engine of ${library}`);
const client = createClient(socketTransport(address.socket));
const times: number[] = [];
for (let query = 0; query < asked; query += 1) {
  const text = `"${(texts[query % texts.length] as string).replaceAll('"', '')}"`;
  const beganMs = performance.now();
  await client.call('search', { text, limit });
  times.push(performance.now() - beganMs);
}
times.sort((a, b) => a - b);
const status = await readFile(`/proc/${served.processId}/status`, 'utf8');
const megabytes = (name: string) =>
  Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1e3);
const { items, moments } = await client.call('status', {});
console.log(
  JSON.stringify({
    items,
    moments,
    queries: asked,
    'resident at most, MB': megabytes('VmHWM'),
    'resident now, MB': megabytes('VmRSS'),
    'a query, sentence to answer, ms, p50 and p99': [0.5, 0.99].map((share) =>
      Math.round(times[Math.floor(share * (asked - 1))] as number),
    ),
  }),
);
await served.stop();
