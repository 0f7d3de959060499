/** When a library's databases are salvaged: before it opens, where that was asked for or must be. */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messages } from '../contract/messages/index.ts';
import { readEngineAddress } from './engine-address.ts';
import { catalogMigrations, thumbnailMigrations } from './migrations/index.ts';
import { finishExchange, isDamaged, salvage } from './salvage/index.ts';

type Log = (line: string) => void;

/** What may have gone. */
export type Salvaged = { readonly thumbnails: boolean };

const catalogName = 'catalog.sqlite';
const thumbnailsName = 'thumbnails.sqlite';
const askedName = 'salvage-at-start';

/** For a running engine: its databases cannot be exchanged while they are open. */
export function askForSalvage(libraryPath: string): void {
  writeFileSync(join(libraryPath, askedName), '');
}

/** The caller owns the library. Throws LibraryError where what is asked for cannot be done. */
export function prepareToOpen(libraryPath: string, log: Log): Salvaged {
  const catalog = join(libraryPath, catalogName);
  const thumbnails = join(libraryPath, thumbnailsName);
  for (const path of [catalog, thumbnails]) finishExchange(path);
  const asked = join(libraryPath, askedName);
  if (existsSync(asked)) {
    try {
      salvageAll(libraryPath, (path) => path === catalog, log);
    } catch (error) {
      // One that SQLite can open is better than none, until there is room for another.
      if (isDamaged(catalog)) throw error;
      log(error instanceof Error ? error.message : `${error}`);
      return { thumbnails: false };
    }
    rmSync(asked, { force: true });
    return salvageAll(libraryPath, (path) => path === thumbnails && isDamaged(path), log);
  }
  if (isEmpty(catalog) && !isEmpty(thumbnails)) {
    log(messages.catalog.salvage.emptied(catalog));
    if (!isEmpty(`${catalog}-wal`)) {
      writeFileSync(catalog, '');
      return salvageAll(libraryPath, (path) => path === catalog, log);
    }
  } else if (!isEmpty(catalog) && wasLogLost(libraryPath, catalog)) {
    log(messages.catalog.salvage.logLost(`${catalog}-wal`));
    return salvageDamaged(libraryPath, log);
  }
  return { thumbnails: isEmpty(thumbnails) && !isEmpty(catalog) };
}

/** Those in which SQLite finds something wrong. */
export function salvageDamaged(libraryPath: string, log: Log): Salvaged {
  return salvageAll(libraryPath, isDamaged, log);
}

function salvageAll(libraryPath: string, isWanted: (path: string) => boolean, log: Log): Salvaged {
  const catalog = join(libraryPath, catalogName);
  const thumbnails = join(libraryPath, thumbnailsName);
  const isThere = (path: string) => existsSync(path) && isWanted(path);
  if (isThere(catalog)) {
    salvage(catalog, { migrations: catalogMigrations, isCatalog: true, log });
  }
  const areThumbnails = isThere(thumbnails);
  if (areThumbnails) {
    salvage(thumbnails, { migrations: thumbnailMigrations, isCatalog: false, log });
  }
  return { thumbnails: areThumbnails };
}

/** An engine that ended in order leaves neither; one that was killed leaves both. */
function wasLogLost(libraryPath: string, catalog: string): boolean {
  return readEngineAddress(libraryPath) !== undefined && !existsSync(`${catalog}-wal`);
}

function isEmpty(path: string): boolean {
  return !existsSync(path) || statSync(path).size === 0;
}
