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
import { noChildLeft, startProgram } from '../support/processes.ts';
import { json } from '../support/program.ts';

const kills = 10;
const photos = 150;
const clips = 3;
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
    for (let scene = 0; scene < 6; scene += 1) {
      const rgb = await rawScene(1_000 + number * 6 + scene, 320, 240);
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

/** Starts an indexing engine and kills it. Returns the files done, as far as was seen. */
async function indexAndKill(folder: string, library: string, moment: Moment): Promise<number> {
  const program = startProgram(['index', folder, '--library', library]);
  let done = 0;
  if ('startMs' in moment) {
    await sleep(moment.startMs);
    done = countDone(library) ?? 0;
  } else {
    const first = await doneIn(library);
    // The photos, and the one that is there twice.
    const last = 'photosDone' in moment ? photos + 1 : first + moment.doneMore;
    for (done = first; done < last; done = countDone(library) ?? done) await sleep(5);
    await sleep(moment.thenMs);
  }
  program.kill();
  expect(await program.ended, program.errors()).toBe(null);
  await noChildLeft(program.processId);
  return done;
}

/** Waits until the engine has opened the library, and counts. */
async function doneIn(library: string): Promise<number> {
  for (;;) {
    const done = countDone(library);
    if (done !== undefined) return done;
    await sleep(20);
  }
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
    const doneAtKill: number[] = [];
    for (const moment of moments) doneAtKill.push(await indexAndKill(folder, killed, moment));
    console.info(`files done at each kill: ${doneAtKill.join(', ')}`);
    const seen = doneAtKill.filter((done) => done > 0);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));

    const rest = await json<IndexSummary>(['index', folder, '--library', killed]);
    expect(rest.encoded).toBeGreaterThan(0);
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
