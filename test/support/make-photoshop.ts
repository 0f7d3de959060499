/** A small Photoshop file of one flattened picture, not compressed. */
import { number } from './write-boxes.ts';

export function makePhotoshop(plan: {
  /** Planes of equal size: red, green, blue, and whatever more. */
  readonly planes: readonly Uint8Array[];
  readonly width: number;
  readonly height: number;
  /** By their number, e.g. 1058 for EXIF. */
  readonly resources?: Readonly<Record<number, Uint8Array>>;
  /** The fourth plane is transparency, and not a selection that somebody saved. */
  readonly transparent?: boolean;
}): Buffer {
  const { planes, width, height, resources = {}, transparent = false } = plan;
  const layers = number(2, transparent ? -1 : 1);
  return Buffer.concat([
    Buffer.from('8BPS'),
    number(2, 1, 0, 0, 0, planes.length),
    number(4, height, width),
    // 8 bits, RGB.
    number(2, 8, 3),
    section(),
    section(...Object.entries(resources).map(([id, data]) => resource(Number(id), data))),
    section(section(layers, Buffer.alloc(18))),
    number(2, 0),
    ...planes,
  ]);
}

function section(...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([number(4, body.length), body]);
}

const resource = (id: number, data: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from('8BIM'),
    number(2, id, 0),
    number(4, data.length),
    data,
    Buffer.alloc(data.length % 2),
  ]);
