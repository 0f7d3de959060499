/**
 * The index on disk: what search finds, in blocks of columns that are read whole, so that a million
 * moments are in memory in a moment. Truth stays in the other tables; a block is written in the same
 * transaction as what it follows from, carries a checksum, and `check` compares both.
 */
import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { messages } from '../contract/messages/index.ts';
import {
  allocateColumns,
  type IndexRow,
  type IndexRowsAsked,
  type IndexSizes,
  indexRowsSql,
  type NumberColumns,
  numberColumnNames,
  numberColumns,
  setNumbers,
} from './index-rows.ts';
import type { MomentColumns } from './types.ts';

/** Small enough to be written anew for one photo (25 kB), large enough that there are few of them. */
const momentsPerBlock = 256;
const bytesBesidesCode = numberColumnNames.reduce(
  (sum, name) => sum + numberColumns[name].BYTES_PER_ELEMENT,
  0,
);
/** Raised when a block's columns change: blocks of another format are made anew. */
const format = 2;

/** A block says what it cannot mean. The truth is elsewhere, so it can be made anew. */
export class IndexDamagedError extends Error {
  override readonly name = 'IndexDamagedError';
}

export type IndexBlocks = {
  /** In the caller's transaction. A moment that is there already gets its place replaced. */
  change(added: readonly IndexRow[], removedMomentIds: readonly number[]): void;
  /** All moments, by ascending id. Throws IndexDamagedError. */
  load(): MomentColumns;
  /** The code of a moment, undefined where it is not in a sound block. */
  codeOf(momentId: number): Uint8Array | undefined;
  /** Makes the blocks anew from the truth, in one transaction. */
  build(): void;
  /** Whether they are kept up for this model. */
  readonly isBuilt: boolean;
  readonly moments: number;
};

/** Columns of one block: the moment `first + slot` is at `slot`; without an item it is not there. */
type Block = NumberColumns & {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly codes: Uint8Array;
};

type StoredBlock = {
  readonly block: number;
  readonly moments: number;
  readonly columns: Buffer;
  readonly crc32: number;
};

export function createIndexBlocks(
  database: Database,
  modelId: number,
  sizes: IndexSizes,
  log: (line: string) => void,
): IndexBlocks {
  const { codeBytes } = sizes;
  const blockBytes = momentsPerBlock * (bytesBesidesCode + codeBytes);
  const select = database.prepare<[number, number], StoredBlock>(
    'SELECT * FROM index_block WHERE model_id = ? AND block = ?',
  );
  const selectAll = database.prepare<[number], StoredBlock>(
    'SELECT * FROM index_block WHERE model_id = ? ORDER BY block',
  );
  const selectMoments = database
    .prepare<[number], number>(
      'SELECT coalesce(sum(moments), 0) FROM index_block WHERE model_id = ?',
    )
    .pluck();
  const upsert = database.prepare<[number, number, number, Uint8Array, number]>(`
    INSERT INTO index_block (model_id, block, moments, columns, crc32) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
      moments = excluded.moments, columns = excluded.columns, crc32 = excluded.crc32`);
  const remove = database.prepare<[number, number]>(
    'DELETE FROM index_block WHERE model_id = ? AND block = ?',
  );
  const selectBuilt = database
    .prepare<[number, number], number>(
      'SELECT 1 FROM index_built WHERE model_id = ? AND format = ?',
    )
    .pluck();
  const nextMoment = database
    .prepare<[number, number], number>(
      'SELECT moment_id FROM code WHERE model_id = ? AND moment_id >= ? ORDER BY moment_id LIMIT 1',
    )
    .pluck();
  const rowsBetween = database.prepare<[IndexRowsAsked], IndexRow>(indexRowsSql).raw();

  function open(stored: StoredBlock | undefined): Block {
    const isWhole =
      stored === undefined ||
      (stored.columns.length === blockBytes &&
        checksum(stored.block, stored.columns) === stored.crc32);
    if (!isWhole) {
      throw new IndexDamagedError(`block ${stored.block}, ${stored.columns.length} bytes`);
    }
    // A copy of its own is aligned, as typed arrays want it.
    const bytes = new Uint8Array(blockBytes);
    if (stored !== undefined) bytes.set(stored.columns);
    let at = 0;
    const numbers = Object.fromEntries(
      numberColumnNames.map((name) => {
        const column = new numberColumns[name](bytes.buffer, at, momentsPerBlock);
        at += column.byteLength;
        return [name, column];
      }),
    ) as NumberColumns;
    const block = { bytes, ...numbers, codes: bytes.subarray(at) };
    if (stored && momentsOf(block) !== stored.moments)
      throw new IndexDamagedError(`block ${stored.block}, ${stored.moments} moments`);
    return block;
  }

  /** For a change. A damaged one is made anew from the truth, which the change has reached already. */
  function openOrMake(number: number): Block {
    try {
      return open(select.get(modelId, number));
    } catch (error) {
      if (!(error instanceof IndexDamagedError)) throw error;
      log(messages.catalog.indexRebuilt(error.message));
      return make(number);
    }
  }

  /** From the truth. */
  function make(number: number): Block {
    const block = open(undefined);
    const from = number * momentsPerBlock;
    const asked = { ...sizes, modelId, from, until: from + momentsPerBlock };
    for (const row of rowsBetween.all(asked)) put(block, row);
    return block;
  }

  function put(block: Block, row: IndexRow): void {
    const [momentId, , code] = row;
    const slot = momentId % momentsPerBlock;
    setNumbers(block, slot, row);
    block.codes.set(code, slot * codeBytes);
  }

  function store(number: number, block: Block): void {
    const moments = momentsOf(block);
    if (moments === 0) remove.run(modelId, number);
    else upsert.run(modelId, number, moments, block.bytes, checksum(number, block.bytes));
  }

  function build(): void {
    database.prepare('DELETE FROM index_block').run();
    database.prepare('DELETE FROM index_built').run();
    // A connection that iterates may not write: so the rows of one block at a time.
    for (let first = 0; ; ) {
      const next = nextMoment.get(modelId, first);
      if (next === undefined) break;
      const number = Math.floor(next / momentsPerBlock);
      first = (number + 1) * momentsPerBlock;
      store(number, make(number));
    }
    database.prepare('INSERT INTO index_built VALUES (?, ?)').run(modelId, format);
  }

  return {
    change(added, removedMomentIds) {
      const removedOf = Map.groupBy(removedMomentIds, blockNumber);
      const addedOf = Map.groupBy(added, ([momentId]) => blockNumber(momentId));
      // One block at a time, however many a change reaches.
      for (const number of new Set([...removedOf.keys(), ...addedOf.keys()])) {
        const block = openOrMake(number);
        for (const momentId of removedOf.get(number) ?? []) {
          block.itemIds[momentId % momentsPerBlock] = 0;
        }
        for (const row of addedOf.get(number) ?? []) put(block, row);
        store(number, block);
      }
    },
    load() {
      const columns = allocateColumns({ codeBytes }, selectMoments.get(modelId) ?? 0);
      let filled = 0;
      for (const stored of selectAll.iterate(modelId)) {
        filled = copyBlock(open(stored), stored, columns, filled);
      }
      if (filled !== columns.momentIds.length) {
        throw new IndexDamagedError(`${filled} moments of ${columns.momentIds.length}`);
      }
      return columns;
    },
    codeOf(momentId) {
      try {
        const block = open(select.get(modelId, blockNumber(momentId)));
        const slot = momentId % momentsPerBlock;
        if (block.itemIds[slot] === 0) return undefined;
        return block.codes.slice(slot * codeBytes, (slot + 1) * codeBytes);
      } catch (error) {
        if (error instanceof IndexDamagedError) return undefined;
        throw error;
      }
    },
    build() {
      if (nextMoment.get(modelId, 0) !== undefined) log(messages.catalog.indexing());
      database.transaction(build).immediate();
    },
    get isBuilt() {
      return selectBuilt.get(modelId, format) !== undefined;
    },
    get moments() {
      return selectMoments.get(modelId) ?? 0;
    },
  };

  /** Returns how many rows are filled now. */
  function copyBlock(
    block: Block,
    { block: number, moments }: StoredBlock,
    target: MomentColumns,
    at: number,
  ): number {
    const first = number * momentsPerBlock;
    let row = at;
    if (moments === momentsPerBlock) {
      for (const name of numberColumnNames) target[name].set(block[name], at);
      target.codes.set(block.codes, at * codeBytes);
      for (let slot = 0; slot < momentsPerBlock; slot += 1)
        target.momentIds[at + slot] = first + slot;
      return at + momentsPerBlock;
    }
    for (let slot = 0; slot < momentsPerBlock; slot += 1) {
      if (block.itemIds[slot] === 0) continue;
      target.momentIds[row] = first + slot;
      for (const name of numberColumnNames) target[name][row] = block[name][slot] as number;
      const code = block.codes.subarray(slot * codeBytes, (slot + 1) * codeBytes);
      target.codes.set(code, row * codeBytes);
      row += 1;
    }
    return row;
  }
}

function momentsOf({ itemIds }: Block): number {
  return itemIds.reduce((count, itemId) => count + Number(itemId !== 0), 0);
}

const blockNumber = (momentId: number): number => Math.floor(momentId / momentsPerBlock);

/** Of the columns, and of which moments they are. */
const checksum = (number: number, columns: Uint8Array): number => crc32(columns, number);
