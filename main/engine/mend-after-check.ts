import type { Catalog } from './catalog/types.ts';
import type { CheckReport } from './contract/library.ts';
import type { Ingest } from './ingest/types.ts';

/** Mends what follows from the rest, where the rest is sound. The report stands, whatever happens. */
export function mendAfterCheck(
  catalog: Pick<Catalog, 'recode' | 'rebuildIndex'>,
  ingest: Pick<Ingest, 'wake'>,
  problems: CheckReport['problems'],
  log: (line: string) => void,
): void {
  const doubtful = problems.flatMap(({ kind, momentId }) =>
    kind === 'code-differs' && momentId !== undefined ? [momentId] : [],
  );
  const follows = problems.filter(({ kind }) => kind === 'index' || kind === 'words');
  if (doubtful.length + follows.length !== problems.length) return;
  try {
    if (doubtful.length > 0) catalog.recode(doubtful);
    if (follows.length > 0) catalog.rebuildIndex();
    if (doubtful.length > 0) ingest.wake();
  } catch (error) {
    log(`mending after the check: ${error instanceof Error ? error.stack : error}`);
  }
}
