/** Opens a library and puts the parts of its catalogue together. */
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { messages } from '../contract/messages/index.ts';
import { createAnnotations } from './annotations.ts';
import { createCheck } from './check.ts';
import { openDatabase } from './connection.ts';
import { createContents } from './contents.ts';
import type { CatalogContext } from './context.ts';
import { LibraryError, libraryErrorFrom } from './errors.ts';
import { createFiles } from './files.ts';
import { createFolders } from './folders.ts';
import { createHidden } from './hidden.ts';
import { createChangeLog } from './index-changes.ts';
import { createWordSearch } from './item-words.ts';
import { createItems } from './items.ts';
import { createLibraryClock } from './library-clock.ts';
import { catalogMigrations, thumbnailMigrations } from './migrations/index.ts';
import { assertNotOnNetwork } from './network-file-system.ts';
import { noticeDamage } from './notice-damage.ts';
import { createPlaces } from './places.ts';
import { createPurge } from './purge.ts';
import { createQueue } from './queue.ts';
import { readWithoutThumbnails } from './read-again.ts';
import { createRelocate } from './relocate.ts';
import { rememberRoots } from './salvage/index.ts';
import { askForSalvage, prepareToOpen, type Salvaged, salvageDamaged } from './salvage-library.ts';
import { createSampled } from './sampled.ts';
import { createSetAside } from './set-aside.ts';
import { createSettings } from './settings.ts';
import { createSidecars } from './sidecars.ts';
import { createStatus } from './status.ts';
import type { Catalog, OpenCatalogOptions } from './types.ts';
import { dropUnwanted } from './unfinished-videos.ts';
import { createVectors } from './vectors.ts';

const cacheKilobytes = 32 * 1024;

/**
 * The caller owns the library (see library-lock.ts). A damaged one is salvaged first. Throws
 * LibraryError when it cannot be opened: newer, damaged beyond that, read-only, on a network drive.
 */
export function openCatalog(options: OpenCatalogOptions): Catalog {
  const { log = () => {} } = options;
  const libraryPath = prepareLibraryFolder(options.libraryPath);
  const salvaged = prepareToOpen(libraryPath, log);
  try {
    return openSound(libraryPath, options, salvaged);
  } catch (error) {
    if (!(error instanceof LibraryError) || error.code !== 'library-damaged') throw error;
    // Once: what is damaged all the same is told.
    return openSound(libraryPath, options, salvageDamaged(libraryPath, log));
  }
}

function openSound(
  libraryPath: string,
  { model, clocks, log = () => {} }: OpenCatalogOptions,
  salvaged: Salvaged,
): Catalog {
  const database = openDatabase(join(libraryPath, 'catalog.sqlite'), catalogMigrations, log);
  let thumbnails: Database | undefined;
  try {
    thumbnails = openDatabase(join(libraryPath, 'thumbnails.sqlite'), thumbnailMigrations, log);
    const modelId = prepareQueue(database, model);
    if (salvaged.thumbnails) readWithoutThumbnails(database, thumbnails);
    const sizes = { codeBytes: model.codeBits / 8, dimension: model.dimension };
    // The paths to a million vectors, which every query walks.
    database.pragma(`cache_size = -${cacheKilobytes}`);
    for (const each of [database, thumbnails]) rememberRoots(each);
    const clock = createLibraryClock(database, clocks);
    const changes = createChangeLog(database, modelId, sizes, clock, log);
    return assemble({ database, thumbnails, libraryPath, model, modelId, changes, clock }, log);
  } catch (error) {
    thumbnails?.close();
    database.close();
    throw libraryErrorFrom(error, libraryPath);
  }
}

function assemble(context: CatalogContext, log: (line: string) => void): Catalog {
  const { database, thumbnails, changes } = context;
  let isAsked = false;
  const salvageAtNextStart = () => {
    if (isAsked) return;
    isAsked = true;
    log(messages.catalog.salvage.atNextStart());
    try {
      askForSalvage(context.libraryPath);
    } catch (error) {
      log(String(error));
    }
  };
  const catalog: Catalog = {
    ...createFolders(context),
    ...createRelocate(context),
    ...createPlaces(context),
    ...createFiles(context),
    ...createQueue(context),
    ...createContents(context),
    ...createSampled(context),
    ...createStatus(context),
    ...createSetAside(context),
    ...createSettings(context),
    ...createItems(context),
    ...createAnnotations(context),
    ...createSidecars(context),
    ...createVectors(context),
    ...createWordSearch(database, log),
    ...createSettings(context),
    ...createHidden(context),
    ...createPurge(context),
    ...createCheck(context),
    loadIndex: changes.loadIndex,
    onIndexChange: changes.onIndexChange,
    rebuildIndex: changes.rebuildIndex,
    rebuildWords: changes.rebuildWords,
    restoreCodes: changes.restoreCodes,
    readWithoutThumbnails: () => readWithoutThumbnails(database, thumbnails),
    salvageAtNextStart,
    get epoch() {
      return changes.epoch;
    },
    close() {
      thumbnails.close();
      database.close();
    },
  };
  return noticeDamage(catalog, salvageAtNextStart);
}

/** The library's real path; its folder is made when missing. Throws LibraryError. */
export function prepareLibraryFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    const realPath = realpathSync.native(path);
    assertNotOnNetwork(realPath);
    return realPath;
  } catch (error) {
    throw libraryErrorFrom(error, path);
  }
}

/**
 * Registers the model and puts the queue in order: what was being read when the last engine ended
 * waits again, and so does everything that a model new to this library has to code. What was begun of
 * videos that nobody waits for any more goes.
 */
function prepareQueue(database: Database, model: OpenCatalogOptions['model']): number {
  return database
    .transaction(() => {
      const row = database
        .prepare<[string, string, number, number], { model_id: number; current: number }>(`
          INSERT INTO model (name, version, code_bits, dimension) VALUES (?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET name = excluded.name RETURNING model_id, current`)
        .get(model.name, model.version, model.codeBits, model.dimension);
      if (row === undefined) throw new Error(`model ${model.name} has no id`);
      database.prepare("UPDATE file SET state = 'waiting' WHERE state = 'reading'").run();
      if (row.current === 0) switchModel(database, row.model_id);
      dropUnwanted(database, row.model_id);
      return row.model_id;
    })
    .immediate();
}

function switchModel(database: Database, modelId: number): void {
  database.prepare('UPDATE model SET current = (model_id = ?)').run(modelId);
  database
    .prepare(`
      UPDATE file SET state = 'waiting', attempts = 0 WHERE state = 'done' AND content_id NOT IN
        (SELECT content_id FROM coding WHERE model_id = ?)`)
    .run(modelId);
}
