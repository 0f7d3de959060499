/** What the workers can be told, and what holds when they are told nothing. */
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '../../../models/manifest.ts';

export type WorkersOptions = {
  /** Folder of the model; the built-in one by default. */
  readonly modelPath?: string;
  /** The model's manifest, where it has been read already. */
  readonly manifest?: ModelManifest;
  /** Decoders for ingest. Default: `coreShares`. */
  readonly decoders?: number;
  /** Threads of the picture encoder. Default: one for two cores. */
  readonly encoderThreads?: number;
  /** A job is given up after this much silence. Default: 60 s. */
  readonly silenceMs?: number;
  /** Resident memory a decoder may reach. Default: 3 GiB, or half of the machine if less. */
  readonly memoryBytes?: number;
  /** How often the system is asked for it. Default: 200 ms on Linux, 5 s where asking is dear. */
  readonly memoryPollMs?: number;
  /** A picture of more pixels is set aside. Default: 2^28, about 268 million. */
  readonly maxPixels?: number;
  /** For tests: other scripts in place of the product's children. */
  readonly entries?: { readonly decoder?: URL; readonly encoder?: URL };
};

export type ResolvedOptions = Required<Omit<WorkersOptions, 'entries' | 'manifest'>> & {
  readonly decodersEncode: boolean;
  readonly entries: { readonly decoder: URL; readonly encoder: URL };
};

const repository = new URL('../../../', import.meta.url);

export const builtinModelPath = fileURLToPath(new URL('models/builtin', repository));

export type CoreShares = {
  readonly decoders: number;
  /** Of the encoder of videos' moments and of whatever the decoders do not encode. */
  readonly encoderThreads: number;
  /** Whether a decoder encodes its photos itself. */
  readonly decodersEncode: boolean;
};

/** Of memory for each decoder; it holds about 300 MiB, and the machine has other things to do. */
const decoderBytes = 1.5 * 2 ** 30;
const mostDecoders = 8;

/**
 * How the cores that reading may keep busy are shared. With all of them each decoder takes a photo
 * from its file to its code, and there is one more than cores, so that none idles while the engine
 * stores (`npm run bench:ingest`). A video's moments go to the encoder, so that one video alone has
 * two cores. Of fewer cores decoders and encoder together have no more than allowed; with one they
 * take turns (`filesAhead` of the queue). `memoryBytes`: the machine's.
 */
export function coreShares(
  allowed: number | 'all',
  here = os.availableParallelism(),
  memoryBytes = os.totalmem(),
): CoreShares {
  const most = Math.max(1, Math.min(mostDecoders, Math.floor(memoryBytes / decoderBytes)));
  if (allowed === 'all' || allowed >= here) {
    const decoders = Math.min(most, here + 1);
    return { decoders, encoderThreads: Math.ceil(here / 2), decodersEncode: true };
  }
  if (allowed === 1) return { decoders: 1, encoderThreads: 1, decodersEncode: true };
  const decoders = Math.min(most, Math.floor(allowed / 2));
  return { decoders, encoderThreads: Math.max(1, allowed - decoders), decodersEncode: false };
}

export function resolveOptions(options: WorkersOptions): ResolvedOptions {
  return {
    modelPath: options.modelPath ?? builtinModelPath,
    ...coreShares('all'),
    ...(options.decoders === undefined ? {} : { decoders: options.decoders }),
    ...(options.encoderThreads === undefined ? {} : { encoderThreads: options.encoderThreads }),
    silenceMs: options.silenceMs ?? 60_000,
    memoryBytes: options.memoryBytes ?? Math.min(3 * 2 ** 30, os.totalmem() / 2),
    memoryPollMs: options.memoryPollMs ?? (process.platform === 'linux' ? 200 : 5_000),
    maxPixels: options.maxPixels ?? 2 ** 28,
    entries: {
      decoder: options.entries?.decoder ?? new URL('models/decoder/main.ts', repository),
      encoder: options.entries?.encoder ?? new URL('models/encoder/main.ts', repository),
    },
  };
}
