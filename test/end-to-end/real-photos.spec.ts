/** A description finds its photo among sixty real ones and the frames of a dozen real videos. */

import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parseCaptions } from '../../main/engine/evaluate/captions-file.ts';
import { corpusPath, hasCorpus, noCorpus } from '../support/corpus-path.ts';
import { serve } from '../support/program.ts';
import { libraryPage, showEverything } from './library-page.ts';

const asked = 5;
const firstTiles = 5;

test('the photo that a caption describes stands among the first five', async ({ page }) => {
  test.skip(!hasCorpus, noCorpus);
  test.setTimeout(600_000);
  const folders = [corpusPath('originals'), corpusPath('videos')];
  const items = folders.flatMap((folder) => readdirSync(folder)).length;
  const library = await mkdtemp(join(tmpdir(), 'afterimage-real-'));
  const served = await serve([...folders, '--library', library]);
  try {
    const shown = libraryPage(page);
    await showEverything(page);
    await page.goto(served.url);
    await shown.untilUpToDate(items, 400_000);

    const places: Record<string, number> = {};
    for (const { caption, name } of await captionsOfOriginals()) {
      await shown.find(caption);
      const names: string[] = [];
      for (let index = 0; index < firstTiles; index += 1) {
        names.push(await shown.open(shown.tiles.nth(index)));
        await page.keyboard.press('Escape');
        await expect(shown.viewer).toBeHidden();
      }
      places[caption] = names.indexOf(name) + 1;
      await shown.picture(`real-photos-${Object.keys(places).length}`);
    }
    console.log(
      `place of the right photo, 0 when not in the first five: ${JSON.stringify(places)}`,
    );
    const found = Object.values(places).filter((place) => place > 0);
    expect(found.length, JSON.stringify(places)).toBeGreaterThanOrEqual(3);
  } finally {
    await served.stop();
    await rm(library, { recursive: true, force: true });
  }
});

/** The first photos that the model was not trained on, each with the first of its captions. */
async function captionsOfOriginals(): Promise<{ caption: string; name: string }[]> {
  const file = await readFile(corpusPath('captions-val.jsonl'), 'utf8');
  return parseCaptions(file, 'en')
    .map(({ photo, captions }) => ({ name: basename(photo), caption: captions[0] ?? '' }))
    .filter(({ name }) => existsSync(corpusPath('originals', name)))
    .slice(0, asked);
}
