/** What a PSD file says beside its picture (Adobe Photoshop File Formats Specification). Pure. */

const headerBytes = 26;
const exifResource = 1058;
const profileResource = 1039;
const xmpResource = 1060;
const mostResources = 10_000;

/** A RangeError where the file ends too soon. */
export function readPhotoshop(bytes: Buffer): {
  readonly exif: Buffer | undefined;
  readonly profile: Buffer | undefined;
  readonly xmp: Buffer | undefined;
} {
  const modeEnd = endOfSection(bytes, headerBytes);
  const resources = readResources(bytes.subarray(modeEnd + 4, endOfSection(bytes, modeEnd)));
  return {
    exif: resources.get(exifResource),
    profile: resources.get(profileResource),
    xmp: resources.get(xmpResource),
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
