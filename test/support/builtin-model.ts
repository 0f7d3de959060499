/** The model that ships, as a catalogue and a search are opened with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { ModelManifest } from '../../models/manifest.ts';

export const manifest = ModelManifest.parse(
  JSON.parse(readFileSync(join(builtinModelPath, 'manifest.json'), 'utf8')),
);
const { name, version, hash, embedding } = manifest;
export const model = { name, version, codeBits: hash.bits, dimension: embedding.dimension };
