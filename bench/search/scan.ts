/** The bare scan of all codes for the nearest ten, with all threads and with one. */
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createCodeMemory } from '../../main/engine/search/kernel/code-memory.ts';
import { openHashHead } from '../../main/engine/search/query/hash-head.ts';
import { queryLayout } from '../../main/engine/search/query/query-layout.ts';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { hashEmbedding } from '../../models/runtime/hash.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import type { Library } from './library.ts';
import { timesOf } from './summary.ts';

export function measureScan(library: Library) {
  const catalog = openCatalog({ libraryPath: library.path, model });
  const { columns } = catalog.loadIndex();
  catalog.close();
  const head = openHashHead(manifest, builtinModelPath)();
  const layoutOf = queryLayout(manifest.hash);
  const codes = library.queries.map((query) => hashEmbedding(query, 'text', head));
  const figures: Record<string, unknown> = {};
  for (const threads of [undefined, 1]) {
    const memory = createCodeMemory(manifest.hash.bits / 8, threads);
    memory.reserve(library.photos);
    memory.codes().set(columns.codes);
    memory.live().fill(0xff, 0, library.photos >> 3);
    for (let row = library.photos & ~7; row < library.photos; row += 1) {
      const byte = row >> 3;
      memory.live()[byte] = (memory.live()[byte] as number) | (1 << (row & 7));
    }
    const times = library.queries.map((query, index) => {
      const beganMs = performance.now();
      memory.scan(codes[index] as Uint8Array, library.photos, layoutOf(query)).nearest(10);
      return performance.now() - beganMs;
    });
    memory.close();
    const by = threads === undefined ? 'all threads' : 'one thread';
    figures[`scan, k = 10, ${by}, ms`] = timesOf(times);
  }
  return figures;
}
