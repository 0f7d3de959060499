/**
 * What a query's cosines are taken relative to. How high they are hangs on the query as much as on
 * the photo; what it finds among photos of many kinds that ship with the model, and what kind of query
 * it is, tell where its matches begin (`docs/search.md`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { readStored } from '../../contract/stored-vector.ts';
import { createVectorMemory, type VectorMemory } from '../kernel/cosines.ts';

/** Unit float32[dimension] → its reference, by what calibrates its scores. */
export type ReferenceOf = (embedding: Float32Array, calibration: 'text' | 'image') => number;

/** Files are read when a query first needs them. Throws RangeError where one is not of its size. */
export function openReference(manifest: ModelManifest, modelPath: string): ReferenceOf {
  const { cohort } = manifest.calibration;
  const { dimension } = manifest.embedding;
  const directions = new Map<string, Float32Array>();
  let memory: VectorMemory | undefined;

  /** Cosines to the cohort, the highest first. */
  function highest(embedding: Float32Array): Float64Array {
    if (cohort === undefined)
      throw new RangeError(`${manifest.name}: a reference without a cohort`);
    memory ??= readCohort(join(modelPath, cohort.file), cohort.photos, dimension);
    return memory.cosines(embedding).sort().reverse();
  }

  function directionOf(file: string): Float32Array {
    const known = directions.get(file) ?? readFloats(join(modelPath, file), dimension);
    directions.set(file, known);
    return known;
  }

  return (embedding, calibration) => {
    const { reference } = manifest.calibration[calibration];
    if (reference === undefined) return 0;
    const { nearest, direction } = reference;
    const own = direction === undefined ? 0 : dot(embedding, directionOf(direction));
    if (nearest.length === 0) return own;
    const cosines = highest(embedding);
    return nearest.reduce((sum, { count, weight }) => sum + weight * meanOf(cosines, count), own);
  };
}

function readCohort(path: string, photos: number, dimension: number): VectorMemory {
  const { buffer, byteOffset } = readSized(path, photos * dimension);
  const vectors = new Int16Array(photos * dimension);
  for (let photo = 0; photo < photos; photo += 1) {
    const stored = new Uint8Array(buffer, byteOffset + photo * dimension, dimension);
    readStored(stored, dimension, vectors, photo * dimension);
  }
  const memory = createVectorMemory(dimension);
  memory.set(vectors);
  return memory;
}

function readFloats(path: string, dimension: number): Float32Array {
  const content = readSized(path, 4 * dimension);
  return Float32Array.from({ length: dimension }, (_, index) => content.readFloatLE(4 * index));
}

function readSized(path: string, bytes: number): Buffer {
  const content = readFileSync(path);
  if (content.byteLength !== bytes) {
    throw new RangeError(`${path}: ${content.byteLength} bytes, not ${bytes}`);
  }
  return content;
}

function meanOf(values: Float64Array, count: number): number {
  const some = values.subarray(0, count);
  return some.reduce((sum, value) => sum + value, 0) / some.length;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
