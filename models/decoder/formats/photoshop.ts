/** What a PSD file says beside its picture (Adobe Photoshop File Formats Specification). Pure. */

const headerBytes = 26;
const exifResource = 1058;
const profileResource = 1039;
const mostResources = 10_000;

/** A RangeError where the file ends too soon. */
export function readPhotoshop(bytes: Buffer): {
  readonly exif: Buffer | undefined;
  readonly profile: Buffer | undefined;
  /** Whether a fourth channel is transparency; else it is a selection that somebody saved. */
  readonly transparent: boolean;
} {
  const modeEnd = endOfSection(bytes, headerBytes);
  const resourcesEnd = endOfSection(bytes, modeEnd);
  const resources = readResources(bytes.subarray(modeEnd + 4, resourcesEnd));
  const layers = bytes.subarray(resourcesEnd + 4, endOfSection(bytes, resourcesEnd));
  return {
    exif: resources.get(exifResource),
    profile: resources.get(profileResource),
    // A negative number of layers says so.
    transparent: layers.length >= 6 && layers.readUInt32BE(0) > 0 && layers.readInt16BE(4) < 0,
  };
}

const endOfSection = (bytes: Buffer, at: number): number => at + 4 + bytes.readUInt32BE(at);

function readResources(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  let at = 0;
  while (at + 12 <= bytes.length && found.size < mostResources) {
    const id = bytes.readUInt16BE(at + 4);
    // A name with its length before it, and then the data; both fill an even number of bytes.
    const sizeAt = at + 6 + even(1 + bytes.readUInt8(at + 6));
    if (sizeAt + 4 > bytes.length) break;
    const start = sizeAt + 4;
    const end = start + bytes.readUInt32BE(sizeAt);
    if (end > bytes.length) break;
    found.set(id, bytes.subarray(start, end));
    at = start + even(end - start);
  }
  return found;
}

const even = (length: number): number => length + (length % 2);
