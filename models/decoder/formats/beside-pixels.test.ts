/** What files say beside their pixels, decoded or merely described. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeHeif } from '../../../test/support/make-heif.ts';
import { makePhotoshop } from '../../../test/support/make-photoshop.ts';
import { rawWriters } from '../../../test/support/make-raw.ts';
import { makeStill } from '../../../test/support/make-still.ts';
import { quarterPixels, quarters } from '../../../test/support/quarters.ts';
import { box, number } from '../../../test/support/write-boxes.ts';
import { writeTiff } from '../../../test/support/write-tiff.ts';
import { decodePhoto, describePhoto } from '../photo.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'afterimage-beside-'));
afterAll(() => rm(folder, { recursive: true }));
const plan = { width: 16, height: 16, kernel: 'cubic', maxPixels: 2 ** 28 } as const;

const exif = writeTiff([
  { 271: 'Pear', 272: 'Phone 7', 34665: { directories: [{ 36867: '2020:02:03 04:05:06' }] } },
]);
const xmp = Buffer.from(
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
    xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>lake</rdf:li>
    </rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`,
);
const picture = { rgb: quarterPixels(64, 64), width: 64, height: 64 };
const jpeg = await quarters(1200, 800)
  .withExif({ IFD0: { Make: 'Pear' } })
  .jpeg()
  .toBuffer();
const planes = [0, 1, 2].map(() => Buffer.alloc(64 * 64));

const files: readonly (readonly [string, () => Promise<Buffer> | Buffer, boolean])[] = [
  ['phone.heic', () => makeHeif({ tiles: [picture], exif }), false],
  [
    'layers.psd',
    () => makePhotoshop({ planes, width: 64, height: 64, resources: { 1058: exif, 1060: xmp } }),
    true,
  ],
  [
    'scan.jp2',
    () =>
      Buffer.concat([
        makeStill(picture, { encoder: 'jpeg2000' }),
        box('uuid', Buffer.from('JpgTiffExif->JP2'), exif),
        box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), xmp),
      ]),
    true,
  ],
  [
    'new.jxl',
    () =>
      Buffer.concat([
        Buffer.from('0000000c4a584c200d0a870a', 'hex'),
        box('ftyp', Buffer.from('jxl '), number(4, 0), Buffer.from('jxl ')),
        box('Exif', number(4, 0), exif),
        box('xml ', xmp),
        box('jxlc', makeStill(picture, { encoder: 'libjxl' })),
      ]),
    true,
  ],
  ['canon.cr3', () => rawWriters.cr3({ jpeg, xmp }), true],
  ['olympus.orf', () => rawWriters.orf({ jpeg }), false],
  ['nikon.nef', () => rawWriters.nef({ jpeg }), false],
  ['fuji.raf', () => rawWriters.raf({ jpeg }), false],
];

test.each(files)('%s', async (name, make, tagged) => {
  const file = path.join(folder, name);
  await writeFile(file, await make());
  const described = await describePhoto(file);
  const { metadata } = await decodePhoto(file, plan);
  expect(metadata).toMatchObject(described);
  expect(described.camera).not.toBeNull();
  if (name !== 'fuji.raf') expect(described.capturedAt).not.toBeNull();
  expect(described.said.tags ?? []).toEqual(tagged ? ['lake'] : []);
});
