/** Versions and licences, for the about page. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../../models/manifest.ts';
import type { About } from '../contract/library.ts';
import type { Workers } from '../workers/types.ts';

export async function readAbout(parts: {
  readonly version: string;
  readonly libraryPath: string;
  readonly manifest: ModelManifest;
  readonly modelPath: string;
  readonly workers: Workers;
}): Promise<About> {
  const { version, libraryPath, manifest, modelPath, workers } = parts;
  const [licenceText, notice, ffmpeg] = await Promise.all([
    readFile(join(modelPath, manifest.licence.file), 'utf8'),
    readFile(join(modelPath, manifest.notice), 'utf8'),
    workers.ffmpegInfo(),
  ]);
  return {
    version,
    libraryPath,
    model: {
      name: manifest.name,
      version: manifest.version,
      title: manifest.title,
      licence: `${manifest.licence.spdx}: ${manifest.licence.summary}`,
      licenceText,
      notice,
      codeBits: manifest.hash.bits,
    },
    ffmpeg,
  };
}
