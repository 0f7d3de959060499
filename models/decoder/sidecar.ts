/** XMP sidecars: reads what one says, and makes the bytes of one that says more. Writes nothing. */
import type { SidecarSays } from '../../main/engine/contract/file-says.ts';
import {
  type ComposedSidecar,
  type FileStamp,
  type SidecarRead,
  type SidecarWanted,
  WorkerError,
} from '../../main/engine/workers/types.ts';
import { sidecarText } from './metadata/sidecar-text.ts';
import { tagsOf } from './metadata/tags.ts';
import { believe } from './metadata/time.ts';
import { decodeXmp, encodeXmp } from './metadata/xmp-encoding.ts';
import { mostPacketCharacters, readPacket } from './metadata/xmp-packet.ts';
import { readXmp } from './metadata/xmp-says.ts';
import { withOriginal } from './open-original.ts';

/**
 * Rejects with WorkerError where it cannot be read, or changes meanwhile (`kept-changing`). What is no
 * XMP is an answer.
 */
export async function readSidecar(path: string): Promise<SidecarRead> {
  const { stamp, bytes } = await readWhole(path);
  try {
    return { ...stamp, says: saysOf(decodeXmp(bytes).text), problem: null };
  } catch (error) {
    return { ...stamp, says: null, problem: problemOf(error) };
  }
}

/** The same, with what the person added in it. */
export async function composeSidecar(
  path: string,
  { annotations, embedded }: SidecarWanted,
): Promise<ComposedSidecar> {
  const there = await readWhole(path).catch(noneIfVanished);
  const before = there?.stamp ?? null;
  try {
    const { text, encoding } = there
      ? decodeXmp(there.bytes)
      : { text: null, encoding: 'utf-8' as const };
    const written = sidecarText({ text, annotations, embedded, now: new Date() });
    return {
      before,
      found: text === null ? null : saysOf(text),
      bytes: written === null ? null : encodeXmp(written, encoding),
      says: written === null ? null : saysOf(written),
      problem: null,
    };
  } catch (error) {
    return { before, found: null, bytes: null, says: null, problem: problemOf(error) };
  }
}

function saysOf(text: string): SidecarSays {
  const xmp = readXmp(readPacket(text));
  const { camera, lens, latitude, longitude, exposure, title, rating, favourite, caption } = xmp;
  const { original, created, digitized } = xmp.times;
  return {
    capturedAt: believe([original, created, digitized]),
    camera,
    lens,
    latitude,
    longitude,
    exposure,
    title,
    said: {
      rating,
      favourite,
      caption,
      tags: xmp.keywords && tagsOf(xmp.keywords),
      albums: xmp.albums && [...xmp.albums],
    },
    extension: xmp.extension,
  };
}

/** Characters of XMP take up to four bytes each. */
const mostBytes = 4 * mostPacketCharacters;

function readWhole(path: string): Promise<{ stamp: FileStamp; bytes: Buffer }> {
  return withOriginal(path, async (file) => {
    const before = await file.stat({ bigint: true });
    const stamp = { sizeBytes: Number(before.size), modifiedNs: String(before.mtimeNs) };
    // One that is too large is read as one that is empty: it says nothing.
    if (stamp.sizeBytes > mostBytes) return { stamp, bytes: Buffer.alloc(0) };
    const bytes = await file.readFile();
    const after = await file.stat({ bigint: true });
    const isSame = after.size === before.size && after.mtimeNs === before.mtimeNs;
    if (isSame && bytes.length === stamp.sizeBytes) return { stamp, bytes };
    throw new WorkerError('kept-changing', '', { retry: true });
  });
}

function noneIfVanished(error: unknown): null {
  if (error instanceof WorkerError && error.code === 'vanished') return null;
  throw error;
}

/** One line of what the reader said. */
function problemOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.slice(0, 160);
}
