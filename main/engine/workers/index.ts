/** The engine's side of the child processes: which child does what. See types.ts. */
import { readModelManifest } from './model-manifest.ts';
import { coreShares, resolveOptions, type WorkersOptions } from './options.ts';
import { createPool } from './pool.ts';
import type { PixelPlan } from './protocol.ts';
import { renderVideoStream } from './rendition-stream.ts';
import type { DecodedSegment, FileIdentity, ModelPixels, Workers } from './types.ts';

export { readModelManifest } from './model-manifest.ts';
export { builtinModelPath, type WorkersOptions } from './options.ts';

/** Ingest gives way to whatever the person does meanwhile. */
const ingestNiceness = 10;
/** Renditions that may be made at a time; one more ends the oldest. */
const videoRenditions = 3;
/** Pictures a message: few enough that an urgent one soon has its turn. */
const picturesAJob = 4;
/** Two threads answer a query's few words soonest; more only wake up and wait. */
const textThreads = 2;
/** Loading the model's files may wait for a slow disk, a batch on one slow core takes a while. */
const encoderSilenceMs = 120_000;

/** Children start with their first job. Nothing is awaited here and nothing can fail here. */
export function startWorkers(options: WorkersOptions = {}): Workers {
  const resolved = resolveOptions(options);
  const { modelPath, maxPixels, entries, silenceMs, memoryBytes, memoryPollMs } = resolved;
  const decoder = {
    entry: entries.decoder,
    // glibc otherwise keeps an arena for each of libvips' threads, and their free memory with it.
    environment: {
      MALLOC_ARENA_MAX: '2',
      AFTERIMAGE_MODEL: modelPath,
      AFTERIMAGE_THREADS: '1',
    },
    niceness: ingestNiceness,
    silenceMs,
    memoryBytes,
    memoryPollMs,
    crashCode: 'decoder-crashed',
  } as const;
  const encoder = {
    entry: entries.encoder,
    niceness: ingestNiceness,
    silenceMs: Math.max(silenceMs, options.silenceMs === undefined ? encoderSilenceMs : 0),
    memoryBytes,
    memoryPollMs,
    crashCode: 'encoder-crashed',
  } as const;

  const encoderWith = (threads: number) => ({
    ...encoder,
    environment: { AFTERIMAGE_MODEL: modelPath, AFTERIMAGE_THREADS: `${threads}` },
  });

  let decoderCount = resolved.decoders;
  let { decodersEncode } = resolved;
  const decoders = createPool(decoderCount, decoder);
  const viewer = createPool(1, { ...decoder, niceness: 0 });
  const videoViewers = createPool(
    videoRenditions,
    { ...decoder, niceness: 0 },
    { whenFull: 'drop-oldest' },
  );
  const pictures = createPool(1, encoderWith(resolved.encoderThreads));
  const texts = createPool(1, { ...encoderWith(textThreads), niceness: 0 });
  const pools = [decoders, viewer, videoViewers, pictures, texts];

  async function pixelPlan(): Promise<PixelPlan> {
    const { vision } = options.manifest ?? (await readModelManifest(modelPath));
    const { width, height, kernel, trained } = vision;
    return { width, height, kernel, trained, maxPixels };
  }

  return {
    identify: (path, signal, urgent = false) =>
      (urgent ? viewer : decoders).submit('identify', { path }, { signal }),

    sample: (path, signal, urgent = false) =>
      (urgent ? viewer : decoders).submit('sample', { path }, { signal }),

    hashPart: (path, from, bytes, signal) =>
      decoders.submit('hashPart', { path, from, bytes }, { signal }),

    async decodePhoto(path, signal, urgent = false, region = undefined) {
      const request = { path, plan: await pixelPlan(), region };
      return (urgent ? viewer : decoders).submit('decodePhoto', request, { signal });
    },

    async readPhoto(path, isWanted, { signal, encode = true } = {}) {
      const request = { path, plan: await pixelPlan(), encode: encode && decodersEncode };
      const onPart = async (part: unknown) =>
        (await isWanted(part as FileIdentity)) ? undefined : 'enough';
      return decoders.submit('readPhoto', request, { signal, onPart });
    },

    async decodeVideo(path, onSegment, { signal, urgent = false, resume, onShare } = {}) {
      const request = { path, plan: await pixelPlan(), resume };
      const onPart = async (part: unknown): Promise<undefined> => {
        await onSegment(part as DecodedSegment);
      };
      const following = { signal, onPart, onShare };
      return (urgent ? viewer : decoders).submit('decodeVideo', request, following);
    },

    readSidecar: (path, signal) => decoders.submit('readSidecar', { path }, { signal }),

    composeSidecar: (path, wanted) => viewer.submit('composeSidecar', { path, wanted }),

    describe: (path, kind, signal) => decoders.submit('describe', { path, kind }, { signal }),

    async decodePicture(bytes, region) {
      return viewer.submit('decodePicture', { bytes, plan: await pixelPlan(), region });
    },

    async encodePictures(all, urgent = false) {
      const jobs: Promise<Awaited<ReturnType<Workers['encodePictures']>>>[] = [];
      for (let start = 0; start < all.length; start += picturesAJob) {
        const part: readonly ModelPixels[] = all.slice(start, start + picturesAJob);
        jobs.push(pictures.submit('encodePictures', { pictures: part }, { urgent }));
      }
      return (await Promise.all(jobs)).flat();
    },

    encodeTexts: (sentences) => texts.submit('encodeTexts', { texts: sentences }),

    renderPhoto: (path, maxEdge) => viewer.submit('renderPhoto', { path, maxEdge, maxPixels }),

    renderVideo: (path, fromMs, part = undefined) =>
      renderVideoStream(videoViewers, { path, fromMs, part }),

    findMotion: (path) => viewer.submit('findMotion', { path }),

    decoders: () => decoderCount,

    limitCores(allowed) {
      const shares = coreShares(allowed);
      decoderCount = options.decoders ?? shares.decoders;
      decodersEncode = shares.decodersEncode;
      decoders.reconfigure(decoderCount, decoder);
      pictures.reconfigure(1, encoderWith(options.encoderThreads ?? shares.encoderThreads));
    },

    processIds: () => pools.flatMap((pool) => pool.processIds()),

    ffmpegInfo: () => viewer.submit('ffmpegInfo', {}),

    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}
