/**
 * Decoding alone and encoding alone, on all cores: as many processes as there are cores, each with its
 * share of the work, begun together when all are warm.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { decodePhoto } from '../../models/decoder/photo.ts';
import { loadModel } from '../../models/runtime/load-model.ts';
import { openPictureEncoder } from '../../models/runtime/vision.ts';
import { manifest } from '../../test/support/builtin-model.ts';

export type Share =
  | { readonly work: 'decode'; readonly files: readonly string[] }
  | { readonly work: 'encode'; readonly files: readonly string[]; readonly threads: number };

const cores = availableParallelism();
const { vision } = manifest;
const plan = { ...vision, maxPixels: 2 ** 28 };

/** From files in memory's page cache to the model's pixels and a thumbnail, photos a second. */
export function decodeAlone(files: readonly string[]): Promise<number> {
  return together(shares(files, cores).map((own) => ({ work: 'decode', files: own })));
}

/** From the model's pixels to codes, photos a second: the better of two ways to use all cores. */
export async function encodeAlone(files: readonly string[]): Promise<Record<string, number>> {
  const one = [{ work: 'encode', files, threads: cores }] as const;
  const each = shares(files, cores).map((own) => {
    return { work: 'encode', files: own, threads: 1 } as const;
  });
  return {
    'one session, a thread a core': await together(one),
    'a session a core': await together(each),
  };
}

function shares(files: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, place) =>
    files.filter((_, index) => index % count === place),
  );
}

/** Resolves with how many are done a second from the common start to the last one's end. */
async function together(works: readonly Share[]): Promise<number> {
  const children = works.map((work) => ({
    child: fork(new URL(import.meta.url), ['share']),
    work,
  }));
  await Promise.all(
    children.map(({ child, work }) => {
      const ready = new Promise((resolve) => child.once('message', resolve));
      child.send(work);
      return ready;
    }),
  );
  const startedMs = performance.now();
  await Promise.all(
    children.map(({ child }) => {
      const ended = new Promise((resolve) => child.once('message', resolve));
      child.send('go');
      return ended;
    }),
  );
  const tookMs = performance.now() - startedMs;
  for (const { child } of children) if (child.connected) child.disconnect();
  return (1_000 * works.reduce((sum, { files }) => sum + files.length, 0)) / tookMs;
}

/** In the child: gets warm, says so, waits for its go, works, says so. */
async function work(share: Share): Promise<void> {
  const run = share.work === 'decode' ? decoding(share.files) : await encoding(share);
  await run(4);
  process.send?.('ready');
  process.once('message', async () => {
    await run(share.files.length);
    process.send?.('done');
  });
}

function decoding(files: readonly string[]) {
  return async (count: number) => {
    for (const file of files.slice(0, count)) await decodePhoto(file, plan);
  };
}

/** Of pictures that are decoded beforehand, so many that no cache holds them. */
async function encoding({ files, threads }: Extract<Share, { work: 'encode' }>) {
  const encode = await openPictureEncoder(await loadModel(builtinModelPath), threads);
  const pictures: Awaited<ReturnType<typeof decodePhoto>>['moments'][number]['pixels'][] = [];
  for (const file of files.slice(0, 64)) {
    pictures.push(...(await decodePhoto(file, plan)).moments.map(({ pixels }) => pixels));
  }
  return async (count: number) => {
    for (let done = 0; done < count; done += 1) {
      await encode(pictures[done % pictures.length] as (typeof pictures)[number]);
    }
  };
}

if (process.argv[2] === 'share') process.once('message', (share) => void work(share as Share));
