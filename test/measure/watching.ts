/**
 * What watching many files takes: `npm run -s measure -- watching [--files N] [--folders N]`. Small
 * photos are made in a temporary folder, and watched by libraries alone and by Afterimage, each in a
 * process of its own; Afterimage has a new library, and one that knows the files already. Beside its
 * walk with nothing changed stands a bare one: each directory listed, each file looked at.
 */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { observe } from '../../main/engine/watch/observe.ts';
import { model } from '../support/builtin-model.ts';
import { makeManyFiles } from '../support/many-files.ts';
import type { WatchingReport } from '../support/watching-process.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '100000' },
    folders: { type: 'string', default: '5000' },
  },
});
const root = realpathSync(mkdtempSync(join(tmpdir(), 'afterimage-watching-')));
const photos = join(root, 'photos');
const library = (name: string) => join(root, name);

/** As the walk that found them leaves it: the files are known, and wait. */
async function knowAll(paths: readonly string[]): Promise<void> {
  const catalog = openCatalog({ libraryPath: library('known'), model });
  const { id } = catalog.addFolder(photos);
  for (let first = 0; first < paths.length; first += 500) {
    const seen = await Promise.all(paths.slice(first, first + 500).map(observe));
    const files = seen.flatMap((each) => (each.type === 'file' ? [each.file] : []));
    catalog.recordSeen(id, files);
  }
  catalog.close();
}

function inProcess(kind: string, libraryPath = ''): WatchingReport {
  const entry = join(import.meta.dirname, '..', 'support', 'watching-process.ts');
  const parameters = [...process.execArgv, entry, kind, photos, libraryPath];
  return JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' }));
}

function bareWalk(directory: string): number {
  let files = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) files += bareWalk(path);
    else files += lstatSync(path, { bigint: true }).isFile() ? 1 : 0;
  }
  return files;
}

const column = (text: unknown) => `${text ?? '-'}`.padStart(12);

try {
  const paths = await makeManyFiles(photos, Number(values.files), Number(values.folders));
  await knowAll(paths);
  const titles = ['ready, ms', 'CPU, ms', 'resident, MB', 'grown, MB', 'handles', 'watches'];
  console.log(''.padEnd(28), ...titles.map(column));
  const rows: (readonly [string, string, string?])[] = [
    ['chokidar 4', 'chokidar-4'],
    ['chokidar 5', 'chokidar-5'],
    ['chokidar 6', 'chokidar'],
    ['@parcel/watcher', '@parcel/watcher'],
    ['Afterimage, new library', 'afterimage', library('new')],
    ['Afterimage, files known', 'afterimage', library('known')],
  ];
  let known: WatchingReport | undefined;
  for (const [title, kind, libraryPath] of rows) {
    const report = inProcess(kind, libraryPath);
    if (libraryPath !== undefined) known = report;
    const { ready, residentMB, grownMB, handles, watches } = report;
    const figures = [ready.ms, ready.cpuMs, residentMB, grownMB, handles, watches];
    console.log(title.padEnd(28), ...figures.map(column));
  }
  const beganMs = performance.now();
  const { user, system } = process.cpuUsage();
  const walked = bareWalk(photos);
  const after = process.cpuUsage();
  const bareCpuMs = Math.round((after.user - user + after.system - system) / 1_000);
  console.log(
    `Nothing changed, ${walked} files: ${known?.rescan?.ms} ms (CPU ${known?.rescan?.cpuMs} ms);`,
    `a bare walk: ${Math.round(performance.now() - beganMs)} ms (CPU ${bareCpuMs} ms)`,
  );
} finally {
  rmSync(root, { recursive: true, force: true });
}
