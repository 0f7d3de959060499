/**
 * A library of drawn photos on disk, as indexing them would leave it, and the truth about it: for each
 * query the photos whose float embeddings are nearest. Made once for each size and kept in .afterimage/bench.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { catalogMigrations } from '../../main/engine/catalog/migrations/index.ts';
import { quantiseEmbedding, storedBytes } from '../../main/engine/contract/stored-vector.ts';
import { openHashHead } from '../../main/engine/search/query/hash-head.ts';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import { createHasher } from './hasher.ts';
import { createMultiply, transpose } from './matrix.ts';
import { createNearest } from './nearest.ts';
import { openPopulation } from './population.ts';

/** Photos were taken in these many years, as many in each; a filter keeps some of them. */
const [firstYear, years] = [1925, 100];
export const filters = [
  { share: 1, date: null },
  { share: 0.1, date: { from: '1950', to: '1959' } },
  { share: 0.01, date: { from: '1950', to: '1950' } },
] as const;
export const truthDepth = 100;
const queriesAsked = 500;
const blockRows = 8_192;

export type Library = {
  readonly photos: number;
  /** The folder of the catalogue. */
  readonly path: string;
  readonly queries: readonly Float32Array[];
  /** Of `filters[filter]` and a query: the ids of the nearest moments, the nearest first. */
  truth(filter: number, query: number): Uint32Array;
  readonly madeInMs: number;
};

const yearOf = (id: number) => firstYear + ((id * 7_919) % years);

function passes(filter: (typeof filters)[number], id: number): boolean {
  if (filter.date === null) return true;
  return yearOf(id) >= Number(filter.date.from) && yearOf(id) <= Number(filter.date.to);
}

/** Of so many photos; made where it is not there yet, which `say` is told. */
export async function openLibrary(photos: number, say: (line: string) => void): Promise<Library> {
  const population = await openPopulation();
  const queries = population.queries.slice(0, queriesAsked);
  const kept = fileURLToPath(new URL('../../.afterimage/bench/', import.meta.url));
  const folder = join(kept, `${photos}-${fingerprint()}`);
  const madeFile = join(folder, 'made.json');
  if (!existsSync(madeFile)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const startedMs = performance.now();
    await make(folder, photos, population, queries, say);
    writeFileSync(
      madeFile,
      JSON.stringify({ madeInMs: Math.round(performance.now() - startedMs) }),
    );
  }
  const { madeInMs } = JSON.parse(readFileSync(madeFile, 'utf8')) as { madeInMs: number };
  const bytes = Uint8Array.from(readFileSync(join(folder, 'truth.bin'))).buffer;
  const all = new Uint32Array(bytes);
  return {
    photos,
    path: join(folder, 'library'),
    queries,
    madeInMs,
    truth(filter, query) {
      const start = (filter * queries.length + query) * truthDepth;
      const found = all.subarray(start, start + truthDepth);
      const end = found.indexOf(0);
      return end === -1 ? found : found.subarray(0, end);
    },
  };
}

/** Of the model's head, the population and the schema: with others the library is another. */
function fingerprint(): string {
  const files = [
    join(builtinModelPath, manifest.hash.file),
    fileURLToPath(new URL('../population.bin', import.meta.url)),
  ];
  const hash = createHash('sha256');
  hash.update(`schema ${catalogMigrations.length}`);
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 8);
}

async function make(
  folder: string,
  photos: number,
  population: Awaited<ReturnType<typeof openPopulation>>,
  queries: readonly Float32Array[],
  say: (line: string) => void,
): Promise<void> {
  const { dimension } = population;
  const libraryPath = join(folder, 'library');
  const multiply = await createMultiply();
  const hash = createHasher(multiply, openHashHead(manifest, builtinModelPath)());
  const asked = new Float32Array(queries.length * dimension);
  for (const [row, query] of queries.entries()) asked.set(query, row * dimension);
  const columns = transpose(asked, dimension);
  const nearest = filters.map(() => createNearest(queries.length, truthDepth));
  openCatalog({ libraryPath, model }).close();
  const database = new SqliteDatabase(join(libraryPath, 'catalog.sqlite'));
  const store = storing(database);
  for (let first = 1; first <= photos; first += blockRows) {
    const count = Math.min(blockRows, photos - first + 1);
    const rows = await population.draw(count, first);
    const scores = await multiply(rows, columns, dimension);
    for (const [number, filter] of filters.entries()) {
      const ids = Array.from({ length: count }, (_, row) => first + row);
      nearest[number]?.offer(
        scores,
        first,
        ids.map((id) => passes(filter, id)),
      );
    }
    const codes = await hash(rows);
    store(first, rows, codes);
    if (first % (blockRows * 16) === 1) say(`making a library of ${photos} photos: ${first - 1}`);
  }
  database.close();
  // Opening it makes the blocks of the index.
  openCatalog({ libraryPath, model }).close();
  const truth = new Uint32Array(filters.length * queries.length * truthDepth);
  for (const [number, found] of nearest.entries()) {
    truth.set(found.ids(), number * queries.length * truthDepth);
  }
  writeFileSync(join(folder, 'truth.bin'), new Uint8Array(truth.buffer));
}

/** Stores photos from an id on, as indexing them would leave the tables. */
function storing(database: SqliteDatabase.Database) {
  const { dimension } = manifest.embedding;
  const codeBytes = manifest.hash.bits / 8;
  database.pragma('foreign_keys = OFF');
  database.pragma('synchronous = OFF');
  const statement = (table: string, columns: string) =>
    database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`);
  const content = statement(
    'content',
    'content_id, content_key, sha256, size_bytes, kind, width, height, format, browser_shows, date_ms, local_ms, moment_count, described',
  );
  const item = statement('item', 'item_id, content_id, visible, created_ms');
  const file = statement(
    'file',
    'folder_id, path, kind, size_bytes, modified_ns, modified_ms, state, item_id, content_id',
  );
  const moment = statement('moment', 'moment_id, content_id, number, shot');
  const luma = statement('moment_luma', 'moment_id, luma');
  const coding = statement('coding', 'content_id, model_id');
  const code = statement('code', 'moment_id, model_id, code, vector');
  database.exec("INSERT INTO volume VALUES (1, 'made')");
  database.exec("INSERT INTO folder (folder_id, volume_id, path) VALUES (1, 1, '/made')");
  database.exec('DELETE FROM index_built');
  return database.transaction((first: number, rows: Float32Array, codes: Uint8Array) => {
    for (let row = 0; row < rows.length / dimension; row += 1) {
      const id = first + row;
      const sha256 = createHash('sha256').update(String(id)).digest();
      const dateMs = Date.UTC(yearOf(id), id % 12, 1 + (id % 28));
      content.run(id, sha256, sha256, 1, 'photo', 400, 300, 'jpeg', 1, dateMs, dateMs, 1, 1);
      item.run(id, id, 1, 0);
      file.run(1, `/made/${id % 5000}/${id}.jpg`, 'photo', 1, '1', 1, 'done', id, id);
      moment.run(id, id, 0, 0);
      luma.run(id, Buffer.concat(new Array(8).fill(sha256)));
      coding.run(id, 1);
      const embedding = rows.subarray(row * dimension, (row + 1) * dimension);
      const packed = codes.subarray(row * codeBytes, (row + 1) * codeBytes);
      code.run(id, 1, packed, storedBytes(quantiseEmbedding(embedding)));
    }
  });
}
