/** Every odd and broken file is decoded or refused with a reason, and costs nobody else anything. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { saysNothing } from '../../main/engine/contract/file-says.ts';
import { startWorkers } from '../../main/engine/workers/index.ts';
import { WorkerError } from '../../main/engine/workers/types.ts';
import { corpusPath, describeCorpus } from '../support/corpus.ts';

/** Reasons that lie in the file. Any other would be a fault of ours. */
const reasonsInTheFile = new Set([
  'empty-file',
  'unsupported-format',
  'not-a-picture',
  'damaged-picture',
  'too-many-pixels',
  'no-preview',
]);

async function fingerprint(file: string): Promise<string> {
  const { mtimeNs } = await stat(file, { bigint: true });
  return `${createHash('sha256')
    .update(await readFile(file))
    .digest('hex')} ${mtimeNs}`;
}

describeCorpus('Odd photos', () => {
  it('are all decoded or refused with a reason that lies in them, untouched', async () => {
    const root = corpusPath('odd');
    const entries = readdirSync(root, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((e) => join(e.parentPath, e.name));
    const before = await Promise.all(files.map(fingerprint));
    const workers = startWorkers({ decoders: 2 });
    try {
      const outcomes: Record<string, string> = {};
      const reasons: Record<string, string> = {};
      const decode = async (file: string) => {
        const name = relative(root, file);
        outcomes[name] = await workers.decodePhoto(file).then(
          ({ metadata, moments: [moment] }) => {
            expect([name, moment?.pixels.data.length]).toEqual([name, 260 * 260 * 3]);
            return metadata.format;
          },
          (error) => {
            if (!(error instanceof WorkerError)) return `fault: ${error.message}`;
            reasons[name] = error.detail;
            return error.code;
          },
        );
      };
      await Promise.all(files.map(decode));
      const formats = new Set(
        'jpeg png webp gif tiff avif heic jp2 bmp psd tga pnm pcx qoi sgi sun'.split(' '),
      );
      const faults = Object.entries(outcomes).filter(
        ([, outcome]) => !formats.has(outcome) && !reasonsInTheFile.has(outcome),
      );
      expect(faults).toEqual([]);
      expect(Object.keys(outcomes)).toHaveLength(files.length);
      // No child was lost on the way: the two that started are the two that are there.
      expect(workers.processIds()).toHaveLength(2);
      expect(outcomes).toMatchObject({
        'exif/jpg/gps/DSCN0010.jpg': 'jpeg',
        'exif/heic/samplefilehub.heif': 'heic',
        'pillow/avif/hopper.heif': 'heic',
        'pillow/truncated_jpeg.jpg': 'damaged-picture',
        'pillow/hopper.bmp': 'bmp',
        'pillow/hopper_merged.psd': 'psd',
        'pillow/test-card-lossy-tiled.jp2': 'jp2',
        'pillow/hopper.dds': 'unsupported-format',
        'pillow/avif/hopper.avif': 'avif',
        'pillow/avif/star.avifs': 'avif',
        'pillow/16bit.cropped.tif': 'tiff',
        'pillow/bmp/b/reallybig.bmp': 'too-many-pixels',
      });
      expect(reasons).toMatchObject({
        'pillow/truncated_jpeg.jpg':
          'truncated JPEG: only a coarse version of the picture is there',
        'pillow/truncated_image.png': 'truncated PNG: 83 % of the picture is there',
        'pillow/hopper.dds': 'DDS',
      });
      const counts = Map.groupBy(Object.values(outcomes), (outcome) => outcome);
      console.log(
        [...counts]
          .map(([outcome, all]) => `${outcome} ${all.length}`)
          .sort()
          .join(', '),
      );
      expect(await Promise.all(files.map(fingerprint))).toEqual(before);
    } finally {
      await workers.close();
    }
  });

  it('look as their like in other formats does', async () => {
    const workers = startWorkers();
    try {
      const plan = (name: string) => workers.decodePhoto(corpusPath('odd/pillow', name));
      const pixelsOf = async (name: string) => (await plan(name)).moments[0]?.pixels.data ?? [];
      const expected = await pixelsOf('hopper.ppm');
      const names = 'bmp pnm qoi ras rgb sgi'.split(' ').map((ending) => `hopper.${ending}`);
      // The same photo, saved by several programs; one of a lossy format differs a little more.
      for (const [name, most] of [
        ...names.map((each) => [each, 2] as const),
        ['hopper_merged.psd', 2] as const,
        ['avif/hopper.heif', 12] as const,
      ]) {
        const pixels = await pixelsOf(name);
        const sum = Array.from(expected).reduce(
          (total, value, at) => total + Math.abs(value - (pixels[at] ?? 999)),
          0,
        );
        expect([name, sum / expected.length < most]).toEqual([name, true]);
      }
    } finally {
      await workers.close();
    }
  });

  it('move where they are animated', async () => {
    const workers = startWorkers();
    try {
      const lengths: Record<string, number | null> = {};
      for (const name of [
        'chi.gif',
        'hopper.gif',
        'apng/delay.png',
        'apng/single_frame.png',
        'apng/chunk_no_actl.png',
        'avif/star.avifs',
        'avif/hopper.avif',
        'anim_frame1.webp',
      ]) {
        const { metadata } = await workers.decodePhoto(corpusPath('odd/pillow', name));
        lengths[name] = metadata.durationMs;
      }
      expect(lengths).toEqual({
        'chi.gif': 3100,
        'hopper.gif': null,
        'apng/delay.png': 3000,
        'apng/single_frame.png': null,
        'apng/chunk_no_actl.png': null,
        'avif/star.avifs': 200,
        'avif/hopper.avif': null,
        'anim_frame1.webp': null,
      });
    } finally {
      await workers.close();
    }
  });

  it('say when, where and with what they were taken', async () => {
    const workers = startWorkers();
    try {
      const { metadata } = await workers.decodePhoto(corpusPath('odd/exif/jpg/gps/DSCN0010.jpg'));
      expect(metadata).toEqual({
        width: 640,
        height: 480,
        durationMs: null,
        ...saysNothing,
        capturedAt: '2008-10-22T16:28:39',
        camera: 'NIKON COOLPIX P6000',
        exposure: {
          focalLengthMm: 24,
          equivalentFocalLengthMm: 112,
          fNumber: 5.9,
          exposureSeconds: 0.01333,
          iso: 64,
        },
        latitude: 43.4674483,
        longitude: 11.8851267,
        format: 'jpeg',
        codec: null,
        browserShows: true,
      });
    } finally {
      await workers.close();
    }
  });

  it('say what people wrote into them, and nothing that cameras did', async () => {
    const workers = startWorkers();
    const says = (name: string) => workers.describe(corpusPath(`odd/exif/${name}`), 'photo');
    try {
      expect(await says('jpg/xmp/no_exif.jpg')).toMatchObject({
        capturedAt: '2013-09-23T10:09:46+02:00',
        title: 'Der Goalie bin ig',
        said: { caption: 'Der Goalie bin ig', tags: ['tag'] },
      });
      expect(await says('jpg/xmp/BlueSquare.jpg')).toMatchObject({
        capturedAt: '2005-09-07T15:07:40-07:00',
        title: 'Blue Square Test File - .jpg',
        said: { tags: ['XMP', 'Blue Square', 'test file', 'Photoshop', '.jpg'] },
      });
      const folders = ['jpg', 'jpg/exif-org', 'jpg/gps', 'jpg/orientation', 'jpg/tests'];
      const files = folders.flatMap((folder) =>
        readdirSync(corpusPath(`odd/exif/${folder}`), { withFileTypes: true })
          .filter((entry) => /\.jpe?g$/.test(entry.name))
          .map((entry) => `${folder}/${entry.name}`),
      );
      const all = await Promise.all(files.map(says));
      const captions = all.map(({ said }) => said.caption).filter((caption) => caption !== null);
      expect(captions.map((caption) => caption.slice(0, 27)).sort()).toEqual([
        'El cielo sobre Berlin (Heav',
        'Operation Mountain Viper pu',
      ]);
    } finally {
      await workers.close();
    }
  });
});
