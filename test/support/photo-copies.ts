/** Copies of a photo as people come to have them. */
import sharp from 'sharp';

export type PhotoCopy = { readonly kind: string; readonly bytes: Uint8Array };

/** A crop keeps 90 % of the area. */
const cropped = Math.sqrt(0.9);
const quality = 85;
/** No copy is smaller, in pixels on its long side. */
const smallestCopy = 112;

/** `number` says which corner or side is cropped. */
export function copiesOf(photo: Uint8Array, number: number): Promise<PhotoCopy[]> {
  return made(photo, number, 'light');
}

/** What is no copy any more, but shows the same scene. */
export function variantsOf(photo: Uint8Array, number: number): Promise<PhotoCopy[]> {
  return made(photo, number, 'strong');
}

async function made(
  photo: Uint8Array,
  number: number,
  change: 'light' | 'strong',
): Promise<PhotoCopy[]> {
  const { width, height } = await sharp(photo).metadata();
  const resized = (scale: number) =>
    sharp(photo)
      .resize(Math.round(width * scale), Math.round(height * scale), { fit: 'fill' })
      .jpeg({ quality });
  const window = (left: number, top: number, across: number, down: number) => {
    const size = { width: Math.round(width * across), height: Math.round(height * down) };
    const place = {
      left: Math.round((width - size.width) * left),
      top: Math.round((height - size.height) * top),
    };
    return sharp(photo)
      .extract({ ...place, ...size })
      .jpeg({ quality });
  };
  const marked = (mark: string) =>
    sharp(photo)
      .composite([
        {
          input: Buffer.from(
            `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${mark}</svg>`,
          ),
        },
      ])
      .jpeg({ quality });
  const strong = {
    mirrored: sharp(photo).flop().jpeg({ quality }),
    'without colour': sharp(photo).greyscale().jpeg({ quality }),
    darkened: sharp(photo).modulate({ brightness: 0.6 }).jpeg({ quality }),
    'half of its area': window(number % 2, (number >> 1) % 2, Math.SQRT1_2, Math.SQRT1_2),
  };
  const light = {
    'quality 30': sharp(photo).jpeg({ quality: 30 }),
    'quality 60': sharp(photo).jpeg({ quality: 60 }),
    'quality 90': sharp(photo).jpeg({ quality: 90 }),
    ...(Math.max(width, height) / 4 >= smallestCopy
      ? { 'a quarter of the size': resized(0.25) }
      : {}),
    'half the size': resized(0.5),
    'three quarters of the size': resized(0.75),
    'one and a half times the size': resized(1.5),
    'twice the size': resized(2),
    'cropped all around': window(0.5, 0.5, cropped, cropped),
    'cropped at a corner': window(number % 2, (number >> 1) % 2, cropped, cropped),
    'cropped at a side': window(number % 2, 0, 0.9, 1),
    'marked in a corner': marked(
      `<text x="${0.96 * width}" y="${0.95 * height}" font-family="sans-serif" font-size="${width / 14}" fill="white" fill-opacity="0.8" text-anchor="end">© A. Photographer</text>`,
    ),
    'marked across': marked(
      `<text x="${width / 2}" y="${height / 2}" font-family="sans-serif" font-size="${width / 5}" fill="white" fill-opacity="0.45" text-anchor="middle" transform="rotate(-30 ${width / 2} ${height / 2})">SAMPLE</text>`,
    ),
  };
  return Promise.all(
    Object.entries(change === 'light' ? light : strong).map(async ([kind, copy]) => ({
      kind,
      bytes: await copy.toBuffer(),
    })),
  );
}
