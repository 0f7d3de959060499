import type { Catalog } from './catalog/types.ts';
import type { CheckReport } from './contract/library.ts';

/** Of each kind a report has at most so many; more may follow. */
const problemsOfAKind = 100;

/**
 * Mends what follows from the rest of the library. Nothing is written where SQLite itself calls the
 * database damaged. The report stands, whatever happens.
 */
export function mendAfterCheck(
  catalog: Pick<Catalog, 'restoreCodes' | 'rebuildIndex' | 'rebuildWords'>,
  problems: CheckReport['problems'],
  log: (line: string) => void,
): void {
  const has = (kind: string) => problems.some((problem) => problem.kind === kind);
  if (has('integrity') || has('foreign-key')) return;
  const differing = problems.flatMap(({ kind, momentId }) =>
    kind === 'code-differs' && momentId !== undefined ? [momentId] : [],
  );
  try {
    if (differing.length > 0) catalog.restoreCodes(differing);
    // The index is made from the codes: not while more of them may be wrong.
    if (has('index') && differing.length < problemsOfAKind) catalog.rebuildIndex();
    if (has('words')) catalog.rebuildWords();
  } catch (error) {
    log(`mending after the check: ${error instanceof Error ? error.stack : error}`);
  }
}
