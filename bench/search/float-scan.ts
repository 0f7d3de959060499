/** The truth's own way: a cosine with every float vector, all of them in memory. */
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { dequantiseVector } from '../../main/engine/contract/stored-vector.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import type { Library } from './library.ts';
import { createMultiply } from './matrix.ts';
import { peakMegabytes, recallOf, timesOf } from './summary.ts';

const { dimension } = manifest.embedding;
const chunk = 4_000;

export async function measureFloatScan(library: Library, asked: number) {
  const catalog = openCatalog({ libraryPath: library.path, model });
  const startedMs = performance.now();
  const rows = new Float32Array(library.photos * dimension);
  for (let first = 0; first < library.photos; first += chunk) {
    const count = Math.min(chunk, library.photos - first);
    const stored = catalog.vectors(Array.from({ length: count }, (_, index) => first + index + 1));
    for (let row = 0; row < count; row += 1) {
      const vector = stored.subarray(row * dimension, (row + 1) * dimension);
      rows.set(dequantiseVector(vector), (first + row) * dimension);
    }
  }
  const loadMs = Math.round(performance.now() - startedMs);
  const multiply = await createMultiply();
  const times: number[] = [];
  const found: number[][] = [];
  for (const query of library.queries.slice(0, asked)) {
    const beganMs = performance.now();
    found.push(tenBest(await multiply(rows, query, dimension)));
    times.push(performance.now() - beganMs);
  }
  catalog.close();
  return {
    'load, ms': loadMs,
    'query, 100 % of the library, ms': timesOf(times),
    'recall@10, 100 % of the library': recallOf(
      found,
      found.map((_, query) => library.truth(0, query).subarray(0, 10)),
    ),
    'at most resident, MB': peakMegabytes(),
  };
}

function tenBest(scores: Float32Array): number[] {
  const best: number[] = [];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    if (best.length === 10 && score <= (scores[best[9] as number] as number)) continue;
    best.push(row);
    best.sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    best.length = Math.min(best.length, 10);
  }
  return best.map((row) => row + 1);
}
