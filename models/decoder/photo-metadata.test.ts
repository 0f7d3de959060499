import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodePicture } from './photo.ts';
import { describeShot, nameCamera, parsePlace, parseTime } from './photo-metadata.ts';

test.each([
  ['2008:05:30 15:56:01', '', '2008-05-30T15:56:01'],
  ['2008:05:30 15:56:01', '+02:00', '2008-05-30T15:56:01+02:00'],
  ['2008:05:30 15:56:01', '-0700', '2008-05-30T15:56:01'],
  ['2008:05:30 15:56:01', '+99:00', '2008-05-30T15:56:01'],
  ['2008-05-30T15:56', '', '2008-05-30T15:56:00'],
  ['2007:02:29 10:00:00', '', null],
  ['2008:13:01 10:00:00', '', null],
  ['2008:05:30 24:61:00', '', null],
  ['0000:00:00 00:00:00', '', null],
  ['    :  :     :  :  ', '', null],
  ['', '', null],
])('parseTime(%j, %j)', (text, zone, expected) => {
  expect(parseTime(text, zone)).toBe(expected);
});

test.each([
  ['Canon', 'Canon EOS 40D', 'Canon EOS 40D'],
  ['NIKON CORPORATION', 'NIKON D70', 'NIKON D70'],
  ['EASTMAN KODAK COMPANY', 'KODAK CX7530', 'KODAK CX7530'],
  ['Apple', 'iPhone 15', 'Apple iPhone 15'],
  ['samsung', 'SM-G930F', 'samsung SM-G930F'],
  ['', 'DiMAGE Z3', 'DiMAGE Z3'],
  ['SONY', '', 'SONY'],
  ['', '', null],
  ['Fuji', 'Fujica 9', 'Fuji Fujica 9'],
])('nameCamera(%j, %j)', (make, model, expected) => {
  expect(nameCamera(make, model)).toBe(expected);
});

function place(latitude: unknown, north: string, longitude: unknown, east: string) {
  return parsePlace({
    GPSLatitude: { value: latitude },
    GPSLatitudeRef: { value: [north] },
    GPSLongitude: { value: longitude },
    GPSLongitudeRef: { value: [east] },
  });
}

const nowhere = { latitude: null, longitude: null };
test.each([
  [
    'north east',
    place(
      [
        [43, 1],
        [28, 1],
        [281, 100],
      ],
      'N',
      [
        [11, 1],
        [53, 1],
        [645, 100],
      ],
      'E',
    ),
    { latitude: 43.4674472, longitude: 11.885125 },
  ],
  [
    'south west',
    place(
      [
        [33, 1],
        [30, 1],
        [0, 1],
      ],
      'S',
      [
        [70, 1],
        [15, 1],
        [0, 1],
      ],
      'W',
    ),
    { latitude: -33.5, longitude: -70.25 },
  ],
  [
    'decimal minutes',
    place(
      [
        [10, 1],
        [3000, 100],
      ],
      'N',
      [[20, 1]],
      'E',
    ),
    { latitude: 10.5, longitude: 20 },
  ],
  [
    'on the equator',
    place(
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      'N',
      [
        [9, 1],
        [0, 0],
        [0, 1],
      ],
      'E',
    ),
    { latitude: 0, longitude: 9 },
  ],
  [
    'no fix',
    place(
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      'N',
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      'E',
    ),
    nowhere,
  ],
  [
    'out of range',
    place(
      [
        [91, 1],
        [0, 1],
        [0, 1],
      ],
      'N',
      [
        [9, 1],
        [0, 1],
        [0, 1],
      ],
      'E',
    ),
    nowhere,
  ],
  [
    'divided by nothing',
    place(
      [
        [9, 0],
        [0, 1],
        [0, 1],
      ],
      'N',
      [
        [9, 1],
        [0, 1],
        [0, 1],
      ],
      'E',
    ),
    nowhere,
  ],
  [
    'half a place',
    place(
      [
        [9, 1],
        [0, 1],
        [0, 1],
      ],
      'N',
      undefined,
      'E',
    ),
    nowhere,
  ],
  ['words', place('north', 'N', ['x'], 'E'), nowhere],
])('parsePlace: %s', (_, found, expected) => {
  expect(found).toEqual(expected);
});

test('times fall back, and text stops at its NUL', () => {
  expect(
    describeShot({
      DateTimeOriginal: { value: ['0000:00:00 00:00:00'] },
      DateTimeDigitized: { value: ['2001:01:02 03:04:05\0junk'] },
      Make: { value: 'ACME\0\u0001' },
      Model: { value: [17] },
    }),
  ).toEqual({ capturedAt: '2001-01-02T03:04:05', camera: 'ACME', ...nowhere });
});

describe('in files', () => {
  const plan = { width: 8, height: 8, kernel: 'cubic', maxPixels: 1e6 } as const;
  const drawn = () => sharp({ create: { width: 20, height: 10, channels: 3, background: '#345' } });
  const exif = {
    IFD0: { Make: 'ACME', Model: 'Eye 2' },
    IFD2: { DateTimeOriginal: '2019:07:01 08:09:10', OffsetTimeOriginal: '+05:30' },
    IFD3: {
      GPSLatitude: '12/1 30/1 0/1',
      GPSLatitudeRef: 'S',
      GPSLongitude: '100/1 0/1 36/1',
      GPSLongitudeRef: 'E',
    },
  };
  const told = {
    capturedAt: '2019-07-01T08:09:10+05:30',
    camera: 'ACME Eye 2',
    latitude: -12.5,
    longitude: 100.01,
  };

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s', async (format) => {
    const bytes = await drawn().withExif(exif).toFormat(format).toBuffer();
    expect((await decodePicture(bytes, plan)).metadata).toMatchObject({ format, ...told });
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
