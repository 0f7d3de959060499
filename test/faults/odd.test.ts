/** Odd, broken and hostile files: each is accounted for, none is touched, nothing is left behind. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryStatus } from '../../main/engine/contract/activity.ts';
import type { IndexSummary } from '../../main/engine/contract/library.ts';
import { mediaKindOf } from '../../main/engine/watch/media-kinds.ts';
import { isSkippedName } from '../../main/engine/watch/skipped-names.ts';
import { corpusPath, describeCorpus } from '../support/corpus.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { childrenAtWork, childrenOf, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

describeCorpus('Odd files', () => {
  it('every one is done or explained, and none is changed', async () => {
    const folder = corpusPath('odd');
    const before = await fingerprints(folder);
    const library = await mkdtemp(join(tmpdir(), 'afterimage-odd-'));
    try {
      const program = startProgram(['index', folder, '--library', library, '--json']);
      await childrenAtWork(program.processId);
      expect(await program.ended, program.errors()).toBe(0);
      expect(childrenOf(program.processId)).toEqual([]);
      const summary = JSON.parse(program.output()) as IndexSummary;
      const status = await json<LibraryStatus>(['status', '--library', library]);

      const expected = [...before.keys()].filter(
        (path) =>
          mediaKindOf(path) !== undefined &&
          !path
            .slice(folder.length + 1)
            .split(sep)
            .some(isSkippedName),
      );
      expect(status.seen).toBe(expected.length);
      expect(status.states).toEqual({
        waiting: 0,
        reading: 0,
        done: expected.length - status.setAside.length,
        setAside: status.setAside.length,
      });
      expect(summary.setAside).toEqual(status.setAside);
      for (const { path, reason, code } of status.setAside) {
        expect(expected, reason).toContain(path);
        expect(reason.length, code).toBeGreaterThan(10);
        expect(code, path).not.toBe('internal-error');
      }
      expect(await fingerprints(folder)).toEqual(before);
    } finally {
      await rm(library, { recursive: true, force: true });
    }
  });
});
