/** A picture of four coloured quarters, and what is left of it: colours, orientation and all. */
import sharp, { type Sharp } from 'sharp';

export const colours = {
  red: [220, 30, 30],
  green: [30, 160, 30],
  blue: [40, 60, 140],
  grey: [128, 128, 128],
} as const;
const known = { ...colours, white: [255, 255, 255], black: [0, 0, 0] };

/** Packed RGB: red, green / blue, grey. */
export function quarterPixels(width: number, height: number): Buffer {
  const { red, green, blue, grey } = colours;
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const top = x * 2 < width ? red : green;
      const bottom = x * 2 < width ? blue : grey;
      data.set(y * 2 < height ? top : bottom, (y * width + x) * 3);
    }
  }
  return data;
}

export function quarters(width = 96, height = 64): Sharp {
  return sharp(quarterPixels(width, height), { raw: { width, height, channels: 3 } });
}

/** The name of the colour in the middle of each quarter: top left, top right, bottom left, right. */
export function corners(
  { data, width, height }: { data: Uint8Array; width: number; height: number },
  tolerance = 32,
): string[] {
  const places: [number, number][] = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.25, 0.75],
    [0.75, 0.75],
  ];
  return places.map(([x, y]) => {
    const at = (Math.floor(y * height) * width + Math.floor(x * width)) * 3;
    const found = Array.from(data.subarray(at, at + 3));
    const near = Object.entries(known).find(([, colour]) =>
      colour.every((value, channel) => Math.abs(value - (found[channel] ?? 999)) < tolerance),
    );
    return near?.[0] ?? found.join(',');
  });
}

/** What `quarters` look like after each EXIF orientation, 1 to 8. */
export const turnedCorners: readonly (readonly [orientation: number, corners: string[]])[] = [
  [1, ['red', 'green', 'blue', 'grey']],
  [2, ['green', 'red', 'grey', 'blue']],
  [3, ['grey', 'blue', 'green', 'red']],
  [4, ['blue', 'grey', 'red', 'green']],
  [5, ['red', 'blue', 'green', 'grey']],
  [6, ['blue', 'red', 'grey', 'green']],
  [7, ['grey', 'green', 'blue', 'red']],
  [8, ['green', 'grey', 'red', 'blue']],
];
