/** The model's hash head, read from its folder when it is first needed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { type HashParameters, parseHashParameters } from '../../../../models/runtime/hash.ts';

export function openHashHead(
  { hash: { file, groups }, embedding: { dimension } }: ModelManifest,
  modelPath: string,
): () => HashParameters {
  let head: HashParameters | undefined;
  return () => {
    head ??= parseHashParameters(readFileSync(join(modelPath, file)), dimension, groups);
    return head;
  };
}
