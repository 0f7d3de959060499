/** SIGKILL at any moment: nothing is lost, nothing is half there, nothing finished is done again. */
import { copyFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { CheckReport, IndexSummary } from '../../main/engine/contract/library.ts';
import { countDone, libraryPicture } from '../support/library-picture.ts';
import { makeClip, randomFrom } from '../support/make-clip.ts';
import { rawScene, writePicture } from '../support/pictures.ts';
import { childrenOf, noChildLeft, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const kills = 10;
const photos = 150;
const clips = 6;
const scenesAClip = 10;
/** Files that end as done: the photos, the clips, and the one that is there twice. */
const allDone = photos + clips + 1;
const seed = 20_261_122;

async function makeFolder(folder: string): Promise<void> {
  await mkdir(join(folder, 'inner'), { recursive: true });
  for (let number = 0; number < photos; number += 1) {
    const place = number % 3 === 0 ? 'inner/' : '';
    const ending = ['jpg', 'png', 'webp'][number % 3];
    await writePicture(join(folder, `${place}photo-${number}.${ending}`), number);
  }
  for (let number = 0; number < clips; number += 1) {
    const scenes = [];
    for (let scene = 0; scene < scenesAClip; scene += 1) {
      const rgb = await rawScene(1_000 + number * scenesAClip + scene, 320, 240);
      scenes.push({ rgb, width: 320, height: 240, durationMs: 2_000 });
    }
    await makeClip(join(folder, `clip-${number}.mp4`), scenes);
  }
  await copyFile(join(folder, 'photo-1.png'), join(folder, 'inner/same.png'));
  await writeFile(join(folder, 'broken.jpg'), 'no picture');
  await writeFile(join(folder, 'empty.jpg'), '');
}

/** When so many more files are done, or `photosDone`, and then a little later; or after the start. */
type Moment =
  | { readonly startMs: number }
  | { readonly doneMore: number; readonly thenMs: number }
  | { readonly photosDone: true; readonly thenMs: number };

/** Two while the engine starts, two in the clips, the others over the photos, on any machine. */
function killMoments(): Moment[] {
  const random = randomFrom(seed);
  const mostADone = Math.floor((photos * 1.5) / kills);
  return Array.from({ length: kills }, (_, index) => {
    if (index % 5 === 1) return { startMs: Math.round(random() * 1_000) };
    if (index >= kills - 2) return { photosDone: true, thenMs: Math.round(random() * 600) };
    return { doneMore: Math.round(random() * mostADone), thenMs: Math.round(random() * 200) };
  });
}

type Killed = {
  /** Files done, as far as was seen. */
  readonly done: number;
  /** Children that ran just before. */
  readonly children: number;
  /** Work was left. On a fast machine a kill may come too late: the engine has ended by itself. */
  readonly hit: boolean;
};

/** Starts an indexing engine and kills it. */
async function indexAndKill(folder: string, library: string, moment: Moment): Promise<Killed> {
  const program = startProgram(['index', folder, '--library', library]);
  let ended = false;
  program.ended.then(() => {
    ended = true;
  });
  if ('startMs' in moment) await sleep(moment.startMs);
  else {
    // Once the engine has opened the library: what it finds done.
    let first: number | undefined;
    for (; first === undefined && !ended; first = countDone(library)) await sleep(20);
    // The photos, and the one that is there twice.
    const last = 'photosDone' in moment ? photos + 1 : (first ?? 0) + moment.doneMore;
    while (!ended && (countDone(library) ?? 0) < last) await sleep(5);
    await sleep(moment.thenMs);
  }
  const children = childrenOf(program.processId).length;
  const done = countDone(library) ?? 0;
  program.kill();
  const code = await program.ended;
  expect([null, 0], program.errors()).toContain(code);
  await noChildLeft(program.processId);
  return { done, children, hit: code === null && done < allDone };
}

it('ten SIGKILLs while indexing leave the library that an undisturbed run makes', async () => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'afterimage-kill-')));
  try {
    const folder = join(root, 'folder');
    await makeFolder(folder);
    const undisturbed = join(root, 'undisturbed');
    const all = await json<IndexSummary>(['index', folder, '--library', undisturbed]);
    expect(all).toMatchObject({ seen: photos + clips + 3, encoded: photos + clips, reused: 1 });

    const killed = join(root, 'killed');
    const moments = killMoments();
    console.info(`seed ${seed}: ${moments.map((moment) => JSON.stringify(moment)).join(' ')}`);
    const killings: Killed[] = [];
    for (const moment of moments) killings.push(await indexAndKill(folder, killed, moment));
    console.info(killings.map((one) => JSON.stringify(one)).join(' '));
    const seen = killings.map(({ done }) => done).filter((done) => done > 0);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(killings.filter(({ hit }) => hit).length).toBeGreaterThanOrEqual(7);
    // The children are found by their parent and command line; where none is, none can be missed.
    expect(killings.filter(({ children }) => children > 0).length).toBeGreaterThanOrEqual(5);

    const rest = await json<IndexSummary>(['index', folder, '--library', killed]);
    expect(rest.encoded + rest.reused + rest.setAside.length).toBe(rest.seen);
    expect(await json<CheckReport>(['check', '--library', killed])).toEqual({
      ok: true,
      problems: [],
    });
    expect(libraryPicture(killed)).toEqual(libraryPicture(undisturbed));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
