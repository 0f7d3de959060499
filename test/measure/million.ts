/**
 * A library of many photos with made-up codes and vectors: how long until it answers, how long a
 * query takes, what it keeps in memory. In a process of its own, without the children.
 * `npm run -s measure -- million [PHOTOS] [QUERIES]`: 1,000,000 photos take 1.3 GB of disk meanwhile.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createSearch } from '../../main/engine/search/index.ts';
import { manifest, model } from '../support/builtin-model.ts';
import { unitVector } from '../support/unit-vector.ts';

const { hash, embedding } = manifest;
const codeBytes = hash.bits / 8;

const [first = '1000000', second = '500'] = process.argv.slice(2);
if (process.send === undefined) await makeAndMeasure(Number(first), Number(second));
else measure(first, Number(second));

async function makeAndMeasure(photos: number, queries: number): Promise<void> {
  const library = await mkdtemp(join(tmpdir(), 'afterimage-million-'));
  try {
    openCatalog({ libraryPath: library, model }).close();
    fill(join(library, 'catalog.sqlite'), photos);
    const startedMs = performance.now();
    openCatalog({ libraryPath: library, model }).close();
    const indexMs = Math.round(performance.now() - startedMs);
    console.log(JSON.stringify({ photos, processor: `${cpus().length} x ${cpus()[0]?.model}` }));
    console.log(JSON.stringify({ 'making the index of an older library, ms': indexMs }));
    for (let round = 0; round < 3; round += 1) await inOwnProcess(library, queries);
  } finally {
    await rm(library, { recursive: true, force: true });
  }
}

/** As storing that many photos would leave the tables. */
function fill(path: string, photos: number): void {
  const database = new SqliteDatabase(path);
  database.pragma('foreign_keys = OFF');
  const statement = (table: string, columns: string) =>
    database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
  const content = statement(
    'content',
    'content_id, sha256, size_bytes, kind, width, height, format, browser_shows, date_ms, moment_count',
  );
  const item = statement('item', 'item_id, content_id, visible, created_ms');
  const file = statement(
    'file',
    'folder_id, path, kind, size_bytes, modified_ns, modified_ms, state, item_id, content_id',
  );
  const moment = statement('moment', 'moment_id, content_id, number, shot');
  const coding = statement('coding', 'content_id, model_id');
  const code = statement('code', 'moment_id, model_id, code, vector');
  database
    .transaction(() => {
      database.prepare("INSERT INTO volume VALUES (1, 'made')").run();
      database
        .prepare("INSERT INTO folder (folder_id, volume_id, path) VALUES (1, 1, '/made')")
        .run();
      for (let id = 1; id <= photos; id += 1) {
        const dateMs = 1_000_000_000_000 + ((id * 7_919_000_000) % 700_000_000_000);
        content.run(id, randomBytes(32), 1, 'photo', 400, 300, 'jpeg', 1, dateMs, 1);
        item.run(id, id, 1, 0);
        file.run(1, `/made/${id % 5000}/${id}.jpg`, 'photo', 1, '1', 1, 'done', id, id);
        moment.run(id, id, 0, 0);
        coding.run(id, 1);
        code.run(id, 1, randomBytes(codeBytes), randomBytes(2 * embedding.dimension));
      }
      database.prepare('DELETE FROM index_built').run();
    })
    .immediate();
  database.close();
}

function inOwnProcess(library: string, queries: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const parameters = [...process.execArgv, import.meta.filename, library, String(queries)];
    const child = spawn(process.execPath, parameters, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.once('error', reject);
    child.once('exit', (status) => (status === 0 ? resolve() : reject(new Error(`${status}`))));
  });
}

function measure(library: string, queries: number): void {
  const startedMs = performance.now();
  const catalog = openCatalog({ libraryPath: library, model });
  const openedMs = performance.now();
  const workers = { encodeTexts: () => Promise.reject(new Error('no words here')) };
  const search = createSearch({ catalog, workers, manifest });
  const loadedMs = performance.now();
  const times: Record<string, number[]> = { 'first 50': [], 'first 50 of 2019': [], all: [] };
  for (let number = 0; number < queries; number += 1) {
    const meaning = {
      embedding: unitVector(embedding.dimension),
      code: randomBytes(codeBytes),
      bitWeights: unitVector(hash.bits),
      calibration: 'text' as const,
      reference: 0,
    };
    const year = { from: '2019', to: '2019' };
    timed('first 50', () => search.top({ meaning, terms: [], filters: [] }, 50));
    timed('first 50 of 2019', () =>
      search.top(
        { meaning, terms: [], filters: [{ type: 'date', range: year, minus: false }] },
        50,
      ),
    );
    if (number % 10 === 0) timed('all', () => search.rank({ meaning, terms: [], filters: [] }));
  }
  const told = Object.entries(times).map(([what, ms]) => [`${what}, ms p50 / p99`, middle(ms)]);
  console.log(
    JSON.stringify({
      'open, ms': Math.round(openedMs - startedMs),
      'load the index, ms': Math.round(loadedMs - openedMs),
      ...Object.fromEntries(told),
      'resident, MB': Math.round(process.memoryUsage.rss() / 1e6),
      'peak, MB': Math.round(process.resourceUsage().maxRSS / 1e3),
    }),
  );
  search.close();
  catalog.close();
  process.disconnect();

  function timed(what: string, work: () => unknown): void {
    const beganMs = performance.now();
    work();
    times[what]?.push(performance.now() - beganMs);
  }
}

function middle(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1);
  return `${at(0.5)} / ${at(0.99)}`;
}
