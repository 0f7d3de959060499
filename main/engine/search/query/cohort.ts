/**
 * What a query finds among photos of many kinds that ship with the model. How high a cosine is hangs
 * on the query as much as on the photo; relative to this reference it means the same for every query
 * (cohort normalisation, as in speaker verification: Auckenthaler et al., 2000).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { readStored } from '../../contract/stored-vector.ts';
import { createVectorMemory, type VectorMemory } from '../kernel/cosines.ts';

/** Unit float32[dimension] → the mean of its highest cosines to the cohort; 0 without a cohort. */
export type ReferenceOf = (embedding: Float32Array) => number;

/** The file is read when a query first needs it. Throws RangeError where it is not of its size. */
export function openCohort(manifest: ModelManifest, modelPath: string): ReferenceOf {
  const { cohort } = manifest.calibration;
  if (cohort === undefined) return () => 0;
  const { file, photos, top } = cohort;
  const { dimension } = manifest.embedding;
  let memory: VectorMemory | undefined;

  return (embedding) => {
    if (memory === undefined) {
      const { buffer, byteOffset, byteLength } = readFileSync(join(modelPath, file));
      if (byteLength !== photos * dimension) {
        throw new RangeError(`${file}: ${byteLength} bytes, not ${photos} x ${dimension}`);
      }
      const vectors = new Int16Array(photos * dimension);
      for (let photo = 0; photo < photos; photo += 1) {
        const stored = new Uint8Array(buffer, byteOffset + photo * dimension, dimension);
        readStored(stored, dimension, vectors, photo * dimension);
      }
      memory = createVectorMemory(dimension);
      memory.set(vectors);
    }
    const highest = memory.cosines(embedding).sort().subarray(-top);
    return highest.reduce((sum, cosine) => sum + cosine, 0) / highest.length;
  };
}
