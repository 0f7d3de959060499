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
      // By ascending id, which is how they lie on the disk.
      const order = Uint32Array.from(momentIds.keys());
      order.sort((a, b) => (momentIds[a] as number) - (momentIds[b] as number));
      for (const index of order) {
        const momentId = momentIds[index] as number;
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
