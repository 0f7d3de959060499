import type { Catalog } from './catalog/types.ts';
import type { CheckReport } from './contract/library.ts';
import { messages } from './contract/messages/index.ts';

/** Of each kind a report has at most so many; more may follow. */
const problemsOfAKind = 100;

/** What no running engine mends: the library is copied, and set right, before it opens again. */
const needSalvage: readonly string[] = [
  'integrity',
  'foreign-key',
  'uncoded-file',
  'item-content',
  'code-without-content',
  'code-size',
  'incomplete-content',
  'partly-coded',
  'item-visibility',
  'state-sum',
  'work-sum',
];

type MendingCatalog = Pick<
  Catalog,
  'restoreCodes' | 'rebuildIndex' | 'rebuildWords' | 'readWithoutThumbnails' | 'salvageAtNextStart'
>;

/**
 * Mends what follows from the rest of the library. Nothing is written to a database that SQLite itself
 * calls damaged, or that breaks a promise: it is salvaged at the next start, which the report that is
 * returned says as well.
 */
export function mendAfterCheck(
  catalog: MendingCatalog,
  report: CheckReport,
  log: (line: string) => void,
): CheckReport {
  const { problems } = report;
  const has = (kind: string) => problems.some((problem) => problem.kind === kind);
  const differing = problems.flatMap(({ kind, momentId }) =>
    kind === 'code-differs' && momentId !== undefined ? [momentId] : [],
  );
  try {
    if (needSalvage.some(has)) {
      catalog.salvageAtNextStart();
      const what = messages.catalog.salvage.atNextStart();
      return { ...report, problems: [...problems, { kind: 'salvage', what }] };
    }
    if (differing.length > 0) catalog.restoreCodes(differing);
    // The index is made from the codes: not while more of them may be wrong.
    if (has('index') && differing.length < problemsOfAKind) catalog.rebuildIndex();
    if (has('words')) catalog.rebuildWords();
    if (has('missing-thumbnail')) catalog.readWithoutThumbnails();
  } catch (error) {
    log(`mending after the check: ${error instanceof Error ? error.stack : error}`);
  }
  return report;
}
