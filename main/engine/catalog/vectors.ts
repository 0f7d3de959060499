/** The vectors that a query's candidates are rescored with. */
import { readStored } from '../contract/stored-vector.ts';
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
  const read = database.transaction((momentIds: readonly number[], vectors: Int16Array) => {
    // By ascending id: those of one video, and of a folder that was read at once, lie side by side.
    const order = Uint32Array.from(momentIds.keys());
    order.sort((a, b) => (momentIds[a] as number) - (momentIds[b] as number));
    for (const index of order) {
      const vector = select.get(momentIds[index] as number, modelId);
      if (vector !== undefined) readStored(vector, dimension, vectors, index * dimension);
    }
  });
  return {
    vectors(momentIds) {
      const vectors = new Int16Array(momentIds.length * dimension);
      read(momentIds, vectors);
      return vectors;
    },
  };
}
