/** Thousands of spoilt files: each ends in a state with a reason, and the engine stays as it was. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { hasCorpus, noCorpus } from '../support/corpus-path.ts';
import { scaled } from '../support/fault-scale.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { randomFrom } from '../support/make-clip.ts';
import { followMemory } from '../support/memory-over-files.ts';
import { mutate, type Seed } from '../support/mutate.ts';
import { madeSeeds, oddSeeds } from '../support/mutation-seeds.ts';
import { noChildLeft, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const files = scaled({ short: 300, long: 5_000 });
const filesAFolder = 500;
const seed = 20_261_127;
/** After which the engine may not need more memory. */
const settledFiles = 1_000;
/** What a heap breathes, and SQLite's cache, which is 32 MiB when it is full. */
const breathMiB = 64;

it(`${files} mutated files are accounted for, by an engine that does not grow`, async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-mutations-')));
  try {
    const folder = join(root, 'folder');
    const library = join(root, 'library');
    const [made, odd] = await Promise.all([madeSeeds(), oddSeeds()]);
    // Turn and turn about: the corpus has far more.
    const seriesOf = [made, odd.length > 0 ? odd : made] as const;
    const random = randomFrom(seed);
    for (let index = 0; index < files; index += 1) {
      const {
        how,
        seed: from,
        bytes,
      } = mutate(random, seriesOf[index % 2] as Seed[], Math.floor(index / 2));
      const part = join(folder, String(Math.floor(index / filesAFolder)));
      await mkdir(part, { recursive: true });
      await writeFile(join(part, `${index}-${how}${extname(from.name)}`), bytes);
    }
    const before = await fingerprints(folder);
    console.info(
      `seed ${seed}; of ${made.length} made files and ${hasCorpus ? `${odd.length} odd ones` : noCorpus}`,
    );

    const program = startProgram(['index', folder, '--library', library, '--json']);
    const memory = await followMemory(program, library);
    expect(await program.ended, program.errors()).toBe(0);
    await noChildLeft(program.processId);
    const { setAside } = JSON.parse(program.output()) as IndexSummary;
    const status = await json<LibraryStatus>(['status', '--library', library]);
    expect(status.seen).toBe(files);
    expect(status.states).toEqual({
      waiting: 0,
      reading: 0,
      done: files - setAside.length,
      setAside: setAside.length,
    });
    const reasons = Object.groupBy(setAside, ({ code }) => code);
    const counts = Object.entries(reasons).map(([code, each]) => `${code} ${each?.length}`);
    console.info(`done ${status.states.done}; ${counts.join(', ')}`);
    for (const one of setAside) expect(one.reason.length, one.path).toBeGreaterThan(10);
    expect(reasons['internal-error'] ?? []).toEqual([]);

    console.info(memory.told());
    expect(memory.growthMiB(settledFiles)).toBeLessThan(breathMiB);
    expect(memory.childPeakMiB).toBeLessThan(memory.childLimitMiB);
    const report = await json<CheckReport>(['check', '--library', library]);
    expect(report).toEqual({ ok: true, problems: [] });
    expect(await fingerprints(folder)).toEqual(before);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
