/**
 * A library of made items, as large as one likes, through the catalogue itself: random codes,
 * one small thumbnail for each of a few colours, aspect ratios of every kind. Its folder is then
 * taken away, as an unplugged drive is: the items stay, offline.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openCatalog } from '../../main/engine/catalog/index.ts';
import type { ObservedFile } from '../../main/engine/catalog/types.ts';
import { saysNothing } from '../../main/engine/contract/file-says.ts';
import type { Thumbnail } from '../../main/engine/workers/types.ts';
import { ModelManifest } from '../../models/manifest.ts';
import { repository } from './repository.ts';

const batchSize = 2000;

export async function makeLibrary(libraryPath: string, count: number): Promise<void> {
  const manifest = ModelManifest.parse(
    JSON.parse(readFileSync(join(repository, 'models', 'builtin', 'manifest.json'), 'utf8')),
  );
  const model = {
    name: manifest.name,
    version: manifest.version,
    codeBits: manifest.hash.bits,
    dimension: manifest.embedding.dimension,
  };
  const thumbnails = await makeThumbnails();
  const folderPath = `${libraryPath}-unplugged`;
  mkdirSync(folderPath, { recursive: true });
  const catalog = openCatalog({ libraryPath, model });
  const folder = catalog.addFolder(folderPath);
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    const files = Array.from({ length: size }, (_, index) => fileAt(folderPath, start + index));
    catalog.recordSeen(folder.id, files);
    for (const file of catalog.claimWaiting(size)) {
      const number = Number(/(\d+)\.jpg$/.exec(file.path)?.[1]);
      const thumbnail = thumbnails[number % thumbnails.length] as Thumbnail;
      catalog.storeContent(file.fileId, {
        contentHash: createHash('sha256').update(file.path).digest('hex'),
        sizeBytes: file.sizeBytes,
        modifiedNs: file.modifiedNs,
        kind: 'photo',
        metadata: {
          ...saysNothing,
          width: thumbnail.width * 10,
          height: thumbnail.height * 10,
          durationMs: null,
          format: 'jpeg',
          codec: null,
          browserShows: true,
        },
        moments: [
          {
            timeMs: null,
            shot: 0,
            thumbnail,
            encoded: {
              code: randomBytes(model.codeBits / 8),
              embedding: randomUnit(model.dimension),
              luma: randomBytes(256),
            },
          },
        ],
      });
    }
  }
  catalog.close();
  rmSync(folderPath, { recursive: true });
}

function fileAt(folder: string, number: number): ObservedFile {
  const name = `${String(number).padStart(7, '0')}.jpg`;
  const modifiedNs = String(1_600_000_000_000_000_000n + BigInt(number) * 60_000_000_000n);
  return { path: join(folder, name), kind: 'photo', sizeBytes: 1000 + number, modifiedNs };
}

async function makeThumbnails(): Promise<Thumbnail[]> {
  const sizes = [
    [48, 32],
    [32, 48],
    [64, 36],
    [40, 40],
    [96, 24],
  ] as const;
  return Promise.all(
    sizes.flatMap(([width, height], index) =>
      [0, 1, 2].map(async (shade) => {
        const background = { r: 60 + index * 35, g: 90 + shade * 50, b: 200 - index * 30 };
        const picture = sharp({ create: { width, height, channels: 3, background } });
        return { data: await picture.webp().toBuffer(), width, height };
      }),
    ),
  );
}

function randomUnit(dimension: number): Float32Array {
  const vector = Float32Array.from({ length: dimension }, () => Math.random() - 0.5);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
