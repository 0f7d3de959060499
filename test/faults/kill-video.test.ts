/** SIGKILL in the middle of a long video: it goes on at its last stored segment. */
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { watchEncoding } from '../support/encoded-pictures.ts';
import { scaled } from '../support/fault-scale.ts';
import { countDone, libraryPicture } from '../support/library-picture.ts';
import { drawScene, makeClip, randomFrom } from '../support/make-clip.ts';
import { writePicture } from '../support/pictures.ts';
import { noChildLeft, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const scenes = scaled({ short: 300, long: 1_500 });
const photos = 4;
const kills = scaled({ short: 7, long: 40 });
/** Moments of a segment of `models/decoder/video-moments.ts`. */
const segmentMoments = 32;
const seed = 20_261_123;

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let number = 0; number < photos; number += 1) {
    await writePicture(join(folder, `photo-${number}.jpg`), number);
  }
  const story = Array.from({ length: scenes }, (_, scene) =>
    drawScene(scene + 1, { width: 96, height: 64, durationMs: 2_000 }),
  );
  await makeClip(join(folder, 'film.mp4'), story, { framesPerSecond: 5, gopFrames: 10 });
}

it('no moment of a long video is encoded twice beyond one segment a kill', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-kill-video-')));
  const encoding = watchEncoding(join(root, 'encoded'));
  try {
    const folder = join(root, 'folder');
    await makeFolder(folder);
    const undisturbed = join(root, 'undisturbed');
    await json<IndexSummary>(['index', folder, '--library', undisturbed]);

    const killed = join(root, 'killed');
    const random = randomFrom(seed);
    const killings: { encoded: number; again: number; done: number }[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const before = (await encoding.all()).length;
      const wanted = before + Math.round((0.2 + 2 * random()) * segmentMoments);
      const program = startProgram(['index', folder, '--library', killed], encoding.environment);
      let ended = false;
      program.ended.then(() => {
        ended = true;
      });
      while (!ended && (await encoding.all()).length < wanted) await sleep(5);
      await sleep(random() * 100);
      program.kill();
      await program.ended;
      await noChildLeft(program.processId);
      killings.push({ ...(await encoding.since(before)), done: countDone(killed) ?? 0 });
    }
    console.info(`seed ${seed}: ${killings.map((one) => JSON.stringify(one)).join(' ')}`);
    // On a fast machine the last kills may come after the end.
    const inTheMidst = killings.filter(({ done }) => done < photos + 1).length;
    expect(inTheMidst).toBeGreaterThanOrEqual(kills / 2);

    const before = (await encoding.all()).length;
    const rest = startProgram(['index', folder, '--library', killed], encoding.environment);
    expect(await rest.ended, rest.errors()).toBe(0);
    const last = await encoding.since(before);
    console.info(`the rest: ${JSON.stringify(last)}`);
    // At most what was in flight at the kill before: a segment, and a photo for each worker.
    for (const { again } of [...killings, last]) {
      expect(again).toBeLessThanOrEqual(segmentMoments + photos);
    }
    expect(new Set(await encoding.all()).size).toBe(scenes + photos);
    const report = await json<CheckReport>(['check', '--library', killed]);
    expect(report).toEqual({ ok: true, problems: [] });
    expect(libraryPicture(killed)).toEqual(libraryPicture(undisturbed));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
