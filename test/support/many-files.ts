/** Many small photos in many folders, each with bytes of its own, made quickly. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Folders in one folder. */
const width = 50;

/**
 * Makes `files` tiny JPEGs in `folders` directories below `root`, two levels deep, and returns their
 * paths. They are a minute old, so that none of them has to be waited for.
 */
export async function makeManyFiles(
  root: string,
  files: number,
  folders: number,
): Promise<string[]> {
  const picture = await sharp({
    create: { width: 16, height: 16, channels: 3, background: '#369' },
  })
    .jpeg()
    .toBuffer();
  const directories = Array.from({ length: folders }, (_, number) =>
    join(root, `year-${Math.floor(number / width)}`, `day-${number % width}`),
  );
  for (const directory of directories) mkdirSync(directory, { recursive: true });
  return Array.from({ length: files }, (_, number) => {
    const path = join(directories[number % folders] as string, `photo-${number}.jpg`);
    // What comes after the end of a JPEG is no part of the picture.
    writeFileSync(path, Buffer.concat([picture, Buffer.from(`${number}`)]));
    return path;
  });
}
