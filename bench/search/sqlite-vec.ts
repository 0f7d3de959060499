/**
 * The same on sqlite-vec: its bit search over the same codes, with as many candidates as it needs for
 * the same recall, then the same rescoring.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { cosineWithStored } from '../../main/engine/contract/stored-vector.ts';
import { openHashHead } from '../../main/engine/search/query/hash-head.ts';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { hashEmbedding } from '../../models/runtime/hash.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import type { Library } from './library.ts';
import { peakMegabytes, recallOf, timesOf } from './summary.ts';

const wantedRecall = 0.99;
/** What it allows for k ends at 4,096. */
const candidateCounts = [50, 100, 200, 500, 1_000, 2_000, 4_000];
const { bits } = manifest.hash;

export async function measureSqliteVec(library: Library, asked: number) {
  const { load } = await import('sqlite-vec');
  const path = join(library.path, '..', 'sqlite-vec.sqlite');
  const isNew = !existsSync(path);
  const catalog = openCatalog({ libraryPath: library.path, model });
  const builtFrom = performance.now();
  if (isNew) build(path, load, catalog.loadIndex().columns);
  const buildMs = performance.now() - builtFrom;
  const database = new SqliteDatabase(path);
  load(database);
  const search = database.prepare<[Buffer, number], { rowid: number }>(
    'SELECT rowid FROM codes WHERE code MATCH vec_bit(?) AND k = ?',
  );
  const head = openHashHead(manifest, builtinModelPath)();
  const codes = library.queries.map((query) => Buffer.from(hashEmbedding(query, 'text', head)));

  function nearest(query: number, candidates: number): number[] {
    const ids = search.all(codes[query] as Buffer, candidates).map(({ rowid }) => Number(rowid));
    const embedding = library.queries[query] as Float32Array;
    const vectors = catalog.vectors(ids);
    const scored = ids.map((id, index) => {
      return { id, cosine: cosineWithStored(embedding, vectors, index * embedding.length) };
    });
    scored.sort((a, b) => b.cosine - a.cosine || a.id - b.id);
    return scored.slice(0, 10).map(({ id }) => id);
  }

  /** Some of the queries, spread over all. */
  const some = Array.from({ length: asked }, (_, turn) =>
    Math.floor((turn * library.queries.length) / asked),
  );
  const timed = <Answer>(work: (query: number) => Answer) =>
    some.map((query) => {
      const beganMs = performance.now();
      return { answer: work(query), tookMs: performance.now() - beganMs };
    });
  const truths = some.map((query) => library.truth(0, query).subarray(0, 10));
  // Found in the first round, kept for the others.
  const found = join(library.path, '..', 'sqlite-vec.json');
  const kept = existsSync(found) ? (JSON.parse(readFileSync(found, 'utf8')) as number) : undefined;
  let [candidates, recall] = [0, 0];
  let times: number[] = [];
  for (const count of kept === undefined ? candidateCounts : [kept]) {
    candidates = count;
    const answers = timed((query) => nearest(query, count));
    times = answers.map(({ tookMs }) => tookMs);
    recall = recallOf(
      answers.map(({ answer }) => answer),
      truths,
    );
    if (recall >= wantedRecall) break;
  }
  if (recall < wantedRecall) throw new Error(`sqlite-vec finds ${recall} of the ten best at most`);
  writeFileSync(found, JSON.stringify(candidates));
  const figures = {
    ...(isNew && { 'build, ms': Math.round(buildMs) }),
    'candidates for the recall': candidates,
    'recall@10, 100 % of the library': recall,
    'query, 100 % of the library, ms': timesOf(times),
    'scan, k = 10, ms': timesOf(
      timed((query) => search.all(codes[query] as Buffer, 10)).map(({ tookMs }) => tookMs),
    ),
    'at most resident, MB': peakMegabytes(),
  };
  catalog.close();
  database.close();
  return figures;
}

/** Under another name until it is whole. */
function build(
  path: string,
  load: (database: SqliteDatabase.Database) => void,
  { codes, momentIds }: { codes: Uint8Array; momentIds: Uint32Array },
): void {
  const unfinished = `${path}.unfinished`;
  rmSync(unfinished, { force: true });
  const database = new SqliteDatabase(unfinished);
  load(database);
  database.exec(`CREATE VIRTUAL TABLE codes USING vec0(code bit[${bits}])`);
  const insert = database.prepare('INSERT INTO codes (rowid, code) VALUES (?, vec_bit(?))');
  const codeBytes = bits / 8;
  database.transaction(() => {
    for (const [row, id] of momentIds.entries()) {
      insert.run(BigInt(id), Buffer.from(codes.subarray(row * codeBytes, (row + 1) * codeBytes)));
    }
  })();
  database.close();
  renameSync(unfinished, path);
}
