/** The whole of `evaluate` on drawn pictures, with real child processes and a tiny model. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelManifest } from '../../../models/manifest.ts';
import { writeTinyModel } from '../../../models/runtime/testing/tiny-model.ts';
import { EvaluateReport } from '../contract/evaluate.ts';
import { startWorkers } from '../workers/index.ts';
import type { Workers } from '../workers/types.ts';
import { type EvaluateOptions, evaluate } from './index.ts';

let folder: string;
let manifest: ModelManifest;
let workers: Workers;
const all = { r1: 100, r5: 100, r10: 100 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'afterimage-evaluate-'));
  manifest = await writeTinyModel(join(folder, 'model'));
  workers = startWorkers({ modelPath: join(folder, 'model'), decoders: 1, encoderThreads: 1 });
  for (const part of ['photos', 'more/deep']) await mkdir(join(folder, part), { recursive: true });
  for (const [name, background] of Object.entries({
    'photos/red.png': '#e01010',
    'photos/green.png': '#10e010',
    'photos/blue.png': '#1010e0',
    'more/pure-red.png': '#ff0000',
    'more/deep/pure-red.jpg': '#ff0000',
  })) {
    const picture = sharp({ create: { width: 32, height: 32, channels: 3, background } });
    await picture.toFile(join(folder, name));
  }
  await writeFile(join(folder, 'more', 'broken.png'), 'no picture');
});

afterAll(async () => {
  await workers.close();
  await rm(folder, { recursive: true, force: true });
});

async function measured(
  lines: readonly unknown[],
  options: Partial<EvaluateOptions> = {},
): Promise<EvaluateReport> {
  const captionsFile = join(folder, 'captions.jsonl');
  await writeFile(captionsFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const modelPath = join(folder, 'model');
  const log = () => {};
  const given = { captionsFile, language: 'en', workers, manifest, modelPath, log };
  return evaluate({ ...given, ...options });
}

const lines = [
  { photo: 'photos/red.png', en: ['red', 'red red'], de: ['red'] },
  { photo: 'photos/green.png', en: ['green'] },
  { photo: 'photos/blue.png', en: ['blue'], de: [] },
];

describe('evaluate', () => {
  it('measures both directions three ways', async () => {
    const report = await measured(lines, { candidates: 2 });
    expect(EvaluateReport.parse(report)).toMatchObject({
      photos: 3,
      captions: 4,
      candidates: 2,
      pool: 3,
      textToImage: { exact: all, hash: all, search: all },
      imageToText: { exact: all, hash: all, search: all },
    });
  });

  it('asks with the photos of the language, over the pool of all', async () => {
    const swapped = [{ photo: 'photos/red.png', en: ['red'], de: ['green'] }, ...lines.slice(1)];
    const report = await measured(swapped, { language: 'de' });
    expect(report).toMatchObject({ photos: 3, captions: 1, pool: 3, candidates: 1 });
    expect(report.textToImage.exact).toEqual({ r1: 0, r5: 100, r10: 100 });
    expect(report.imageToText.exact).toEqual(all);
  });

  it('lets distractors into the pool of text queries alone, without the photos themselves', async () => {
    const report = await measured(lines, { distractorsDir: join(folder, 'more') });
    expect(report.pool).toBe(5);
    expect(report.unreadableDistractors.map((path) => path.split('/').at(-1))).toEqual([
      'broken.png',
    ]);
    // Both queries of the red photo find the purer red ones first.
    expect(report.textToImage.exact.r1).toBe(50);
    expect(report.imageToText.exact).toEqual(all);
    const withItself = await measured(lines, { distractorsDir: join(folder, 'photos') });
    expect(withItself.pool).toBe(3);
  });

  it('names photos that cannot be read, lines that are none, and a language without captions', async () => {
    const broken = [...lines, { photo: 'more/broken.png', en: ['red'] }, { photo: 'absent.png' }];
    await expect(measured(broken)).rejects.toThrow(/^2 of .*broken\.png.*absent\.png/);
    await expect(measured([...lines, { picture: 'x' }])).rejects.toThrow(/^Line 4 .*"picture"/);
    await expect(measured(lines, { language: 'fr' })).rejects.toThrow(/"fr"/);
  });
});
