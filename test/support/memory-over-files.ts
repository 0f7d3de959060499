/** How much memory an indexing engine and its children need, over the files that they finish. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { resolveOptions } from '../../main/engine/workers/options.ts';
import { childrenOf, type Program } from './processes.ts';

const everyMs = 200;
const mebibyte = 2 ** 20;

type Look = { readonly files: number; readonly engineMiB: number };

export type MemoryOverFiles = {
  /** The largest that any child was seen with, and where the engine ends one. */
  readonly childPeakMiB: number;
  readonly childLimitMiB: number;
  /**
   * From the time when so many files were finished, and up to twice as many, to the last tenth;
   * 0 where there were fewer.
   */
  growthMiB(after: number): number;
  /** The figures, for a person. */
  told(): string;
};

/** Resolves when the program has ended. Only where the system has /proc; else it saw nothing. */
export async function followMemory(program: Program, library: string): Promise<MemoryOverFiles> {
  const looks: Look[] = [];
  const children = new Set<number>();
  let childPeakMiB = 0;
  let longestMs = 0;
  let lastFiles = -1;
  let lastMs = performance.now();
  let hasEnded = false;
  void program.ended.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    await sleep(everyMs);
    const files = filesEnded(library);
    const engineMiB = await residentMiB(program.processId);
    if (files === undefined || engineMiB === undefined) continue;
    looks.push({ files, engineMiB });
    const now = performance.now();
    if (files !== lastFiles) lastMs = now;
    lastFiles = files;
    longestMs = Math.max(longestMs, now - lastMs);
    for (const { processId } of childrenOf(program.processId)) {
      children.add(processId);
      childPeakMiB = Math.max(childPeakMiB, (await residentMiB(processId)) ?? 0);
    }
  }
  const between = (from: number, to: number) => {
    const within = looks.filter(({ files }) => files >= from && files <= to);
    return median(within.map(({ engineMiB }) => engineMiB));
  };
  const last = looks.at(-1)?.files ?? 0;
  return {
    childPeakMiB,
    childLimitMiB: resolveOptions({}).memoryBytes / mebibyte,
    growthMiB: (after) =>
      2 * after >= 0.9 * last ? 0 : between(0.9 * last, last) - between(after, 2 * after),
    told() {
      const steps = Array.from({ length: 10 }, (_, step) =>
        between((step * last) / 10, ((step + 1) * last) / 10).toFixed(0),
      );
      return (
        `engine, MiB over tenths of the files: ${steps.join(' ')}; a child at most ` +
        `${Math.round(childPeakMiB)} MiB, ${children.size} children were seen; the longest time ` +
        `without a finished file was ${Math.round(longestMs / 1000)} s`
      );
    },
  };
}

function filesEnded(library: string): number | undefined {
  try {
    const path = join(library, 'catalog.sqlite');
    const catalog = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
    try {
      return catalog
        .prepare<[], number>(
          "SELECT coalesce(sum(files), 0) FROM file_count WHERE state IN ('done', 'setAside')",
        )
        .pluck()
        .get();
    } finally {
      catalog.close();
    }
  } catch {
    return undefined;
  }
}

async function residentMiB(processId: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
