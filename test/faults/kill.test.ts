/** SIGKILL at any moment: nothing is lost, nothing is half there, nothing finished is done again. */
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import {
  acquireLibraryLock,
  openCatalog,
  removeEngineAddress,
} from '../../main/engine/catalog/index.ts';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { resolveOptions } from '../../main/engine/workers/options.ts';
import { model } from '../support/builtin-model.ts';
import { type EncodedPictures, watchEncoding } from '../support/encoded-pictures.ts';
import { scaled } from '../support/fault-scale.ts';
import { fingerprints } from '../support/fingerprints.ts';
import { countDone, libraryPicture } from '../support/library-picture.ts';
import { drawScene, makeClip, randomFrom } from '../support/make-clip.ts';
import { childrenOf, noChildLeft, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const kills = scaled({ short: 10, long: 200 });
const photos = scaled({ short: 150, long: 1_000 });
const clips = scaled({ short: 6, long: 20 });
const scenesAClip = 10;
/** Files that end as done: the photos, the clips, and the one that is there twice. */
const allDone = photos + clips + 1;
const seed = 20_261_122;

/** Moments of a segment of `models/decoder/video-moments.ts`; these clips have fewer. */
const segmentMoments = 32;
const { decoders } = resolveOptions({});
/** What may be encoded and not be stored: a photo a decoder, or a segment of its video. */
const mostInFlight = decoders * segmentMoments;

async function makeFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'inner'), { recursive: true });
  const encoders = [
    ['jpg', 'jpeg'],
    ['png', 'png'],
    ['webp', 'webp'],
  ] as const;
  for (let number = 0; number < photos; number += 1) {
    const place = number % 3 === 0 ? 'inner/' : '';
    const [ending, format] = encoders[number % 3] as (typeof encoders)[number];
    const { rgb, width, height } = drawScene(number, { width: 240, height: 180, durationMs: 0 });
    await sharp(rgb, { raw: { width, height, channels: 3 } })
      .toFormat(format)
      .toFile(join(folder, `${place}photo-${number}.${ending}`));
  }
  const size = { width: 320, height: 240, durationMs: 2_000 };
  for (let number = 0; number < clips; number += 1) {
    const first = 10_000 + number * scenesAClip;
    const scenes = Array.from({ length: scenesAClip }, (_, scene) =>
      drawScene(first + scene, size),
    );
    await makeClip(join(folder, `clip-${number}.mp4`), scenes);
  }
  await copyFile(join(folder, 'photo-1.png'), join(folder, 'inner/same.png'));
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  await writeFile(join(folder, 'empty.jpg'), '');
}

/** When so many files are done in all, and then a little later; or after the start. */
type Moment =
  | { readonly startMs: number }
  | { readonly doneInAll: number; readonly thenMs: number };

/**
 * A fifth while the engine starts, a fifth in the clips, the others over the photos. In all, so that
 * on a machine where more is done between the look and the kill the next one comes the sooner.
 */
function killMoments(): Moment[] {
  const random = randomFrom(seed);
  const ofPhotos = Math.round(0.8 * kills);
  return Array.from({ length: kills }, (_, index) => {
    if (index % 5 === 1) return { startMs: Math.round(random() * 1_000) };
    if (index < ofPhotos) {
      const doneInAll = Math.floor((photos * (index + random())) / ofPhotos);
      return { doneInAll, thenMs: Math.round(random() * 100) };
    }
    // The photos come first, and the one that is there twice.
    const share = (index - ofPhotos + random()) / (kills - ofPhotos);
    const doneInAll = photos + 1 + Math.floor(share * clips);
    return { doneInAll, thenMs: Math.round(random() * 300) };
  });
}

type Killed = {
  /** Files done, as far as was seen. */
  readonly done: number;
  /** Children that ran just before. */
  readonly children: number;
  /** Pictures that were encoded, and those of them that had been before. */
  readonly encoded: number;
  readonly again: number;
  /** Work was left. On a fast machine a kill may come too late: the engine has ended by itself. */
  readonly hit: boolean;
};

/** Starts an indexing engine and kills it. */
async function indexAndKill(
  folder: string,
  library: string,
  moment: Moment,
  encoding: EncodedPictures,
): Promise<Killed> {
  const encodedBefore = (await encoding.all()).length;
  const program = startProgram(['index', folder, '--library', library], encoding.environment);
  let ended = false;
  program.ended.then(() => {
    ended = true;
  });
  if ('startMs' in moment) await sleep(moment.startMs);
  else {
    // Once the engine has opened the library.
    while (!ended && countDone(library) === undefined) await sleep(20);
    while (!ended && (countDone(library) ?? 0) < moment.doneInAll) await sleep(5);
    await sleep(moment.thenMs);
  }
  const children = childrenOf(program.processId).length;
  const done = countDone(library) ?? 0;
  program.kill();
  const code = await program.ended;
  expect([null, 0], program.errors()).toContain(code);
  await noChildLeft(program.processId);
  const { encoded, again } = await encoding.since(encodedBefore);
  return { done, children, encoded, again, hit: code === null && done < allDone };
}

/** Opened as the next engine does, and asked everything that `check` asks. */
function checkKilled(libraryPath: string): CheckReport {
  const unlock = acquireLibraryLock(libraryPath);
  const catalog = openCatalog({ libraryPath, model });
  try {
    return catalog.check();
  } finally {
    catalog.close();
    removeEngineAddress(libraryPath);
    unlock();
  }
}

it(`${kills} SIGKILLs while indexing leave the library that an undisturbed run makes`, async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-kill-')));
  try {
    const folder = join(root, 'folder');
    await makeFolder(folder);
    const undisturbed = join(root, 'undisturbed');
    const all = await json<IndexSummary>(['index', folder, '--library', undisturbed]);
    expect(all).toMatchObject({ seen: photos + clips + 3, encoded: photos + clips, reused: 1 });

    const before = await fingerprints(folder);

    const killed = join(root, 'killed');
    const encoding = watchEncoding(join(root, 'encoded'));
    const moments = killMoments();
    console.info(`seed ${seed}: ${moments.map((moment) => JSON.stringify(moment)).join(' ')}`);
    const killings: Killed[] = [];
    for (const moment of moments) {
      killings.push(await indexAndKill(folder, killed, moment, encoding));
      const report = checkKilled(killed);
      expect(report, JSON.stringify({ moment, killings })).toEqual({ ok: true, problems: [] });
    }
    console.info(killings.map((one) => JSON.stringify(one)).join(' '));
    const seen = killings.map(({ done }) => done).filter((done) => done > 0);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(killings.filter(({ hit }) => hit).length).toBeGreaterThanOrEqual(0.7 * kills);
    // The children are found by their parent and command line; where none is, none can be missed.
    expect(killings.filter(({ children }) => children > 0).length).toBeGreaterThanOrEqual(
      0.5 * kills,
    );

    const encodedBefore = (await encoding.all()).length;
    const program = startProgram(
      ['index', folder, '--library', killed, '--json'],
      encoding.environment,
    );
    expect(await program.ended, program.errors()).toBe(0);
    const rest = JSON.parse(program.output()) as IndexSummary;
    expect(rest.encoded + rest.reused + rest.setAside.length).toBe(rest.seen);
    expect(await json<CheckReport>(['check', '--library', killed])).toEqual({
      ok: true,
      problems: [],
    });
    expect(libraryPicture(killed)).toEqual(libraryPicture(undisturbed));
    expect(await fingerprints(folder)).toEqual(before);

    const again = [
      ...killings.map((one) => one.again),
      (await encoding.since(encodedBefore)).again,
    ];
    const photosAgain = again.slice(0, killings.findLastIndex((one) => one.done < photos) + 1);
    console.info(
      `encoded twice after a kill: at most ${Math.max(...again)}, among photos alone ` +
        `${Math.max(...photosAgain)}; in all ${again.reduce((sum, one) => sum + one, 0)}`,
    );
    expect(Math.max(...again)).toBeLessThanOrEqual(mostInFlight);
    // With more decoders a video is read beside the photos.
    if (decoders === 1) expect(Math.max(...photosAgain)).toBeLessThanOrEqual(decoders);
    expect(new Set(await encoding.all()).size).toBe(photos + clips * scenesAClip);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
