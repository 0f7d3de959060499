/** What a person added to one item, as it is and as it is to be. All in the caller's transaction. */
import type { Database } from 'better-sqlite3';
import type { ItemAnnotations } from '../contract/annotations.ts';
import { labelKey, tagPath } from '../contract/query/labels.ts';

export type AnnotationRows = {
  /** Tags and albums by name. */
  read(itemId: number): ItemAnnotations;
  /** Makes an item that has `before` have just that. */
  write(itemId: number, annotations: ItemAnnotations, before: ItemAnnotations): void;
  /** Tags and albums are spelled like these from now on, for every item that has them. */
  respell(annotations: ItemAnnotations): void;
  /** Tags and albums that no item has any more are gone, and changes of no item that is there. */
  sweep(): void;
};

type Row = { rating: number; favourite: number; caption: string };

export function createAnnotationRows(database: Database): AnnotationRows {
  const select = database.prepare<[number], Row>(
    'SELECT rating, favourite, caption FROM annotation WHERE item_id = ?',
  );
  const upsert = database.prepare<[number, number, number, string]>(`
    INSERT INTO annotation (item_id, rating, favourite, caption) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET rating = excluded.rating, favourite = excluded.favourite,
      caption = excluded.caption`);
  const remove = database.prepare<[number]>('DELETE FROM annotation WHERE item_id = ?');
  const sweepChanges = database.prepare(`
    DELETE FROM annotation_change WHERE NOT EXISTS (SELECT 1 FROM annotation_before
      WHERE annotation_before.change_id = annotation_change.change_id)`);
  const tags = labelRows(database, {
    select: `SELECT path FROM item_tag JOIN tag USING (tag_id) WHERE item_id = ? ORDER BY key`,
    clear: 'DELETE FROM item_tag WHERE item_id = ?',
    make: 'INSERT INTO tag (path, key) VALUES (?, ?) ON CONFLICT DO NOTHING',
    add: 'INSERT OR IGNORE INTO item_tag SELECT ?, tag_id FROM tag WHERE key = ?',
    respell: 'UPDATE tag SET path = ? WHERE key = ?',
    sweep: 'DELETE FROM tag WHERE NOT EXISTS (SELECT 1 FROM item_tag WHERE tag_id = tag.tag_id)',
    keyOf: tagKey,
  });
  const albums = labelRows(database, {
    select: `SELECT name FROM item_album JOIN album USING (album_id) WHERE item_id = ? ORDER BY key`,
    clear: 'DELETE FROM item_album WHERE item_id = ?',
    make: 'INSERT INTO album (name, key) VALUES (?, ?) ON CONFLICT DO NOTHING',
    add: 'INSERT OR IGNORE INTO item_album SELECT ?, album_id FROM album WHERE key = ?',
    respell: 'UPDATE album SET name = ? WHERE key = ?',
    sweep: `DELETE FROM album
      WHERE NOT EXISTS (SELECT 1 FROM item_album WHERE album_id = album.album_id)`,
    keyOf: labelKey,
  });

  return {
    read(itemId) {
      const row = select.get(itemId);
      return {
        rating: row?.rating ?? 0,
        favourite: row?.favourite === 1,
        caption: row?.caption ?? '',
        tags: tags.read(itemId),
        albums: albums.read(itemId),
      };
    },
    write(itemId, { rating, favourite, caption, tags: tagged, albums: put }, before) {
      if (rating === 0 && !favourite && caption === '') remove.run(itemId);
      else upsert.run(itemId, rating, favourite ? 1 : 0, caption);
      if (!isSame(tagged, before.tags)) tags.write(itemId, tagged);
      if (!isSame(put, before.albums)) albums.write(itemId, put);
    },
    respell(annotations) {
      tags.respell(annotations.tags);
      albums.respell(annotations.albums);
    },
    sweep() {
      tags.sweep();
      albums.sweep();
      sweepChanges.run();
    },
  };
}

/** What two items become that are one from now on: nothing of either is lost but a second caption. */
export function joined(one: ItemAnnotations, other: ItemAnnotations): ItemAnnotations {
  return {
    rating: one.rating === 0 ? other.rating : one.rating,
    favourite: one.favourite || other.favourite,
    caption: one.caption === '' ? other.caption : one.caption,
    tags: distinct([...one.tags, ...other.tags], tagKey),
    albums: distinct([...one.albums, ...other.albums], labelKey),
  };
}

/** The first of each spelling, in the order of their keys, as the catalogue reads them. */
export function distinct(names: readonly string[], keyOf: (name: string) => string): string[] {
  const byKey = new Map(
    names.map((name) => [keyOf(name), name]).toReversed() as [string, string][],
  );
  return [...byKey]
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([, name]) => name);
}

/** Whether search by words finds both in the same way. */
export function hasSameWords(one: ItemAnnotations, other: ItemAnnotations): boolean {
  return (
    one.caption === other.caption &&
    isSame(one.tags, other.tags) &&
    isSame(one.albums, other.albums)
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, place) => name === other[place]);
}

/** Between slashes, so that one tag is below another where its key holds the other's. */
export function tagKey(path: string): string {
  return `/${tagPath(path).split('/').map(labelKey).join('/')}/`;
}

type LabelSql = Record<'select' | 'clear' | 'make' | 'add' | 'respell' | 'sweep', string> & {
  readonly keyOf: (name: string) => string;
};

function labelRows(database: Database, sql: LabelSql) {
  const select = database.prepare<[number], string>(sql.select).pluck();
  const clear = database.prepare<[number]>(sql.clear);
  const make = database.prepare<[string, string]>(sql.make);
  const add = database.prepare<[number, string]>(sql.add);
  const respell = database.prepare<[string, string]>(sql.respell);
  const sweep = database.prepare(sql.sweep);
  return {
    read: (itemId: number) => select.all(itemId),
    write(itemId: number, names: readonly string[]) {
      clear.run(itemId);
      for (const name of names) {
        const key = sql.keyOf(name);
        make.run(name, key);
        add.run(itemId, key);
      }
    },
    respell(names: readonly string[]) {
      for (const name of names) respell.run(name, sql.keyOf(name));
    },
    sweep: () => void sweep.run(),
  };
}
