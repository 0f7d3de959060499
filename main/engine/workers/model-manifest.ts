/** The model's manifest as the engine needs it: sizes, not files. The encoder verifies the files. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ModelManifest } from '../../../models/manifest.ts';
import { WorkersUnavailableError } from './types.ts';

const read = new Map<string, Promise<ModelManifest>>();

/**
 * Read once a folder; a failure is forgotten, so that a mended folder works. Rejects with
 * WorkersUnavailableError.
 */
export function readModelManifest(modelPath: string): Promise<ModelManifest> {
  const known = read.get(modelPath);
  if (known) return known;
  const reading = readNow(path.join(modelPath, 'manifest.json'));
  read.set(modelPath, reading);
  reading.catch(() => read.delete(modelPath));
  return reading;
}

async function readNow(file: string): Promise<ModelManifest> {
  try {
    return ModelManifest.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const why = (cause as Error).message;
    throw new WorkersUnavailableError(`the model's manifest ${file} is unusable: ${why}`, {
      cause,
    });
  }
}
