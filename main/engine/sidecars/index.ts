/** Writes what a person added into XMP sidecars. See types.ts. */
import type { Catalog } from '../catalog/types.ts';
import { messages } from '../contract/messages/index.ts';
import type { SidecarsWritten } from '../contract/sidecars.ts';
import type { FileStamp, Workers } from '../workers/types.ts';
import { reasonOf } from './reasons.ts';
import type { Sidecars } from './types.ts';
import { writeBeside } from './write-beside.ts';

export type SidecarsOptions = { readonly catalog: Catalog; readonly workers: Workers };

type Outcome = 'written' | 'unchanged' | Refusal;
type Refusal = { readonly path: string; readonly reason: string };

const texts = messages.sidecars;
/** More are counted and not listed. */
const mostReasons = 100;
/** A sidecar that another program goes on changing is left to it. */
const mostTries = 3;

export function createSidecars(options: SidecarsOptions): Sidecars {
  const { catalog } = options;
  /** One request after the other, so that two never write the same sidecar. */
  let last: Promise<unknown> = Promise.resolve();

  const writeAll = async (itemIds: readonly number[], signal: AbortSignal) => {
    const result = { written: 0, unchanged: 0, refused: 0, reasons: [] as Refusal[] };
    for (const itemId of new Set(itemIds)) {
      for (const { path, offline } of catalog.item(itemId)?.files ?? []) {
        signal.throwIfAborted();
        const outcome: Outcome = offline
          ? { path, reason: texts.offline() }
          : await writeOne(options, itemId, path);
        if (typeof outcome === 'string') result[outcome] += 1;
        else {
          result.refused += 1;
          if (result.reasons.length < mostReasons) result.reasons.push(outcome);
        }
      }
    }
    return result satisfies SidecarsWritten;
  };

  return {
    write(itemIds, signal) {
      const writing = last.then(() => writeAll(itemIds, signal));
      last = writing.catch(() => undefined);
      return writing;
    },
  };
}

/** What is in the sidecar and was not heard yet joins the item first, so that nothing is overwritten. */
async function writeOne(
  { catalog, workers }: SidecarsOptions,
  itemId: number,
  path: string,
): Promise<Outcome> {
  const refused = (reason: string): Refusal => ({ path, reason });
  const embedded = catalog.embeddedSaid(itemId);
  try {
    for (let tries = 1; ; tries += 1) {
      const target = catalog.sidecarFor(path);
      const annotations = catalog.annotations(itemId);
      const made = await workers.composeSidecar(target.path, { annotations, embedded });
      if (made.problem !== null) return refused(texts.notXmp(target.path, made.problem));
      const { before, found } = made;
      if (before !== null && found !== null && !isHeard(target.known, before)) {
        catalog.noteSidecar(path, { path: target.path, ...before }, found, 'heard');
        if (tries < mostTries) continue;
        return refused(texts.changedMeanwhile(target.path));
      }
      if (made.bytes === null || made.says === null) return 'unchanged';
      const stamp = await writeBeside(target.path, made.bytes, before);
      catalog.noteSidecar(path, { path: target.path, ...stamp }, made.says, 'written');
      return 'written';
    }
  } catch (error) {
    return refused(reasonOf(error, catalog.sidecarFor(path).path));
  }
}

type Known = ReturnType<Catalog['sidecarFor']>['known'];

function isHeard(known: Known, before: FileStamp): boolean {
  return (
    known?.isRead === true &&
    known.sizeBytes === before.sizeBytes &&
    known.modifiedNs === before.modifiedNs
  );
}
