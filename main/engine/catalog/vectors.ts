/** What a query's candidates are looked at closely with: their vectors, and their luma. */
import { readStored } from '../contract/stored-vector.ts';
import type { CatalogContext } from './context.ts';
import type { Catalog } from './types.ts';

export function createVectors({
  database,
  model: { dimension },
  modelId,
}: CatalogContext): Pick<Catalog, 'vectors' | 'lumas'> {
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
  const selectLuma = database
    .prepare<[number], Buffer>('SELECT luma FROM moment_luma WHERE moment_id = ?')
    .pluck();
  const readLumas = database.transaction((momentIds: readonly number[]) =>
    momentIds.map((momentId) => selectLuma.get(momentId)),
  );
  return {
    lumas: readLumas,
    vectors(momentIds) {
      const vectors = new Int16Array(momentIds.length * dimension);
      read(momentIds, vectors);
      return vectors;
    },
  };
}
