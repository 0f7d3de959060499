/** A file of the model that the engine itself reads, checked against the manifest. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../../../models/manifest.ts';
import { EngineError } from '../../contract/errors.ts';
import { messages } from '../../contract/messages/index.ts';

/** Throws EngineError `cannot-encode` where the file is not what the manifest says. */
export function readModelFile(manifest: ModelManifest, modelPath: string, name: string): Buffer {
  const path = join(modelPath, name);
  try {
    const content = readFileSync(path);
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (sha256 === manifest.files[name]?.sha256) return content;
  } catch (cause) {
    throw new EngineError('cannot-encode', messages.engine.modelFileDamaged(path), { cause });
  }
  throw new EngineError('cannot-encode', messages.engine.modelFileDamaged(path));
}
