/** usearch: a graph (HNSW) over half-precision vectors, built once and kept. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { dequantiseVector } from '../../main/engine/contract/stored-vector.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import type { Library } from './library.ts';
import { peakMegabytes, recallOf, timesOf } from './summary.ts';

const { dimension } = manifest.embedding;
const chunk = 10_000;

export async function measureUsearch(library: Library) {
  const { Index } = await import('usearch');
  const path = join(library.path, '..', 'usearch.index');
  const index = new Index({ metric: 'ip', dimensions: dimension, quantization: 'f16' });
  const startedMs = performance.now();
  const isNew = !existsSync(path);
  if (isNew) {
    const catalog = openCatalog({ libraryPath: library.path, model });
    for (let first = 1; first <= library.photos; first += chunk) {
      const count = Math.min(chunk, library.photos - first + 1);
      const ids = Array.from({ length: count }, (_, row) => first + row);
      const stored = catalog.vectors(ids);
      const rows = new Float32Array(count * dimension);
      for (let row = 0; row < count; row += 1) {
        const vector = stored.subarray(row * dimension, (row + 1) * dimension);
        rows.set(dequantiseVector(vector), row * dimension);
      }
      index.add(BigUint64Array.from(ids, BigInt), rows, 0);
    }
    index.save(path);
    catalog.close();
  } else index.load(path);
  const readyMs = Math.round(performance.now() - startedMs);
  const found: number[][] = [];
  const times = library.queries.map((query) => {
    const beganMs = performance.now();
    found.push(Array.from(index.search(query, 10, 1).keys, Number));
    return performance.now() - beganMs;
  });
  return {
    [isNew ? 'build, ms' : 'load, ms']: readyMs,
    'query, 100 % of the library, ms': timesOf(times),
    'recall@10, 100 % of the library': recallOf(
      found,
      library.queries.map((_, query) => library.truth(0, query).subarray(0, 10)),
    ),
    'at most resident, MB': peakMegabytes(),
  };
}
