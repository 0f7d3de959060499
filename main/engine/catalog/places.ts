/** Where watched folders are: which file system they lie on, what is mounted below them, what is away. */
import type { CatalogContext } from './context.ts';
import { pathsBelow } from './path-range.ts';
import type { Catalog, KnownPlace, MountPoint } from './types.ts';

type FolderPlaceRow = { fileSystem: string; inode: string | null };
type MountRow = Omit<MountPoint, 'offline'> & { offline: number };
type SampleRow = { path: string; sizeBytes: number; modifiedNs: string };

export function createPlaces({
  database,
}: CatalogContext): Pick<
  Catalog,
  | 'knownPlace'
  | 'rememberPlace'
  | 'mountPoints'
  | 'rememberMount'
  | 'forgetMount'
  | 'setMountOffline'
  | 'sampleFiles'
> {
  const upsertVolume = database
    .prepare<[string], number>(`
      INSERT INTO volume (file_system) VALUES (?)
      ON CONFLICT DO UPDATE SET file_system = excluded.file_system RETURNING volume_id`)
    .pluck();
  const selectPlace = database.prepare<[number], FolderPlaceRow>(`
    SELECT file_system AS fileSystem, inode FROM folder JOIN volume USING (volume_id)
    WHERE folder_id = ?`);
  const updatePlace = database.prepare<[number, string, number]>(
    'UPDATE folder SET volume_id = ?, inode = ? WHERE folder_id = ?',
  );
  const selectMounts = database.prepare<[number], MountRow>(`
    SELECT path, file_system AS fileSystem, inode, offline
    FROM mount_point JOIN volume USING (volume_id) WHERE folder_id = ? ORDER BY path`);
  const upsertMount = database.prepare<[string, number, number, string]>(`
    INSERT INTO mount_point (path, folder_id, volume_id, inode) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET folder_id = excluded.folder_id, volume_id = excluded.volume_id,
      inode = excluded.inode`);
  const deleteMount = database.prepare<[string]>('DELETE FROM mount_point WHERE path = ?');
  const markMount = database.prepare<[number, string]>(
    'UPDATE mount_point SET offline = ? WHERE path = ?',
  );
  const markFiles = database.prepare<[number, string, string, number]>(
    'UPDATE file SET offline = ? WHERE path > ? AND path < ? AND offline <> ?',
  );
  // Spread over all of them, and the same ones each time.
  const selectSample = database.prepare<[number, string, string, number], SampleRow>(`
    SELECT path, size_bytes AS sizeBytes, modified_ns AS modifiedNs FROM file
    WHERE folder_id = ? AND path > ? AND path < ? AND oddity = 0
    ORDER BY (file_id * 2654435761) % 4294967296 LIMIT ?`);

  const markBelow = (path: string, offline: boolean) => {
    const { from, to } = pathsBelow(path);
    const value = offline ? 1 : 0;
    markMount.run(value, path);
    return markFiles.run(value, from, to, value).changes;
  };

  return {
    knownPlace(folderId): KnownPlace | undefined {
      const { fileSystem = '', inode = null } = selectPlace.get(folderId) ?? {};
      return inode === null ? undefined : { fileSystem, inode };
    },
    rememberPlace(folderId, { fileSystem, inode }) {
      database.transaction(() => {
        updatePlace.run(upsertVolume.get(fileSystem) ?? 0, inode, folderId);
      })();
    },
    mountPoints: (folderId) =>
      selectMounts.all(folderId).map((row) => ({ ...row, offline: row.offline === 1 })),
    rememberMount(folderId, path, { fileSystem, inode }) {
      database.transaction(() => {
        upsertMount.run(path, folderId, upsertVolume.get(fileSystem) ?? 0, inode);
      })();
    },
    forgetMount(path) {
      database.transaction(() => {
        markBelow(path, false);
        deleteMount.run(path);
      })();
    },
    setMountOffline: (path, offline) =>
      database.transaction(() => markBelow(path, offline)).immediate(),
    sampleFiles(folderId, directory, most) {
      const { from, to } = pathsBelow(directory);
      return selectSample.all(folderId, from, to, most);
    },
  };
}
