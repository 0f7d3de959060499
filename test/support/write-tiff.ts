/** Writes TIFF files, directories and all, for tests of what cameras make of that format. */

export type TiffValue =
  /** SHORT or LONG by size. */
  | readonly number[]
  /** ASCII. */
  | string
  /** UNDEFINED: the bytes themselves. */
  | Uint8Array
  /** Rationals, as numerators and denominators. */
  | { readonly ratios: readonly (readonly [number, number])[] }
  /** Bytes elsewhere in the file, by their offset. */
  | { readonly elsewhere: Uint8Array }
  /** Further directories, by their offsets. */
  | { readonly directories: readonly TiffFields[] };
export type TiffFields = Readonly<Record<number, TiffValue>>;

export type TiffOptions = {
  readonly bigEndian?: boolean;
  /** The two bytes behind the byte order, as a number; default 42. */
  readonly magic?: number;
  /** Stands behind the header, as in a CR2. */
  readonly mark?: Uint8Array;
};

/** `directories`: the chain, the first one first. */
export function writeTiff(
  directories: readonly TiffFields[],
  { bigEndian = false, magic = 42, mark = new Uint8Array() }: TiffOptions = {},
): Buffer {
  const number = (size: 1 | 2 | 4, value: number): Buffer => {
    const written = Buffer.alloc(size);
    if (bigEndian) written.writeUIntBE(value, 0, size);
    else written.writeUIntLE(value, 0, size);
    return written;
  };
  const chunks: Uint8Array[] = [mark];
  let end = 8 + mark.length;
  const put = (bytes: Uint8Array): number => {
    const start = end;
    chunks.push(bytes, new Uint8Array(bytes.length % 2));
    end += bytes.length + (bytes.length % 2);
    return start;
  };

  const encode = (value: TiffValue): readonly [type: number, count: number, bytes: Buffer] => {
    if (typeof value === 'string') {
      const text = Buffer.from(`${value}\0`, 'latin1');
      return [2, text.length, text];
    }
    if (value instanceof Uint8Array) return [7, value.length, Buffer.from(value)];
    if ('ratios' in value) {
      const parts = value.ratios.flat().map((part) => number(4, part));
      return [5, value.ratios.length, Buffer.concat(parts)];
    }
    if ('elsewhere' in value) return [4, 1, number(4, put(value.elsewhere))];
    const numbers =
      'directories' in value ? value.directories.map((each) => putDirectory(each, 0)) : value;
    const long = 'directories' in value || numbers.some((each) => each > 0xffff);
    const size = long ? 4 : 2;
    return [long ? 4 : 3, numbers.length, Buffer.concat(numbers.map((each) => number(size, each)))];
  };

  const putDirectory = (fields: TiffFields, next: number): number => {
    const entries = Object.entries(fields).map(([tag, value]) => {
      const [type, count, bytes] = encode(value);
      const own = bytes.length > 4 ? number(4, put(bytes)) : Buffer.concat([bytes], 4);
      return Buffer.concat([number(2, Number(tag)), number(2, type), number(4, count), own]);
    });
    return put(Buffer.concat([number(2, entries.length), ...entries, number(4, next)]));
  };

  const first = directories.toReversed().reduce((next, fields) => putDirectory(fields, next), 0);
  const order = Buffer.from(bigEndian ? 'MM' : 'II');
  return Buffer.concat([order, number(2, magic), number(4, first), ...chunks]);
}
