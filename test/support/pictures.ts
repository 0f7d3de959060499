/** Pictures drawn for tests: distinct scenes of shapes and colours, in any format sharp writes. */
import { writeFile } from 'node:fs/promises';
import sharp, { type FormatEnum } from 'sharp';

export type Scene = {
  readonly hue: number;
  readonly shapes: number;
  readonly width: number;
  readonly height: number;
};

/** Scene `number` of an endless series; neighbours differ clearly. Deterministic. */
export function scene(number: number): Scene {
  const sizes = [
    [640, 480],
    [480, 640],
    [800, 450],
    [600, 600],
  ] as const;
  const [width, height] = sizes[number % sizes.length] as readonly [number, number];
  return { hue: (number * 137) % 360, shapes: 3 + ((number * 7) % 9), width, height };
}

export function drawing({ hue, shapes, width, height }: Scene): Buffer {
  const parts = Array.from({ length: shapes }, (_, index) => {
    const x = ((index * 211 + hue * 3) % 100) / 100;
    const y = ((index * 131 + hue * 7) % 100) / 100;
    const size = 0.08 + ((index * 53 + hue) % 20) / 100;
    const colour = `hsl(${(hue + 90 + index * 40) % 360} 70% ${35 + ((index * 17) % 40)}%)`;
    return index % 2 === 0
      ? `<circle cx="${x * width}" cy="${y * height}" r="${size * height}" fill="${colour}"/>`
      : `<rect x="${x * width}" y="${y * height}" width="${size * width}" height="${size * height * 1.6}" fill="${colour}"/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
      `<rect width="100%" height="100%" fill="hsl(${hue} 45% 78%)"/>${parts.join('')}</svg>`,
  );
}

/** Write a scene to `path`, in the format its ending names. */
export async function writePicture(path: string, number: number): Promise<void> {
  const picture = sharp(drawing(scene(number)));
  const format = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const bytes = await picture
    .toFormat(format === 'jpg' ? 'jpeg' : (format as keyof FormatEnum))
    .toBuffer();
  await writeFile(path, bytes);
}

/** Raw RGB of a scene, for clips. */
export async function rawScene(number: number, width: number, height: number): Promise<Uint8Array> {
  return sharp(drawing(scene(number)))
    .resize(width, height, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
}
