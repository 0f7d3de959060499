/** What the workers can be told, and what holds when they are told nothing. */
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ModelManifest } from '../../../models/manifest.ts';

export type WorkersOptions = {
  /** Folder of the model; the built-in one by default. */
  readonly modelPath?: string;
  /** The model's manifest, where it has been read already. */
  readonly manifest?: ModelManifest;
  /** Decoders for ingest. Default: one for each core but one, at least 1 and at most 4. */
  readonly decoders?: number;
  /** Threads of the picture encoder. Default: one for each core. */
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
  readonly entries: { readonly decoder: URL; readonly encoder: URL };
};

const repository = new URL('../../../', import.meta.url);

export const builtinModelPath = fileURLToPath(new URL('models/builtin', repository));

export function resolveOptions(options: WorkersOptions): ResolvedOptions {
  const cores = os.availableParallelism();
  return {
    modelPath: options.modelPath ?? builtinModelPath,
    decoders: options.decoders ?? Math.max(1, Math.min(4, cores - 1)),
    encoderThreads: options.encoderThreads ?? cores,
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
