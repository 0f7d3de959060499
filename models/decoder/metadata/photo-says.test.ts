import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { iptcBlock, withJpegSegment, xmpPacket } from '../../../test/support/photo-blocks.ts';
import { decodePicture } from '../photo.ts';
import { readExif } from './exif.ts';
import { readPhotoSays } from './photo-says.ts';

test('times fall back, and text stops at its NUL', () => {
  const { times, camera } = readExif({
    DateTimeOriginal: { value: ['0000:00:00 00:00:00'] },
    DateTimeDigitized: { value: ['2001:01:02 03:04:05\0junk'] },
    Make: { value: 'ACME\0\u0001' },
    Model: { value: [17] },
  });
  expect([times.original, times.digitized?.local, camera]).toEqual([
    null,
    '2001-01-02T03:04:05',
    'ACME',
  ]);
});

const comment = (set: string, bytes: Buffer) => ({
  UserComment: { value: [...Buffer.from(set.padEnd(8, '\0')), ...bytes] },
});
test.each([
  [comment('ASCII', Buffer.from('Two dogs\0\0')), 'Two dogs'],
  [comment('ASCII', Buffer.from('Žlutý kůň')), 'Žlutý kůň'],
  [comment('UNICODE', Buffer.from('Žlutý kůň', 'utf16le')), 'Žlutý kůň'],
  [comment('UNICODE', Buffer.from('Žlutý kůň', 'utf16le').swap16()), 'Žlutý kůň'],
  [comment('JIS', Buffer.from('\x1b$B8$\x1b(B', 'latin1')), '犬'],
  [comment('', Buffer.from('Two dogs')), 'Two dogs'],
  [comment('ASCII', Buffer.alloc(20, ' ')), null],
  [comment('junk', Buffer.from('Two dogs')), null],
  [{ UserComment: { value: [1, 2], description: 'Undefined' } }, null],
  [{ ImageDescription: { value: ['ACME'] }, Make: { value: ['ACME'] } }, null],
])('the caption of %j is %j', (tags, caption) => {
  expect(readExif(tags).caption).toBe(caption);
});

const degrees = (...parts: [number, number][]) => ({ value: parts });
test.each([
  ['decimal minutes', degrees([10, 1], [3000, 100]), degrees([20, 1]), 10.5, 20],
  ['on the equator', degrees([0, 1], [0, 1]), degrees([9, 1], [0, 0], [0, 1]), 0, 9],
  ['no fix', degrees([0, 0], [0, 0]), degrees([0, 1], [0, 1]), null, null],
  ['divided by nothing', degrees([9, 0], [0, 1]), degrees([9, 1]), null, null],
  ['half a place', degrees([9, 1]), undefined, null, null],
  ['words', { value: 'north' }, { value: ['x'] }, null, null],
])('a place: %s', (_, GPSLatitude, GPSLongitude, latitude, longitude) => {
  expect(readExif({ GPSLatitude, GPSLongitude })).toMatchObject({ latitude, longitude });
});

test.each([
  [{ ISOSpeedRatings: { value: 64 } }, 64],
  [{ ISOSpeedRatings: { value: [100, 0] } }, 100],
  [{ ISOSpeedRatings: { value: 65_535 }, ISOSpeed: { value: 102_400 } }, 102_400],
  [{ ISOSpeedRatings: { value: 65_535 } }, null],
])('the speed of %j', (tags, iso) => {
  expect(readExif(tags).exposure.iso).toBe(iso);
});

describe('in files', () => {
  const plan = { width: 8, height: 8, kernel: 'cubic', maxPixels: 1e6 } as const;
  const drawn = () => sharp({ create: { width: 20, height: 10, channels: 3, background: '#345' } });
  const exif = {
    IFD0: { Make: 'ACME', Model: 'Eye 2', ImageDescription: 'A horse at the l4ke' },
    IFD2: {
      DateTimeOriginal: '2019:07:01 08:09:10',
      OffsetTimeOriginal: '+05:30',
      SubSecTimeOriginal: '250',
      FNumber: '28/10',
      ExposureTime: '1/250',
      FocalLength: '35/1',
      LensModel: 'ACME 35mm f/2.8',
      ISOSpeedRatings: '400',
    },
    IFD3: {
      GPSLatitude: '12/1 30/1 0/1',
      GPSLatitudeRef: 'S',
      GPSLongitude: '100/1 0/1 36/1',
      GPSLongitudeRef: 'E',
    },
  };
  const told = {
    capturedAt: '2019-07-01T08:09:10.25+05:30',
    camera: 'ACME Eye 2',
    lens: 'ACME 35mm f/2.8',
    latitude: -12.5,
    longitude: 100.01,
    exposure: {
      focalLengthMm: 35,
      equivalentFocalLengthMm: null,
      fNumber: 2.8,
      exposureSeconds: 0.004,
      iso: 400,
    },
  };
  const words = xmpPacket(`
    <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Lake</rdf:li></rdf:Alt></dc:title>
    <dc:description><rdf:Alt><rdf:li xml:lang="de">Am See</rdf:li>
      <rdf:li xml:lang="x-default">At the lake</rdf:li></rdf:Alt></dc:description>
    <dc:subject><rdf:Bag><rdf:li>rome</rdf:li><rdf:li>dog</rdf:li></rdf:Bag></dc:subject>
    <lr:hierarchicalSubject><rdf:Bag><rdf:li>places|italy|rome</rdf:li></rdf:Bag></lr:hierarchicalSubject>
    <xmp:Rating>4</xmp:Rating>`);
  const said = {
    rating: 4,
    favourite: null,
    caption: 'At the lake',
    tags: ['places/italy/rome', 'dog'],
    albums: null,
  };

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s', async (format) => {
    const bytes = await drawn().withExif(exif).withXmp(words).toFormat(format).toBuffer();
    const { metadata } = await decodePicture(bytes, plan);
    expect(metadata).toMatchObject({ format, ...told, title: 'Lake', said });
  });

  test('tiff', async () => {
    const bytes = await drawn().withXmp(words).tiff().toBuffer();
    expect(readPhotoSays(bytes)).toMatchObject({ title: 'Lake', said });
  });

  test('EXIF alone, with a caption in UTF-8', async () => {
    const bytes = await drawn().withExif(exif).jpeg().toBuffer();
    // sharp writes ASCII alone.
    bytes.set(Buffer.from('Žlutý kůň u vod'), bytes.indexOf('A horse at the l4ke'));
    expect(readPhotoSays(bytes)).toMatchObject({
      ...told,
      said: { ...said, rating: null, caption: 'Žlutý kůň u vod', tags: null },
    });
  });

  test.each([
    ['in UTF-8', 'utf8', 'Skiausflug in Söll', 'Frühling', 'utf-8'],
    ['in Windows’ western characters', 'latin1', 'Skiausflug in Söll', 'Frühling', undefined],
  ] as const)('IPTC %s', async (_, encoding, caption, keyword, charset) => {
    const block = iptcBlock({ caption, keywords: [keyword, 'ski'], encoding, charset });
    const bytes = withJpegSegment(await drawn().jpeg().toBuffer(), 0xed, block);
    expect(readPhotoSays(bytes)).toMatchObject({
      capturedAt: '2004-02-29T15:16:17+01:00',
      title: 'On skis',
      said: { caption, tags: [keyword, 'ski'] },
    });
  });

  test('each keyword once, whoever else says it', async () => {
    const block = iptcBlock({
      caption: 'IPTC',
      keywords: ['Rome', 'cat'],
      encoding: 'utf8',
      charset: 'utf-8',
    });
    const bytes = withJpegSegment(await drawn().withXmp(words).jpeg().toBuffer(), 0xed, block);
    expect(readPhotoSays(bytes).said).toEqual({
      ...said,
      tags: ['places/italy/rome', 'dog', 'cat'],
    });
  });

  test.each([
    ['cut short', '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'],
    ['of entities', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
    ['too deep', `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`],
    ['of no RDF', '<svg/>'],
  ])('XMP that is %s costs its own words alone', async (_, packet) => {
    const bytes = await drawn().withExif(exif).withXmp(packet).jpeg().toBuffer();
    expect(readPhotoSays(bytes)).toMatchObject({ ...told, said: { tags: null, rating: null } });
  });

  test('broken EXIF costs the metadata and not the photo', async () => {
    const bytes = await drawn().withExif(exif).jpeg().toBuffer();
    const start = bytes.indexOf('Exif\0\0') + 6;
    for (const [from, value] of [
      [8, 0xff],
      [4, 0xfe],
      [12, 0x7f],
    ] as const) {
      const broken = Buffer.from(bytes);
      broken.fill(value, start + from, start + from + 40);
      const { metadata } = await decodePicture(broken, plan);
      expect(metadata).toMatchObject({ format: 'jpeg', width: 20, height: 10 });
    }
  });
});
