/** Files as failing disks, cut-off copies and malice leave them: real ones, changed by chance. */

export type Seed = { readonly name: string; readonly bytes: Buffer };
export type Mutated = {
  /** `flip`, `cut`, …: which change was made. */
  readonly how: Mutation;
  /** Of the seed whose ending the file has. */
  readonly seed: Seed;
  readonly bytes: Buffer;
};
export type Mutation = keyof typeof mutations;
type Random = () => number;

/** Values that lengths, counts and offsets are least prepared for, in 1, 2, 4 and 8 bytes. */
const extremes = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fff_ffffn]
  .concat([0x8000_0000n, 0xffff_ffffn, 0x7fff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn])
  .map((value) => BigInt.asUintN(64, value));

const mutations = {
  flip(random, { bytes }) {
    const changed = Buffer.from(bytes);
    for (let flips = 1 + below(random, 64); flips > 0; flips -= 1) {
      const at = place(random, changed);
      changed[at] = (changed[at] as number) ^ (1 << below(random, 8));
    }
    return changed;
  },
  cut: (random, { bytes }) => Buffer.from(bytes.subarray(0, below(random, bytes.length))),
  /** The beginning of one and the end of another. */
  splice(random, { bytes }, other) {
    const head = bytes.subarray(0, place(random, bytes));
    return Buffer.concat([head, other.bytes.subarray(place(random, other.bytes))]);
  },
  /** Fields of the file's first part, where the lengths are, set to the edges of what they hold. */
  extreme(random, { bytes }) {
    const changed = Buffer.from(bytes);
    for (let fields = 1 + below(random, 4); fields > 0; fields -= 1) {
      const width = [1, 2, 4, 8][below(random, 4)] as number;
      if (changed.length < width) continue;
      const at = Math.min(place(random, changed), changed.length - width);
      const value = Buffer.alloc(8);
      value.writeBigUInt64LE(extremes[below(random, extremes.length)] as bigint);
      const field = value.subarray(0, width);
      changed.set(random() < 0.5 ? field : Buffer.from(field).reverse(), at);
    }
    return changed;
  },
  /** A block of the disk that reads as nothing, or as another block of the file. */
  block(random, { bytes }) {
    const changed = Buffer.from(bytes);
    const length = 1 + below(random, Math.min(4096, changed.length));
    const at = below(random, changed.length);
    if (random() < 0.5) changed.fill(0, at, Math.min(at + length, changed.length));
    else bytes.copy(changed, at, below(random, bytes.length));
    return changed;
  },
  /** Some bytes more, or some fewer, in the middle: all that follows is shifted. */
  shift(random, { bytes }) {
    const at = place(random, bytes);
    const length = 1 + below(random, 64);
    const isLonger = random() < 0.5;
    const between = isLonger ? Buffer.alloc(length, below(random, 256)) : Buffer.alloc(0);
    return Buffer.concat([
      bytes.subarray(0, at),
      between,
      bytes.subarray(isLonger ? at : at + length),
    ]);
  },
} satisfies Record<string, (random: Random, seed: Seed, other: Seed) => Buffer>;
const names = Object.keys(mutations) as Mutation[];

/** Number `index` of an endless series, the same for the same random numbers. */
export function mutate(random: Random, seeds: readonly Seed[], index: number): Mutated {
  const seed = seeds[index % seeds.length] as Seed;
  const other = seeds[below(random, seeds.length)] as Seed;
  const how = names[below(random, names.length)] as Mutation;
  return { how, seed, bytes: mutations[how](random, seed, other) };
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** Half of them in the first kilobyte: that is where a file says what it is. */
function place(random: Random, bytes: Buffer): number {
  const within = random() < 0.5 ? Math.min(1024, bytes.length) : bytes.length;
  return below(random, within);
}
