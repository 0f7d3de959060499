/**
 * Where each tree of a sound database begins, in a small file beside it, so that its tables are found
 * when the page that says so is lost. A memory aid: without it they are told by their shapes.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

export type Roots = {
  /** `user_version`. */
  readonly version: number;
  readonly pages: Readonly<Record<string, number>>;
};

export function rememberRoots(database: Database): void {
  const rows = database
    .prepare<[], { name: string; page: number }>(
      'SELECT name, rootpage AS page FROM sqlite_schema WHERE rootpage > 0 ORDER BY name',
    )
    .all();
  const version = Number(database.pragma('user_version', { simple: true }));
  const pages = Object.fromEntries(rows.map(({ name, page }) => [name, page]));
  const text = `${JSON.stringify({ version, pages } satisfies Roots)}\n`;
  const path = rootsPath(database.name);
  if (read(path) === text) return;
  try {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  } catch {
    // See above.
  }
}

export function rememberedRoots(databasePath: string): Roots | undefined {
  const text = read(rootsPath(databasePath));
  try {
    const { version, pages } = Object(JSON.parse(text ?? '')) as Partial<Roots>;
    return version === undefined || pages === undefined ? undefined : { version, pages };
  } catch {
    return undefined;
  }
}

const rootsPath = (databasePath: string): string =>
  databasePath.replace(/(\.sqlite)?$/, '-roots.json');

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
