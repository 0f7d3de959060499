/**
 * How right the time left is while folders are indexed, one after the other, into one library.
 * `npm run -s measure -- time-left [--record FILE] FOLDER…`: a run of several minutes says most.
 * `--record` keeps the last run for the tests.
 */
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createIngest } from '../../main/engine/ingest/index.ts';
import { startWorkers } from '../../main/engine/workers/index.ts';
import { model } from '../support/builtin-model.ts';
import { judgeTimeLeft, type Said } from '../support/judge-time-left.ts';
import { recordRuns } from '../support/record-run.ts';

const { values, positionals } = parseArgs({
  options: { record: { type: 'string' } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new Error('which folders?');
const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-measure-')));
const libraryPath = join(root, 'library');
const catalog = openCatalog({ libraryPath, model });
const workers = startWorkers();
const runs = recordRuns(catalog, workers);
const ingest = createIngest({
  catalog: runs.catalog,
  workers: runs.workers,
  libraryPath,
  log: console.error,
});
console.log(`${cpus().length} x ${cpus()[0]?.model}`);
for (const folder of positionals) {
  const said: Said[] = [];
  const { id } = catalog.addFolder(folder);
  runs.begin();
  const startMs = performance.now();
  const timer = setInterval(() => {
    const { timeLeftMs } = ingest.progress();
    said.push({ atMs: performance.now() - startMs, timeLeftMs });
  }, 1_000);
  const counts = await ingest.settle([id]);
  const endMs = performance.now() - startMs;
  clearInterval(timer);
  console.log(JSON.stringify({ folder, ...counts, ...judgeTimeLeft(said, endMs) }));
  for (const { atMs, timeLeftMs } of said.filter((_, index) => index % 10 === 9)) {
    const seconds = (ms: number) => String(Math.round(ms / 1000)).padStart(6);
    const estimate = timeLeftMs === null ? '     -' : seconds(timeLeftMs);
    console.log(`${seconds(atMs)} s: ${estimate} s left, in truth ${seconds(endMs - atMs)} s`);
  }
}
if (values.record !== undefined) await writeFile(values.record, JSON.stringify(runs.end()));
await ingest.close();
await workers.close();
catalog.close();
await rm(root, { recursive: true });
