/** How many candidates find how much of the truth: by code alone, and with the finer estimates. */
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createMomentIndex } from '../../main/engine/search/moments/moment-index.ts';
import { openHashHead } from '../../main/engine/search/query/hash-head.ts';
import { queryLayout } from '../../main/engine/search/query/query-layout.ts';
import { bitWeights } from '../../main/engine/search/rank/estimate.ts';
import { rankRows } from '../../main/engine/search/rank/rank.ts';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { hashEmbedding } from '../../models/runtime/hash.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import type { Library } from './library.ts';
import { recallOf } from './summary.ts';

const counts = [100, 200, 500, 1_000, 2_000, 4_000];

export function measureCurve(library: Library, asked: number) {
  const catalog = openCatalog({ libraryPath: library.path, model });
  const index = createMomentIndex({ codeBytes: manifest.hash.bits / 8 });
  index.change(catalog.loadIndex().columns, []);
  const view = index.view();
  const head = openHashHead(manifest, builtinModelPath)();
  const layoutOf = queryLayout(manifest.hash);
  const queries = library.queries.slice(0, asked);
  const truths = queries.map((_, query) => library.truth(0, query));
  const figures: Record<string, unknown> = {};
  for (const [way, isWeighed] of [
    ['by code', false],
    ['with estimates', true],
  ] as const) {
    for (const candidates of counts.filter((count) => count <= library.photos)) {
      const found = queries.map((embedding) => {
        const code = hashEmbedding(embedding, 'text', head);
        const query = isWeighed
          ? { embedding, code, bitWeights: bitWeights(embedding, 'text', head, manifest.hash) }
          : { embedding, code };
        const options = { candidates, vectorsOf: catalog.vectors, limit: 100 };
        const { rows } = rankRows(view, layoutOf(embedding), query, options);
        return Array.from(rows, (row) => view.columns.momentIds[row] as number);
      });
      const ten = found.map((ids) => ids.slice(0, 10));
      figures[`${candidates} candidates ${way}, recall@10 and @100`] = [
        recallOf(
          ten,
          truths.map((truth) => truth.subarray(0, 10)),
        ),
        recallOf(found, truths),
      ];
    }
  }
  index.close();
  catalog.close();
  return figures;
}
