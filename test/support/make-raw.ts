/** RAW files as cameras lay them out, with a real JPEG inside and noise for the sensor's data. */
import { randomFrom } from './make-clip.ts';
import { box, fullBox, number } from './write-boxes.ts';
import { type TiffFields, writeTiff } from './write-tiff.ts';

export type RawPlan = {
  /** Undefined: the camera put none inside. */
  readonly jpeg: Buffer | undefined;
  readonly orientation?: number;
  readonly make?: string;
  readonly model?: string;
  /** A packet; in a CR3 alone. */
  readonly xmp?: Buffer;
};

/** Bytes that look like a sensor's, with the beginnings of JPEGs that are none. */
export function sensorNoise(length: number): Buffer {
  const random = randomFrom(length);
  const noise = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  for (let at = 100; at + 4 < length; at += 977) noise.set([0xff, 0xd8, 0xff, 0xc4], at);
  return noise;
}

const colourFilterArray = 32803;

/** The main directory's camera, orientation and time. */
function camera({ make = 'Maker', model = 'Camera 1', orientation = 1 }: RawPlan): TiffFields {
  return {
    271: make,
    272: model,
    274: [orientation],
    34665: { directories: [{ 36867: '2019:04:05 06:07:08', 36881: '+02:00' }] },
  };
}

const sensor = (photometric = colourFilterArray): TiffFields => ({
  254: [0],
  256: [4000],
  257: [3000],
  259: [34713],
  262: [photometric],
  273: { elsewhere: sensorNoise(50_000) },
  279: [50_000],
});

/** Old-style: by the two tags that were made for thumbnails. */
const byOffset = (jpeg: Buffer | undefined): TiffFields =>
  jpeg === undefined ? {} : { 513: { elsewhere: jpeg }, 514: [jpeg.length] };
/** As one strip. */
const byStrip = (jpeg: Buffer | undefined, compression: number): TiffFields =>
  jpeg === undefined ? {} : { 259: [compression], 273: { elsewhere: jpeg }, 279: [jpeg.length] };

const bigEndian = true;

/** Of each format that is read by its preview. */
export const rawWriters = {
  cr2: (plan) =>
    writeTiff(
      [
        { ...camera(plan), ...byStrip(plan.jpeg, 6) },
        { 259: [6], 273: { elsewhere: sensorNoise(3000) }, 279: [3000] },
      ],
      { mark: Buffer.from('CR\x02\0\0\0\0\0', 'latin1') },
    ),
  nef: (plan) =>
    writeTiff(
      [
        {
          ...camera({ ...plan, make: 'NIKON CORPORATION' }),
          330: { directories: [{ 254: [1], 259: [6], ...byOffset(plan.jpeg) }, sensor()] },
        },
      ],
      { bigEndian },
    ),
  arw: (plan) =>
    writeTiff([
      {
        ...camera({ ...plan, make: 'SONY' }),
        ...byOffset(plan.jpeg),
        330: { directories: [sensor()] },
      },
    ]),
  dng: (plan) =>
    writeTiff([
      {
        ...camera(plan),
        330: { directories: [sensor(34892), { 254: [1], ...byStrip(plan.jpeg, 7) }] },
        50706: Buffer.from([1, 4, 0, 0]),
      },
    ]),
  // Where nothing but the maker's own notes says it.
  orf: (plan) =>
    writeTiff([{ ...camera({ ...plan, make: 'OLYMPUS' }), 37500: hide(plan.jpeg), ...sensor() }], {
      magic: 0x4f52,
    }),
  rw2: (plan) =>
    writeTiff(
      [
        {
          ...camera({ ...plan, make: 'Panasonic' }),
          ...(plan.jpeg ? { 46: plan.jpeg } : {}),
          280: { elsewhere: sensorNoise(20_000) },
        },
      ],
      { magic: 0x55 },
    ),
  pef: (plan) =>
    writeTiff(
      [
        { ...camera({ ...plan, make: 'PENTAX' }), ...sensor() },
        { 254: [1], 259: [6], ...byOffset(plan.jpeg) },
      ],
      { bigEndian },
    ),
  srw: (plan) =>
    writeTiff([
      {
        ...camera({ ...plan, make: 'SAMSUNG' }),
        330: { directories: [{ 254: [1], ...byOffset(plan.jpeg) }, sensor()] },
      },
    ]),
  raw: (plan) =>
    writeTiff([{ ...camera(plan), ...byOffset(plan.jpeg), 330: { directories: [sensor()] } }]),
  raf: ({ jpeg = Buffer.alloc(0) }) => {
    const head = Buffer.alloc(92);
    head.write('FUJIFILMCCD-RAW 0201', 'latin1');
    head.writeUInt32BE(92, 84);
    head.writeUInt32BE(jpeg.length, 88);
    return Buffer.concat([head, jpeg, sensorNoise(20_000)]);
  },
  crw: ({ jpeg = Buffer.alloc(0) }) =>
    Buffer.concat([Buffer.from('II\x1a\0\0\0HEAPCCDR', 'latin1'), sensorNoise(9000), jpeg]),
  x3f: ({ jpeg = Buffer.alloc(0) }) =>
    Buffer.concat([Buffer.from('FOVb\0\0\x02\0', 'latin1'), sensorNoise(9000), jpeg]),
  cr3: (plan) => writeCr3(plan),
} satisfies Record<string, (plan: RawPlan) => Buffer>;

const hide = (jpeg: Buffer | undefined): Buffer =>
  Buffer.concat([Buffer.from('OLYMP\0'), sensorNoise(500), jpeg ?? Buffer.alloc(0)]);

/** Canon's: the whole picture as a track's only sample, EXIF in pieces. */
function writeCr3(plan: RawPlan): Buffer {
  const { jpeg = Buffer.alloc(0), orientation = 1 } = plan;
  const start = box('ftyp', Buffer.from('crx '), number(4, 1), Buffer.from('crx isom'));
  const movie = (mediaStart: number) =>
    box(
      'moov',
      box(
        'uuid',
        Buffer.from('85c0b687820f11e08111f4ce462b6a48', 'hex'),
        box('CMT1', writeTiff([{ 271: 'Canon', 272: 'Canon EOS R5', 274: [orientation] }])),
        box('CMT2', writeTiff([{ 36867: '2019:04:05 06:07:08', 36881: '+02:00' }])),
        box('CMT3', writeTiff([{ 1: [1] }])),
        box(
          'CMT4',
          writeTiff([
            {
              1: 'N',
              2: {
                ratios: [
                  [52, 1],
                  [30, 1],
                  [0, 1],
                ],
              },
              3: 'E',
              4: {
                ratios: [
                  [13, 1],
                  [15, 1],
                  [0, 1],
                ],
              },
            },
          ]),
        ),
      ),
      track(mediaStart, jpeg.length),
      track(mediaStart + jpeg.length, 20_000),
    );
  const mediaStart = start.length + movie(0).length + 8;
  const media = box('mdat', jpeg, sensorNoise(20_000));
  const xmp =
    plan.xmp && box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), plan.xmp);
  return Buffer.concat([start, movie(mediaStart), media, xmp ?? Buffer.alloc(0)]);
}

function track(offset: number, length: number): Buffer {
  const sizes = fullBox('stsz', {}, number(4, length, 1));
  const places = fullBox('co64', {}, number(4, 1, 0, offset));
  return box('trak', box('mdia', box('minf', box('stbl', sizes, places))));
}
