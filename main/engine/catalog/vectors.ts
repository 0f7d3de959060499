/** The vectors that a query's candidates are rescored with. */
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

export function createVectors({
  database,
  model: { dimension },
  modelId,
}: CatalogContext): Pick<Catalog, 'vectors'> {
  const select = database
    .prepare<[number, number], Buffer>(
      'SELECT vector FROM code WHERE moment_id = ? AND model_id = ?',
    )
    .pluck();
  return {
    vectors(momentIds) {
      const bytes = new Uint8Array(momentIds.length * dimension);
      for (const [index, momentId] of momentIds.entries()) {
        const vector = select.get(momentId, modelId);
        if (vector?.length !== dimension) {
          throw new RangeError(`moment ${momentId}: vector of ${vector?.length ?? 'no'} bytes`);
        }
        bytes.set(vector, index * dimension);
      }
      return new Int8Array(bytes.buffer);
    },
  };
}
