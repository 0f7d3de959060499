/**
 * What the catalogue promises beyond what SQLite itself enforces: each query finds the rows that
 * break it. Named parameters: modelId, codeBytes, dimension. `thumbnails` is attached.
 */
import { setAsideCodes } from '../contract/messages/engine.ts';
import { messages } from '../contract/messages/index.ts';

type Row = Readonly<Record<string, string | number>>;
export type LibraryPromise = {
  readonly kind: string;
  readonly sql: string;
  readonly what: (row: Row) => string;
};

const texts = messages.catalog.check;
const text = (row: Row, column: string): string => String(row[column]);
const number = (row: Row, column: string): number => Number(row[column]);
const knownCodes = setAsideCodes.map((code) => `'${code}'`).join(', ');
/** So that every query names each parameter, whether it needs it or not. */
const parameters =
  '(SELECT @modelId AS model_id, @codeBytes AS code_bytes, @dimension AS dimension)';

export const libraryPromises: readonly LibraryPromise[] = [
  {
    kind: 'unexplained-file',
    sql: `SELECT path, state FROM file, ${parameters}
      WHERE state = 'setAside' AND set_aside_code NOT IN (${knownCodes})`,
    what: (row) => texts.unexplained(text(row, 'path'), text(row, 'state')),
  },
  {
    kind: 'uncoded-file',
    sql: `SELECT path FROM file, ${parameters} AS model
      WHERE state = 'done' AND NOT EXISTS (SELECT 1 FROM coding
        WHERE coding.content_id = file.content_id AND coding.model_id = model.model_id)`,
    what: (row) => texts.uncoded(text(row, 'path')),
  },
  {
    kind: 'item-content',
    sql: `SELECT path FROM file JOIN item USING (item_id), ${parameters}
      WHERE file.content_id IS NOT NULL AND file.content_id <> item.content_id`,
    what: (row) => texts.itemContent(text(row, 'path')),
  },
  {
    // What was read whole has its hash, what was not has its samples.
    kind: 'content-identity',
    sql: `SELECT path FROM file JOIN content USING (content_id), ${parameters}
      WHERE state = 'done' AND iif(sampled, fingerprint, sha256) IS NULL`,
    what: (row) => texts.contentIdentity(text(row, 'path')),
  },
  {
    kind: 'code-without-content',
    sql: `SELECT code.moment_id FROM ${parameters}, code
      LEFT JOIN moment ON moment.moment_id = code.moment_id
      LEFT JOIN content ON content.content_id = moment.content_id
      WHERE content.content_id IS NULL`,
    what: (row) => texts.codeWithoutContent(number(row, 'moment_id')),
  },
  {
    kind: 'code-size',
    sql: `SELECT moment_id, length(code) AS code_length, length(vector) AS vector_length
      FROM code JOIN ${parameters} AS model USING (model_id)
      WHERE length(code) <> code_bytes OR length(vector) NOT IN (dimension, 2 * dimension)`,
    what: (row) =>
      texts.codeSize(
        number(row, 'moment_id'),
        number(row, 'code_length'),
        number(row, 'vector_length'),
      ),
  },
  {
    // One that no model has coded is still to be read, by a salvage that could not keep its moments.
    kind: 'incomplete-content',
    sql: `SELECT lower(hex(content_key)) AS hash, moment_count, found FROM
      (SELECT content.*, (SELECT count(*) FROM moment
        WHERE moment.content_id = content.content_id) AS found FROM content), ${parameters}
      WHERE found <> moment_count
        AND (found > 0 OR content_id IN (SELECT content_id FROM coding))`,
    what: (row) =>
      texts.incomplete(text(row, 'hash'), number(row, 'found'), number(row, 'moment_count')),
  },
  {
    // Both ways: a coded content without all its codes, and codes of one that is not marked coded.
    kind: 'partly-coded',
    sql: `SELECT lower(hex(content_key)) AS hash, iif(marked, moment_count, 0) AS expected, coded FROM
      (SELECT content.*,
        EXISTS (SELECT 1 FROM coding WHERE coding.content_id = content.content_id
          AND coding.model_id = model.model_id) AS marked,
        (SELECT count(*) FROM moment JOIN code ON code.moment_id = moment.moment_id
          AND code.model_id = model.model_id
          WHERE moment.content_id = content.content_id) AS coded
      FROM content, ${parameters} AS model)
      WHERE coded <> iif(marked, moment_count, 0)`,
    what: (row) =>
      texts.partlyCoded(text(row, 'hash'), number(row, 'coded'), number(row, 'expected')),
  },
  {
    kind: 'item-visibility',
    sql: `SELECT item_id, visible FROM
      (SELECT item.item_id, visible, EXISTS (SELECT 1 FROM file JOIN folder USING (folder_id)
        WHERE file.item_id = item.item_id AND file.content_id IS NOT NULL
          AND folder.removed_ms IS NULL) AS shown FROM item), ${parameters}
      WHERE visible <> shown`,
    what: (row) => texts.visibility(number(row, 'item_id'), number(row, 'visible') === 1),
  },
  {
    kind: 'state-sum',
    sql: `SELECT folder.path AS folder, state, sum(counted) AS counted, sum(found) AS found FROM
      (SELECT folder_id, state, files AS counted, 0 AS found FROM file_count
        UNION ALL SELECT folder_id, state, 0, count(*) FROM file GROUP BY folder_id, state)
      JOIN folder USING (folder_id), ${parameters}
      GROUP BY folder_id, state HAVING sum(counted) <> sum(found)`,
    what: (row) =>
      texts.states(
        text(row, 'folder'),
        text(row, 'state'),
        number(row, 'counted'),
        number(row, 'found'),
      ),
  },
  {
    kind: 'unfinished-video',
    sql: `SELECT lower(hex(sha256)) AS hash, moment_count, found FROM
      (SELECT unfinished.*, (SELECT count(*) FROM unfinished_moment AS moment, ${parameters}
        WHERE moment.unfinished_id = unfinished.unfinished_id
          AND length(code) = code_bytes AND length(vector) = 2 * dimension) AS found
      FROM unfinished, ${parameters} AS model WHERE unfinished.model_id = model.model_id)
      WHERE found <> moment_count`,
    what: (row) =>
      texts.unfinished(text(row, 'hash'), number(row, 'found'), number(row, 'moment_count')),
  },
  {
    kind: 'work-sum',
    sql: `SELECT folder.path AS folder, sum(counted) AS counted, sum(found) AS found FROM
      (SELECT folder_id, kind, known_size, files AS counted, bytes AS counted_bytes, 0 AS found,
          0 AS found_bytes FROM file_work
        UNION ALL SELECT folder_id, kind, known_size, 0, 0, count(*), sum(size_bytes) FROM file
          WHERE state IN ('waiting', 'reading') GROUP BY folder_id, kind, known_size)
      JOIN folder USING (folder_id), ${parameters}
      GROUP BY folder_id, kind, known_size
      HAVING sum(counted) <> sum(found) OR sum(counted_bytes) <> sum(found_bytes)`,
    what: (row) => texts.work(text(row, 'folder'), number(row, 'counted'), number(row, 'found')),
  },
  {
    kind: 'words',
    sql: `SELECT item_id FROM ${parameters}, item
      FULL JOIN item_words_docsize ON item_words_docsize.id = item.item_id
      WHERE ifnull(item.visible, 0) <> (item_words_docsize.id IS NOT NULL)`,
    what: (row) => texts.words(number(row, 'item_id')),
  },
  {
    kind: 'missing-thumbnail',
    sql: `SELECT lower(hex(content_key)) AS hash, number FROM moment JOIN content USING (content_id),
      ${parameters}
      WHERE NOT EXISTS (SELECT 1 FROM thumbnails.thumbnail
        WHERE thumbnail.sha256 = content.content_key AND thumbnail.number = moment.number)`,
    what: (row) => texts.thumbnail(text(row, 'hash'), number(row, 'number')),
  },
];
