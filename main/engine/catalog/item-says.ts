/** What the files and sidecars of items say, joined to what items have. All in the caller's transaction. */
import type { Database } from 'better-sqlite3';
import type { ItemAnnotations } from '../contract/annotations.ts';
import {
  type FileSays,
  nothingSaid,
  pickShot,
  type Said,
  type Shot,
  type SidecarSays,
  saysNothing,
} from '../contract/file-says.ts';
import { createAnnotationRows } from './annotation-rows.ts';
import { captureDateOf } from './capture-date.ts';
import {
  heard,
  isSilent,
  remembered,
  saidAt,
  saidTogether,
  shotWith,
  withoutUnsaid,
} from './said.ts';
import { basesOf, isOfStem } from './sidecar-paths.ts';

export type ItemSays = {
  /** After its content, its places or a sidecar of one changed. An item without a place stays as it is. */
  renew(itemId: number): void;
  /** The same, where what changed lay there before the item was known: as if it had been read first. */
  renewFromStart(itemId: number): void;
  /** `to` has a place of `from`'s, or its bytes: what `from` was told is not new to it. */
  share(from: number, to: number): void;
  /** After a sidecar was written: what its places say now is known, and nothing of it is new. */
  know(itemId: number): void;
  /** Bytes are known by what they say; `modifiedNs` counts where they say no time. */
  describe(contentId: number, says: FileSays, modifiedNs: string): void;
  ofContent(contentId: number): FileSays;
};

type ContentRow = {
  captured_at: string | null;
  camera: string | null;
  latitude: number | null;
  longitude: number | null;
  says: string;
};
type PlaceRow = { path: string; content_id: number };

export function createItemSays(database: Database): ItemSays {
  const annotations = createAnnotationRows(database);
  const selectPlaces = database.prepare<[number], PlaceRow>(`
    SELECT file.path, item.content_id FROM file JOIN item USING (item_id)
    WHERE item_id = ? AND file.content_id IS NOT NULL ORDER BY file.path`);
  const selectContent = database.prepare<[number], ContentRow>(
    'SELECT captured_at, camera, latitude, longitude, says FROM content WHERE content_id = ?',
  );
  const updateContent = database.prepare(`
    UPDATE content SET captured_at = ?, camera = ?, latitude = ?, longitude = ?, date_ms = ?,
      local_ms = ?, says = ?, described = 1 WHERE content_id = ?`);
  const selectSidecars = database
    .prepare<[string], string>(
      'SELECT says FROM sidecar WHERE base = ? AND says IS NOT NULL ORDER BY path',
    )
    .pluck();
  const selectSaid = database
    .prepare<[number], string>('SELECT said FROM item_says WHERE item_id = ?')
    .pluck();
  const upsert = database.prepare(`
    INSERT INTO item_says (item_id, said, shot, date_ms, local_ms, latitude, longitude)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET said = excluded.said, shot = excluded.shot,
      date_ms = excluded.date_ms, local_ms = excluded.local_ms,
      latitude = excluded.latitude, longitude = excluded.longitude`);
  const updateSaid = database.prepare<[string, number]>(
    'UPDATE item_says SET said = ? WHERE item_id = ?',
  );
  const remove = database.prepare<[number]>('DELETE FROM item_says WHERE item_id = ?');
  const selectBefore = database.prepare<[number], { change_id: number; before: string }>(
    'SELECT change_id, before FROM annotation_before WHERE item_id = ?',
  );
  const updateBefore = database.prepare<[string, number, number]>(
    'UPDATE annotation_before SET before = ? WHERE change_id = ? AND item_id = ?',
  );

  const saidOfItem = (itemId: number): Said => {
    const said = selectSaid.get(itemId);
    return said === undefined ? nothingSaid : (JSON.parse(said) as Said);
  };

  function ofContent(contentId: number): FileSays {
    const row = selectContent.get(contentId);
    if (row === undefined) throw new Error(`no content ${contentId}`);
    const { captured_at, camera, latitude, longitude, says } = row;
    const others = JSON.parse(says) as Partial<FileSays>;
    return { ...saysNothing, ...others, capturedAt: captured_at, camera, latitude, longitude };
  }

  function sidecarsOf(path: string): SidecarSays[] {
    const [whole, stem] = basesOf(path);
    const read = (base: string) =>
      selectSidecars.all(base).map((says) => JSON.parse(says) as SidecarSays);
    const ofStem = stem === whole ? [] : read(stem);
    return [...read(whole), ...ofStem.filter(({ extension }) => isOfStem(stem, path, extension))];
  }

  /** By its content and the sidecars of all its places; undefined where it has none. */
  function toldOf(itemId: number): { said: Said; embedded: Said; shot: Shot | null } | undefined {
    const places = selectPlaces.all(itemId);
    const [first] = places;
    if (first === undefined) return undefined;
    const content = ofContent(first.content_id);
    const sidecars = places.map(({ path }) => sidecarsOf(path));
    const ofPlaces = sidecars.map((all) =>
      saidAt(
        all.map(({ said }) => said),
        content.said,
      ),
    );
    const shot = shotWith(sidecars.flat(), pickShot(content));
    return { said: saidTogether(ofPlaces), embedded: content.said, shot };
  }

  /** Also what an undone change brings back is as if it had been heard then. */
  function hear(itemId: number, before: Said, now: Said): void {
    const own = annotations.read(itemId);
    const after = heard(own, before, now);
    if (JSON.stringify(after) !== JSON.stringify(own)) annotations.write(itemId, after, own);
    for (const { change_id, before: kept } of selectBefore.all(itemId)) {
      const undone = JSON.stringify(heard(JSON.parse(kept) as ItemAnnotations, before, now));
      if (undone !== kept) updateBefore.run(undone, change_id, itemId);
    }
  }

  function store(itemId: number, said: Said, shot: Shot | null): void {
    if (isSilent(said) && shot === null) {
      remove.run(itemId);
      return;
    }
    // Without a time of its own the content's counts.
    const date = shot?.capturedAt ? captureDateOf(shot.capturedAt, '0') : null;
    upsert.run(
      itemId,
      JSON.stringify(said),
      shot && JSON.stringify(shot),
      date?.dateMs ?? null,
      date?.localMs ?? null,
      shot?.latitude ?? null,
      shot?.longitude ?? null,
    );
  }

  return {
    ofContent,
    renew(itemId) {
      const told = toldOf(itemId);
      if (told === undefined) return;
      const before = saidOfItem(itemId);
      hear(itemId, before, told.said);
      store(itemId, remembered(before, told.said), told.shot);
    },
    renewFromStart(itemId) {
      const told = toldOf(itemId);
      if (told === undefined) return;
      const own = annotations.read(itemId);
      const rest = withoutUnsaid(own, told.embedded, told.said);
      if (JSON.stringify(rest) !== JSON.stringify(own)) annotations.write(itemId, rest, own);
      this.renew(itemId);
    },
    know(itemId) {
      const told = toldOf(itemId);
      if (told !== undefined) store(itemId, told.said, told.shot);
    },
    share(from, to) {
      const said = remembered(saidOfItem(from), saidOfItem(to));
      if (isSilent(said)) return;
      if (selectSaid.get(to) === undefined) store(to, said, null);
      else updateSaid.run(JSON.stringify(said), to);
    },
    describe(contentId, says, modifiedNs) {
      const { capturedAt, camera, latitude, longitude } = says;
      const { dateMs, localMs } = captureDateOf(capturedAt, modifiedNs);
      const { lens, exposure, title, said } = says;
      updateContent.run(
        capturedAt,
        camera,
        latitude,
        longitude,
        dateMs,
        localMs,
        JSON.stringify({ lens, exposure, title, said }),
        contentId,
      );
    },
  };
}
