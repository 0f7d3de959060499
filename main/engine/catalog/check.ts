/** Verifies the library: what SQLite can say of it, then what the catalogue promises. */
import type { Database } from 'better-sqlite3';
import type { CheckReport } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { indexProblems } from './check-index.ts';
import { libraryPromises } from './check-promises.ts';
import type { CatalogContext } from './context.ts';
import { isHiddenSql } from './hidden.ts';
import type { Catalog } from './types.ts';

type Problem = CheckReport['problems'][number];
type ForeignKeyRow = { table: string; rowid: number | null; parent: string };

/** Of each kind: a broken disk would otherwise report every row. */
const problemsOfAKind = 100;

/** The library's two databases, which need only be readable, and the model its codes are of. */
export type CheckedLibrary = Pick<CatalogContext, 'database' | 'thumbnails' | 'modelId'> & {
  readonly model: Pick<CatalogContext['model'], 'codeBits' | 'dimension'>;
};

export function createCheck(context: CatalogContext): Pick<Catalog, 'check'> {
  return { check: () => checkLibrary(context) };
}

export function checkLibrary(library: CheckedLibrary): CheckReport {
  const problems = [
    ...sqliteProblems(library.database, 'catalog.sqlite'),
    ...sqliteProblems(library.thumbnails, 'thumbnails.sqlite'),
    ...brokenPromises(library),
    ...guarded('catalog.sqlite', () => indexProblems(library, problemsOfAKind)),
  ];
  const hidden = countHidden(library.database);
  return { ok: problems.length === 0, problems, ...(hidden > 0 ? { hidden } : {}) };
}

/** 0 where that cannot be read: why is among the problems. */
function countHidden(database: Database): number {
  try {
    const count = `SELECT count(*) FROM item WHERE ${isHiddenSql}`;
    return database.prepare<[], number>(count).pluck().get() ?? 0;
  } catch {
    return 0;
  }
}

function sqliteProblems(database: Database, name: string): Problem[] {
  const texts = messages.catalog.check;
  return guarded(name, () => {
    const integrity = database.prepare<[], string>(`PRAGMA integrity_check(${problemsOfAKind})`);
    const foreignKeys = database.prepare<[], ForeignKeyRow>('PRAGMA foreign_key_check');
    const details = integrity.pluck().all();
    const orphans = foreignKeys.all().slice(0, problemsOfAKind);
    return [
      ...details
        .filter((detail) => detail !== 'ok')
        .map((detail) => ({
          // These follow from the rest, and can be made anew.
          kind: /\bitem_words\b/.test(detail) ? 'words' : 'integrity',
          what: texts.integrity(name, detail),
        })),
      ...orphans.map(({ table, rowid, parent }) => ({
        kind: 'foreign-key',
        what: texts.foreignKey(name, table, String(rowid ?? '?'), parent),
      })),
    ];
  });
}

function brokenPromises({ database, thumbnails, model, modelId }: CheckedLibrary): Problem[] {
  const attached = guarded('thumbnails.sqlite', () => {
    database.prepare('ATTACH ? AS thumbnails').run(thumbnails.name);
    return [];
  });
  if (attached.length > 0) return attached;
  try {
    const values = { modelId, codeBytes: model.codeBits / 8, dimension: model.dimension };
    return libraryPromises.flatMap(({ kind, sql, what }) =>
      guarded('catalog.sqlite', () =>
        database
          .prepare<[typeof values], Parameters<typeof what>[0]>(`${sql} LIMIT ${problemsOfAKind}`)
          .all(values)
          .map((row) => ({ kind, what: what(row) })),
      ),
    );
  } finally {
    database.exec('DETACH thumbnails');
  }
}

/** A query that trips over the damage it looks for is itself a finding. */
function guarded(name: string, find: () => Problem[]): Problem[] {
  try {
    return find();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return [{ kind: 'integrity', what: messages.catalog.check.integrity(name, detail) }];
  }
}
