/** The built-in model on captioned photos: the bars of what a person finds. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evaluate } from '../../main/engine/evaluate/index.ts';
import { builtinModelPath, startWorkers } from '../../main/engine/workers/index.ts';
import { ModelManifest } from '../../models/manifest.ts';
import { corpusPath, describeCorpus } from '../support/corpus.ts';

describeCorpus('Recall of the built-in model', () => {
  it('finds captioned photos, and search finds what an exact comparison does', async () => {
    const json = await readFile(join(builtinModelPath, 'manifest.json'), 'utf8');
    const workers = startWorkers();
    try {
      const report = await evaluate({
        captionsFile: corpusPath('captions-val.jsonl'),
        language: 'en',
        workers,
        manifest: ModelManifest.parse(JSON.parse(json)),
        log: (line) => console.info(line),
      });
      console.info(JSON.stringify(report, null, 2));
      expect(report).toMatchObject({ photos: 1_000, captions: 5_000, candidates: 50 });
      const { exact, search, hash } = report.textToImage;
      expect(exact.r1).toBeGreaterThanOrEqual(34.5);
      expect(exact.r5).toBeGreaterThanOrEqual(67);
      expect(exact.r10).toBeGreaterThanOrEqual(79.5);
      expect(report.imageToText.exact.r1).toBeGreaterThanOrEqual(43);
      expect(hash.r1 / exact.r1).toBeGreaterThanOrEqual(0.85);
      expect(hash.r10 / exact.r10).toBeGreaterThanOrEqual(0.92);
      for (const direction of [report.textToImage, report.imageToText]) {
        for (const k of ['r1', 'r5', 'r10'] as const) {
          expect(Math.abs(direction.search[k] - direction.exact[k])).toBeLessThanOrEqual(0.3);
        }
      }
      expect(search.r1).toBeGreaterThanOrEqual(hash.r1);
    } finally {
      await workers.close();
    }
  });
});
