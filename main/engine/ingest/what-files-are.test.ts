/** What a file is, its content says: with a real catalogue and real child processes. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeHeif } from '../../../test/support/make-heif.ts';
import { rawWriters } from '../../../test/support/make-raw.ts';
import { quarterPixels, quarters } from '../../../test/support/quarters.ts';
import { makeTestLibrary } from '../../../test/support/test-library.ts';

const animation = async (frames: number) => {
  const colours = ['#dc1e1e', '#30a030', '#283c8c', '#e0e040'].slice(0, frames);
  const pictures = await Promise.all(
    colours.map((background) =>
      sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pictures, { join: { animated: true } });
};

test('a picture that moves is a video with its moments; one that does not is a photo', async () => {
  const library = await makeTestLibrary();
  const { folder, folderId, catalog } = library;
  const delay = [2000, 2000, 2000, 2000];
  const files = {
    'dance.gif': await (await animation(4)).gif({ delay }).toBuffer(),
    // Endings are not believed.
    'dance.jpg': await (await animation(3)).webp({ delay: delay.slice(1) }).toBuffer(),
    'still.gif': await quarters().gif().toBuffer(),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await library.ingest.settle([folderId]);
  const items = Object.keys(files).map((name) => {
    const item = catalog.item(catalog.itemAtPath(join(folder, name)) ?? 0);
    return {
      kind: item?.kind,
      format: item?.metadata.format,
      durationMs: item?.metadata.durationMs,
      timesMs: item?.moments.map(({ timeMs }) => timeMs),
    };
  });
  expect(items).toEqual([
    { kind: 'video', format: 'gif', durationMs: 8000, timesMs: [0, 2000, 4000, 6000] },
    { kind: 'video', format: 'webp', durationMs: 6000, timesMs: [0, 2000, 4000] },
    { kind: 'photo', format: 'gif', durationMs: null, timesMs: [null] },
  ]);
  expect(catalog.check()).toEqual({ ok: true, problems: [] });
});

test('a HEIC, a RAW file by its preview, and the reasons of what is not read', async () => {
  const library = await makeTestLibrary();
  const { folder, folderId, catalog } = library;
  const rgb = quarterPixels(96, 64);
  const jpeg = await quarters(1200, 800).jpeg().toBuffer();
  const files = {
    'IMG_1.HEIC': await makeHeif({ tiles: [{ rgb, width: 96, height: 64 }] }),
    'DSC_1.NEF': rawWriters.nef({ jpeg }),
    'DSC_2.NEF': rawWriters.nef({ jpeg: undefined }),
    'half.jpg': jpeg.subarray(0, jpeg.length / 2),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  await library.ingest.settle([folderId]);
  const { setAside, states } = catalog.status();
  expect(states).toEqual({ waiting: 0, reading: 0, done: 2, setAside: 2 });
  const reasons = setAside.map(({ reason }) => reason).sort();
  expect(reasons).toEqual([
    expect.stringMatching(
      /^The picture is damaged: truncated JPEG: \d+ % of the picture is there\. Try/,
    ),
    'This RAW file has no preview picture inside.',
  ]);
});
