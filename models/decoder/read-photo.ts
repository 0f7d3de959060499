/**
 * A photo from its file to its code in one child: the file is read once, and the pixels go nowhere.
 * What it costs beside decoding and encoding is little more than its hash.
 */
import { createHash } from 'node:crypto';
import type { PixelPlan } from '../../main/engine/workers/protocol.ts';
import {
  type DecodedPhoto,
  type EncodedMoment,
  type FileIdentity,
  type ReadPhoto,
  WorkerError,
} from '../../main/engine/workers/types.ts';
import { pictureEncoder } from '../runtime/picture-encoder.ts';
import { confirmSame, identify } from './identify.ts';
import { withOriginal } from './open-original.ts';
import { decodePicture } from './photo.ts';
import { readPictureFrom } from './read-picture.ts';

export type ReadPhotoOptions = {
  readonly plan: PixelPlan;
  /** Whether to encode it as well. */
  readonly encode: boolean;
  /** Told what the file is; what is not wanted is not decoded. */
  readonly isWanted: (identity: FileIdentity) => Promise<boolean>;
  /** Called as the work gets on. */
  readonly alive: () => void;
};

/** Null where it is not wanted. Rejects as `identify` and `decodePhoto`. */
export async function readPhoto(
  path: string,
  { plan, encode, isWanted, alive }: ReadPhotoOptions,
): Promise<ReadPhoto | null> {
  const { bytes, identity } = await readIdentified(path, alive).catch(async (error) => {
    // Known bytes under the name of another kind are known all the same.
    if (!isOfItsBytes(error) || (await isWanted(await identify(path, alive)))) throw error;
    return { bytes: null, identity: null };
  });
  // A file that moved, or is there twice, costs no more than its hash.
  if (bytes === null || !(await isWanted(identity))) return null;
  const { metadata, moments } = await decodePicture(bytes, plan);
  // One that moves is encoded as a video is.
  if (!encode || metadata.durationMs !== null) return { metadata, moments, encoded: null };
  const encoded = await encodeAll(moments, alive);
  return { metadata, moments: moments.map(({ pixels: _, ...rest }) => rest), encoded };
}

/** Rejects with `kept-changing` where the file is another one when it has been read. */
function readIdentified(path: string, alive: () => void) {
  return withOriginal(path, async (file) => {
    const before = await file.stat({ bigint: true });
    const bytes = await readPictureFrom(file, alive);
    await confirmSame(path, file, before, BigInt(bytes.length) === before.size);
    const identity: FileIdentity = {
      contentHash: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      modifiedNs: String(before.mtimeNs),
    };
    return { bytes, identity };
  });
}

/** An answer about what is in the file, which a video has as well, or something too large. */
function isOfItsBytes(error: unknown): boolean {
  return (
    error instanceof WorkerError &&
    ['unsupported-format', 'not-a-picture', 'took-too-much-memory'].includes(error.code)
  );
}

async function encodeAll(
  moments: DecodedPhoto['moments'],
  alive: () => void,
): Promise<EncodedMoment[]> {
  // The first picture waits for the model's files.
  alive();
  const encode = await pictureEncoder();
  alive();
  try {
    const encoded = [];
    for (const { pixels } of moments) encoded.push(await encode(pixels));
    return encoded;
  } catch (cause) {
    // Whose fault it is turns out when the file is tried alone, in two children.
    const detail = (cause as Error).message;
    throw new WorkerError('encoder-crashed', detail, { retry: true, cause });
  }
}
