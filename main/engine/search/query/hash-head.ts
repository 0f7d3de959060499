/** The model's hash head, read from its folder when it is first needed. */
import type { ModelManifest } from '../../../../models/manifest.ts';
import { type HashParameters, parseHashParameters } from '../../../../models/runtime/hash.ts';
import { readModelFile } from './model-file.ts';

export function openHashHead(manifest: ModelManifest, modelPath: string): () => HashParameters {
  const { hash, embedding } = manifest;
  let head: HashParameters | undefined;
  return () => {
    const read = () => readModelFile(manifest, modelPath, hash.file);
    head ??= parseHashParameters(read(), embedding.dimension, hash.groups);
    return head;
  };
}
