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
      const decode = async (file: string) => {
        const name = relative(root, file);
        outcomes[name] = await workers.decodePhoto(file).then(
          ({ metadata, moments: [moment] }) => {
            expect([name, moment?.pixels.data.length]).toEqual([name, 260 * 260 * 3]);
            return metadata.format;
          },
          (error) => (error instanceof WorkerError ? error.code : `fault: ${error.message}`),
        );
      };
      await Promise.all(files.map(decode));
      const formats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif']);
      const faults = Object.entries(outcomes).filter(
        ([, outcome]) => !formats.has(outcome) && !reasonsInTheFile.has(outcome),
      );
      expect(faults).toEqual([]);
      expect(Object.keys(outcomes)).toHaveLength(files.length);
      // No child was lost on the way: the two that started are the two that are there.
      expect(workers.processIds()).toHaveLength(2);
      expect(outcomes).toMatchObject({
        'exif/jpg/gps/DSCN0010.jpg': 'jpeg',
        'exif/heic/samplefilehub.heif': 'unsupported-format',
        'pillow/truncated_jpeg.jpg': 'damaged-picture',
        'pillow/hopper.bmp': 'unsupported-format',
        'pillow/avif/hopper.avif': 'avif',
        'pillow/16bit.cropped.tif': 'tiff',
      });
      expect(await Promise.all(files.map(fingerprint))).toEqual(before);
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
