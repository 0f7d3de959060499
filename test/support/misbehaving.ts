/** Children of a real engine that do to themselves, or not, what a test says (`misbehave.mjs`). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { JobName } from '../../main/engine/workers/protocol.ts';
import { repository } from './repository.ts';

export type Misbehaviour = {
  readonly child: 'decoder' | 'encoder';
  readonly job: JobName | 'start';
  /** A part of the path of the job's file; without it, always. */
  readonly path?: string;
  /** Only where the job is to encode as well. */
  readonly encodes?: boolean;
  /** `ignore`: never answers, and stays idle; `die`: as by the out-of-memory killer. */
  readonly how: 'die' | 'exit' | 'hang' | 'grow' | 'ignore';
};

/** For the children that this process starts from now on until the test ends. Returns what changes the rules. */
export function letMisbehave(folder: string): (rules: readonly Misbehaviour[]) => void {
  const path = join(folder, 'misbehaviour.json');
  const set = (rules: readonly Misbehaviour[]) => writeFileSync(path, JSON.stringify(rules));
  set([]);
  const script = pathToFileURL(join(repository, 'test/support/misbehave.mjs'));
  const before = { ...process.env };
  process.env.NODE_OPTIONS = `--import=${script}`;
  process.env.AFTERIMAGE_MISBEHAVE = path;
  onTestFinished(() => {
    process.env.NODE_OPTIONS = before.NODE_OPTIONS ?? '';
    delete process.env.AFTERIMAGE_MISBEHAVE;
  });
  return set;
}
