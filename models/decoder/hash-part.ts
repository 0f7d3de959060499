/**
 * A part of a file's SHA-256. Node's own hash cannot be put away and gone on with later; this one,
 * in WebAssembly, is slower (a quarter as fast) but outlives the process.
 */
import { createSHA256 } from 'hash-wasm';
import type { HashedPart } from '../../main/engine/workers/types.ts';
import { confirmSame } from './identify.ts';
import { withOriginal } from './open-original.ts';

const blockBytes = 1 << 20;
const aliveBytes = 32 * blockBytes;

type From = { readonly position: number; readonly state: Uint8Array };

/** Rejects with `kept-changing` when the file changed meanwhile; before is the caller's matter. */
export function hashPart(
  path: string,
  from: From | undefined,
  bytes: number,
  alive: () => void,
): Promise<HashedPart> {
  return withOriginal(path, async (file) => {
    const before = await file.stat({ bigint: true });
    const sizeBytes = Number(before.size);
    const { hash, begin } = await goOn(from);
    const block = Buffer.allocUnsafe(blockBytes);
    const end = Math.min(sizeBytes, begin + bytes);
    let position = begin;
    let lastAlive = begin;
    while (position < end) {
      const length = Math.min(blockBytes, end - position);
      const { bytesRead } = await file.read(block, 0, length, position);
      if (bytesRead === 0) break;
      hash.update(block.subarray(0, bytesRead));
      position += bytesRead;
      if (position - lastAlive < aliveBytes) continue;
      lastAlive = position;
      alive();
    }
    await confirmSame(path, file, before, position >= end);
    const state = hash.save();
    const contentHash = position === sizeBytes ? hash.digest('hex') : null;
    return { position, state, contentHash, sizeBytes, modifiedNs: String(before.mtimeNs) };
  });
}

/** A state of another version of the library is refused by it: then from the beginning. */
async function goOn(from: From | undefined) {
  const hash = await createSHA256();
  hash.init();
  if (from === undefined) return { hash, begin: 0 };
  try {
    hash.load(from.state);
    return { hash, begin: from.position };
  } catch {
    hash.init();
    return { hash, begin: 0 };
  }
}
