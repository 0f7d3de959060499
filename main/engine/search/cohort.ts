/**
 * What a query finds among photos of many kinds that ship with the model. How high a cosine is hangs
 * on the query as much as on the photo; relative to this reference it means the same for every query
 * (cohort normalisation, as in speaker verification: Auckenthaler et al., 2000).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../models/manifest.ts';
import { cosineWithStored } from '../contract/stored-vector.ts';

/** Unit float32[dimension] → the mean of its highest cosines to the cohort; 0 without a cohort. */
export type ReferenceOf = (embedding: Float32Array) => number;

/** The file is read when a query first needs it. Throws RangeError where it is not of its size. */
export function openCohort(manifest: ModelManifest, modelPath: string): ReferenceOf {
  const { cohort } = manifest.calibration;
  if (cohort === undefined) return () => 0;
  const { file, photos, top } = cohort;
  const { dimension } = manifest.embedding;
  let vectors: Int16Array | undefined;

  return (embedding) => {
    if (vectors === undefined) {
      const { buffer, byteOffset, byteLength } = readFileSync(join(modelPath, file));
      if (byteLength !== photos * dimension) {
        throw new RangeError(`${file}: ${byteLength} bytes, not ${photos} x ${dimension}`);
      }
      // Widened, so that `cosineWithStored` meets one kind of array.
      vectors = Int16Array.from(new Int8Array(buffer, byteOffset, byteLength));
    }
    const cosines = new Float64Array(photos);
    for (let photo = 0; photo < photos; photo += 1) {
      cosines[photo] = cosineWithStored(embedding, vectors, photo * dimension);
    }
    const highest = cosines.sort().subarray(-top);
    return highest.reduce((sum, cosine) => sum + cosine, 0) / highest.length;
  };
}
