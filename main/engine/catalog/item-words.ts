/**
 * The words of items: of file and folder names, of cameras and lenses, and of what a person added, in
 * SQLite's full-text index. They follow from the other tables and are written in the same transaction
 * as those.
 */
import { basename, dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Shot } from '../contract/file-says.ts';
import type { WordPlace } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { createAnnotationRows } from './annotation-rows.ts';
import type { Catalog } from './types.ts';

/** Raised when what is indexed changes: then all of it is made anew. */
const format = 3;
const itemsAStep = 10_000;

export type ItemWords = {
  /** In the caller's transaction: an item came, changed its places, or went. */
  update(itemId: number, visible: boolean): void;
  /** All of them anew, in one transaction: seconds for a large library. */
  build(): void;
  readonly isBuilt: boolean;
};

type PlaceRow = { path: string; camera: string | null; says: string; shot: string | null };

export function createItemWords(database: Database, log: (line: string) => void): ItemWords {
  const selectPlaces = database.prepare<[number], PlaceRow>(`
    SELECT file.path, content.camera, content.says, item_says.shot FROM file
    JOIN folder USING (folder_id) JOIN item USING (item_id)
    JOIN content ON content.content_id = item.content_id
    LEFT JOIN item_says USING (item_id)
    WHERE item_id = ? AND file.content_id IS NOT NULL AND folder.removed_ms IS NULL
    ORDER BY file.path`);
  const remove = database.prepare<[number]>('DELETE FROM item_words WHERE rowid = ?');
  const insert = database.prepare<[number, ...string[]]>(`
    INSERT INTO item_words (rowid, name, folder, camera, lens, tag, album, caption)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const annotations = createAnnotationRows(database);
  const selectBuilt = database
    .prepare<[number], number>('SELECT 1 FROM item_words_built WHERE format = ?')
    .pluck();
  const visibleAfter = database
    .prepare<[number], number>(
      `SELECT item_id FROM item WHERE item_id > ? AND visible = 1 ORDER BY item_id LIMIT ${itemsAStep}`,
    )
    .pluck();

  function add(itemId: number): void {
    const places = selectPlaces.all(itemId);
    const paths = places.map(({ path }) => path);
    const names = paths.map((path) => basename(path));
    const folders = paths.map(dirname).join(' ');
    const { tags, albums, caption } = annotations.read(itemId);
    const { camera, lens, title } = shotOf(places[0]);
    const words = [
      names.join(' '),
      folders,
      camera ?? '',
      lens ?? '',
      tags.join(' '),
      albums.join(' '),
      `${title ?? ''} ${caption}`,
    ];
    insert.run(itemId, ...words.map(plain));
  }

  return {
    update(itemId, visible) {
      whereSound(database, log, undefined, () => {
        remove.run(itemId);
        if (visible) add(itemId);
      });
    },
    get isBuilt() {
      return selectBuilt.get(format) !== undefined;
    },
    build() {
      const isLarge = visibleAfter.all(0).length === itemsAStep;
      if (isLarge) log(messages.catalog.indexingWords());
      const build = database.transaction(() => {
        database.prepare("INSERT INTO item_words (item_words) VALUES ('delete-all')").run();
        // A connection that iterates may not write: so some thousand items at a time.
        for (let last = 0; ; ) {
          const itemIds = visibleAfter.all(last);
          for (const itemId of itemIds) add(itemId);
          const next = itemIds.at(-1);
          if (next === undefined) break;
          last = next;
        }
        database.prepare('DELETE FROM item_words_built').run();
        database.prepare('INSERT INTO item_words_built VALUES (?)').run(format);
      });
      build.immediate();
    },
  };
}

export function createWordSearch(
  database: Database,
  log: (line: string) => void,
): Pick<Catalog, 'itemsNamed'> {
  const select = database
    .prepare<[string, number], number>(
      'SELECT rowid FROM item_words WHERE item_words MATCH ? LIMIT ?',
    )
    .pluck();
  return {
    itemsNamed(words, { place, begins, most }) {
      // A phrase in quotation marks has no operators; one without a letter or digit finds nothing.
      const phrase = `"${plain(words)}"${begins ? ' *' : ''}`;
      const asked = place === undefined ? phrase : `${placeColumn[place]} : ${phrase}`;
      return whereSound(database, log, new Uint32Array(), () =>
        Uint32Array.from(select.all(asked, most)),
      );
    },
  };
}

/** What a sidecar sets right counts before the file's own. */
function shotOf(place: PlaceRow | undefined): Partial<Shot> {
  if (place === undefined) return {};
  const { camera, says, shot } = place;
  return shot === null ? { camera, ...(JSON.parse(says) as Partial<Shot>) } : JSON.parse(shot);
}

/** Letters, their marks and digits; everything else parts words. Names come in either normal form. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/** Words are worth no failed search and no failed write: damaged ones are made anew at the next start. */
function whereSound<Result>(
  database: Database,
  log: (line: string) => void,
  otherwise: Result,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    const isDamage =
      error instanceof Error && 'code' in error && /^SQLITE_CORRUPT/.test(String(error.code));
    if (!isDamage) throw error;
    const { changes } = database.prepare('DELETE FROM item_words_built').run();
    if (changes > 0) log(messages.catalog.wordsDamaged(error.message));
    return otherwise;
  }
}

const placeColumn: Record<WordPlace, string> = {
  name: 'name',
  folder: 'folder',
  camera: 'camera',
  lens: 'lens',
  tag: 'tag',
  album: 'album',
  caption: 'caption',
};
