/** SIGKILL while what is hidden is forgotten: the library is sound each time, and at the end it is gone. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { makeOld, photoBytes } from '../support/photo-files.ts';
import { startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const photos = 600;
const others = 20;
const kills = 6;

function rows(library: string, database: string, table: string): number {
  const opened = new SqliteDatabase(join(library, database), { readonly: true });
  try {
    return opened.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
  } finally {
    opened.close();
  }
}

async function writePhotos(folder: string, first: number, count: number): Promise<void> {
  await mkdir(folder);
  for (let number = first; number < first + count; number += 1) {
    const path = join(folder, `${number}.jpg`);
    await writeFile(path, await photoBytes(number));
    await makeOld(path);
  }
}

test('forgetting that is killed again and again leaves nothing half, and nothing else', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-forget-')));
  try {
    const [trip, home, library] = ['trip', 'home', 'library'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ];
    await writePhotos(trip, 0, photos);
    await writePhotos(home, photos, others);
    const at = ['--library', library];
    await json<IndexSummary>(['index', trip, home, ...at]);
    await json(['remove', trip, ...at]);
    const left: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const before = rows(library, 'catalog.sqlite', 'item');
      const program = startProgram(['forget', '--yes', ...at]);
      // As soon as something of it is gone, and a little later each time.
      let ended = false;
      program.ended.then(() => {
        ended = true;
      });
      while (!ended && rows(library, 'catalog.sqlite', 'item') === before) await sleep(1);
      await sleep(kill);
      program.kill();
      await program.ended;
      left.push(rows(library, 'catalog.sqlite', 'item'));
      const { problems } = await json<CheckReport>(['check', ...at]);
      expect(problems).toEqual([]);
    }
    console.info(`items left after each kill: ${left.join(' ')}`);
    expect(left.some((items) => items > others && items < photos + others)).toBe(true);
    // What was begun goes on when the library is open, whether it is asked for again or not.
    await json(['forget', '--yes', ...at]);
    expect(rows(library, 'catalog.sqlite', 'item')).toBe(others);
    expect(rows(library, 'catalog.sqlite', 'content')).toBe(others);
    expect(rows(library, 'thumbnails.sqlite', 'thumbnail')).toBe(others);
    expect(await json(['check', ...at])).toEqual({ ok: true, problems: [] });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
