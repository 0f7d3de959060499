/**
 * Makes a salvaged catalogue consistent: what refers to nothing goes, what is there in part is to be
 * read again, and an item that a person added something to stays, also where its content is lost.
 */
import type { Database } from 'better-sqlite3';
import { tablesOf } from './sources.ts';

type Reference = { table: string; from: string; to: string | null };

/** At the newest schema, without enforced references. In the caller's transaction. */
export function mendCatalog(database: Database): void {
  for (const sql of [...folders, ...items, ...codes, ...files]) database.exec(sql);
  for (const table of tablesOf(database)) dropDangling(database, table);
  for (const sql of [places, visibility, ...hidden]) database.exec(sql);
}

const isCoded = `EXISTS (SELECT 1 FROM coding JOIN model USING (model_id)
  WHERE coding.content_id = file.content_id AND model.current = 1)`;

const folders = [
  `INSERT INTO volume SELECT volume_id, 'unknown ' || volume_id FROM folder
    WHERE volume_id NOT IN (SELECT volume_id FROM volume) GROUP BY volume_id`,
];

const items = [
  // Before others take the place of their content.
  'DELETE FROM moment WHERE content_id NOT IN (SELECT content_id FROM content)',
  // With what a person added, and what the next reading of a file of it will replace.
  `INSERT INTO content (content_id, content_key, size_bytes, kind, width, height, format, browser_shows,
      date_ms, moment_count)
    SELECT content_id, randomblob(32), 0, coalesce((SELECT kind FROM file
        WHERE file.item_id = item.item_id LIMIT 1), 'photo'), 1, 1, 'unknown', 0, 0, 1
    FROM item WHERE content_id NOT IN (SELECT content_id FROM content) AND (
      item_id IN (SELECT item_id FROM annotation) OR item_id IN (SELECT item_id FROM item_tag)
      OR item_id IN (SELECT item_id FROM item_album)
      OR item_id IN (SELECT item_id FROM item_says))`,
  'DELETE FROM item WHERE content_id NOT IN (SELECT content_id FROM content)',
];

const codes = [
  // Of a content that misses a moment none is of use: they are made together.
  `DELETE FROM moment WHERE content_id IN (SELECT content_id FROM content WHERE moment_count <>
    (SELECT count(*) FROM moment WHERE moment.content_id = content.content_id))`,
  `DELETE FROM code WHERE moment_id NOT IN (SELECT moment_id FROM moment)
    OR model_id NOT IN (SELECT model_id FROM model WHERE code_bits = 8 * length(code)
      AND length(vector) IN (dimension, 2 * dimension))`,
  `DELETE FROM coding WHERE NOT EXISTS (SELECT 1 FROM content
    WHERE content.content_id = coding.content_id AND moment_count =
      (SELECT count(*) FROM moment JOIN code USING (moment_id)
        WHERE moment.content_id = content.content_id AND code.model_id = coding.model_id))`,
  `DELETE FROM code WHERE NOT EXISTS (SELECT 1 FROM moment JOIN coding USING (content_id)
    WHERE moment.moment_id = code.moment_id AND coding.model_id = code.model_id)`,
];

const files = [
  'DELETE FROM file WHERE folder_id NOT IN (SELECT folder_id FROM folder)',
  `UPDATE file SET item_id = NULL, content_id = NULL, state = iif(state = 'done', 'waiting', state)
    WHERE item_id NOT IN (SELECT item_id FROM item)`,
  `UPDATE file SET content_id = NULL, state = iif(state = 'done', 'waiting', state)
    WHERE content_id NOT IN (SELECT item.content_id FROM item WHERE item.item_id = file.item_id)`,
  `UPDATE file SET state = 'waiting', attempts = 0,
      content_id = iif(EXISTS (SELECT 1 FROM moment WHERE moment.content_id = file.content_id),
        content_id, NULL)
    WHERE state = 'done' AND NOT ${isCoded}`,
];

/** What is offline by itself is so for a drive that is mounted there; which one it is may be lost. */
const places = `UPDATE file SET offline = 0 WHERE offline = 1 AND NOT EXISTS
  (SELECT 1 FROM mount_point AS mount WHERE mount.offline = 1
    AND file.path > mount.path || '/' AND file.path < mount.path || '0')`;

const visibility = `UPDATE item SET visible = 1 - visible,
    hidden_ms = iif(visible = 1, unixepoch() * 1000, NULL)
  WHERE visible <> EXISTS (SELECT 1 FROM file JOIN folder USING (folder_id)
    WHERE file.item_id = item.item_id AND file.content_id IS NOT NULL
      AND folder.removed_ms IS NULL)`;

const hidden = [
  'UPDATE item SET hidden_ms = unixepoch() * 1000 WHERE visible = 0 AND hidden_ms IS NULL',
  `UPDATE content SET left_ms = unixepoch() * 1000
    WHERE left_ms IS NULL AND content_id NOT IN (SELECT content_id FROM item)`,
];

/**
 * For how long what is hidden is kept was a setting, which is lost: the days are counted from now on,
 * so that there is time to set it again.
 */
export function keepHiddenLonger(database: Database): void {
  database.exec(`UPDATE item SET hidden_ms = unixepoch() * 1000 WHERE visible = 0;
    UPDATE folder SET removed_ms = unixepoch() * 1000 WHERE removed_ms IS NOT NULL;
    UPDATE content SET left_ms = unixepoch() * 1000 WHERE left_ms IS NOT NULL;`);
}

/** Tables come in the order in which they were made, which is that of their references. */
function dropDangling(database: Database, table: string): void {
  for (const reference of database.pragma(`foreign_key_list(${table})`) as Reference[]) {
    const { table: parent, from } = reference;
    // Every reference of ours is to a primary key of the same name.
    database.exec(
      `DELETE FROM ${table} WHERE ${from} IS NOT NULL AND ${from} NOT IN (SELECT ${from} FROM ${parent})`,
    );
  }
}
