/** The chunks of a PNG. Pure; the last may be cut off. */
export type PngChunk = {
  readonly type: string;
  readonly data: Buffer;
  /** What is written behind the data to check it by; undefined where the file ends before. */
  readonly checksum: number | undefined;
  /** What it is of: the type and the data. */
  readonly checked: Buffer;
};

export function* pngChunks(file: Buffer): Generator<PngChunk> {
  for (let at = 8; at + 8 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    const checked = file.subarray(at + 4, end - 4);
    yield {
      type: file.toString('latin1', at + 4, at + 8),
      data: checked.subarray(4),
      checksum: end <= file.length ? file.readUInt32BE(end - 4) : undefined,
      checked,
    };
    at = end;
  }
}
