/** How a decoded frame is turned, mirrored and stretched before a person sees it. */

/** First mirror left to right, then turn clockwise. */
export type Orientation = {
  readonly mirror: boolean;
  readonly quarterTurns: 0 | 1 | 2 | 3;
};

export const upright: Orientation = { mirror: false, quarterTurns: 0 };

/**
 * Read FFmpeg's display matrix: nine little-endian int32, of which the first two columns map a
 * pixel (x, y) to (a x + c y, b x + d y). Turns are taken to the nearest quarter.
 */
export function readDisplayMatrix(matrix: Buffer | null): Orientation {
  if (matrix === null || matrix.length < 36) return upright;
  const [a, b, c, d] = [0, 4, 12, 16].map((offset) => matrix.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  const mirror = a * d - b * c < 0;
  if (a === 0 && b === 0) return upright;
  const turn = mirror ? Math.atan2(-b, -a) : Math.atan2(b, a);
  return {
    mirror,
    quarterTurns: (((Math.round(turn / (Math.PI / 2)) % 4) + 4) % 4) as 0 | 1 | 2 | 3,
  };
}

export type Size = { readonly width: number; readonly height: number };

export function turned(size: Size, orientation: Orientation): Size {
  return orientation.quarterTurns % 2 === 0 ? size : { width: size.height, height: size.width };
}

/**
 * The size a player shows: square pixels, upright. Of the two sides the sample aspect ratio
 * enlarges one and shrinks none, as Chromium does.
 */
export function displaySize(
  coded: Size,
  aspect: { readonly num: number; readonly den: number },
  orientation: Orientation,
): Size {
  const ratio = aspect.num > 0 && aspect.den > 0 ? aspect.num / aspect.den : 1;
  const square = {
    width: Math.round(coded.width * Math.max(1, ratio)),
    height: Math.round(coded.height / Math.min(1, ratio)),
  };
  return turned(square, orientation);
}

/** The largest size of the same shape within the box; never larger than the size itself. */
export function fitWithin(size: Size, box: Size): Size {
  const scale = Math.min(1, box.width / size.width, box.height / size.height);
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

/** Orient packed RGB pixels (`size.width * size.height * 3` bytes). */
export function orient(rgb: Uint8Array, size: Size, orientation: Orientation): Uint8Array {
  const { mirror, quarterTurns } = orientation;
  if (!mirror && quarterTurns === 0) return rgb;
  const { width, height } = size;
  const out = new Uint8Array(rgb.length);
  const outWidth = turned(size, orientation).width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mirrored = mirror ? width - 1 - x : x;
      const [toX, toY] =
        quarterTurns === 0
          ? [mirrored, y]
          : quarterTurns === 1
            ? [height - 1 - y, mirrored]
            : quarterTurns === 2
              ? [width - 1 - mirrored, height - 1 - y]
              : [y, width - 1 - mirrored];
      const from = (y * width + x) * 3;
      const to = (toY * outWidth + toX) * 3;
      out[to] = rgb[from] as number;
      out[to + 1] = rgb[from + 1] as number;
      out[to + 2] = rgb[from + 2] as number;
    }
  }
  return out;
}
