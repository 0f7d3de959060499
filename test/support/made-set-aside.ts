/** A library of many files that were set aside, through the catalogue itself. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { model } from './builtin-model.ts';

const batchSize = 1_000;

/** Their folder is taken away afterwards, so that nobody looks for them. */
export function makeSetAside(libraryPath: string, count: number): void {
  const folderPath = `${libraryPath}-unplugged`;
  mkdirSync(folderPath, { recursive: true });
  const catalog = openCatalog({ libraryPath, model });
  const { id } = catalog.addFolder(folderPath);
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    catalog.recordSeen(
      id,
      Array.from({ length: size }, (_, index) => ({
        path: join(folderPath, `${String(start + index).padStart(6, '0')}.jpg`),
        kind: 'photo' as const,
        sizeBytes: 1_000 + index,
        modifiedNs: '1700000000000000000',
      })),
    );
    for (const { fileId } of catalog.claimWaiting(size)) {
      catalog.setAside(fileId, 'damaged-picture', 'it breaks off');
    }
  }
  catalog.close();
  rmSync(folderPath, { recursive: true });
}
