import { expect, test } from 'vitest';
import { sniff } from './photo-sniff.ts';

function bytes(...parts: (string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
    ),
  );
}
const photo = (format: string) => ({ kind: 'photo', format });
const unsupported = (name: string) => ({ kind: 'unsupported', name });
const unknown = { kind: 'unknown' };

test.each([
  ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe1]), photo('jpeg')],
  ['PNG', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), photo('png')],
  ['GIF', bytes('GIF87a'), photo('gif')],
  ['WebP', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), photo('webp')],
  ['TIFF', bytes('II', [42, 0, 8, 0, 0, 0]), photo('tiff')],
  ['TIFF of the other end', bytes('MM', [0, 42, 0, 0, 0, 8]), photo('tiff')],
  ['CR2', bytes('II', [42, 0, 16, 0, 0, 0], 'CR', [2, 0]), photo('cr2')],
  ['AVIF', bytes([0, 0, 0, 28], 'ftypavif', [0, 0, 0, 0], 'avifmif1miaf'), photo('avif')],
  [
    'AVIF by its compatible brand',
    bytes([0, 0, 0, 24], 'ftypmif1', [0, 0, 0, 0], 'mif1avif'),
    photo('avif'),
  ],
  [
    'a brand beyond the box',
    bytes([0, 0, 0, 20], 'ftypheic', [0, 0, 0, 0], 'mif1avif'),
    photo('heic'),
  ],
  ['HEIC', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0], 'mif1heic'), photo('heic')],
  ['CR3', bytes([0, 0, 0, 24], 'ftypcrx ', [0, 0, 0, 1], 'crx isom'), photo('cr3')],
  ['ORF', bytes('IIRO', [8, 0, 0, 0]), photo('orf')],
  ['RW2', bytes('IIU', [0, 24, 0, 0, 0]), photo('rw2')],
  ['RAF', bytes('FUJIFILMCCD-RAW 0201'), photo('raf')],
  ['CRW', bytes('II', [26, 0, 0, 0], 'HEAPCCDR'), photo('crw')],
  ['X3F', bytes('FOVb', [0, 0, 2, 0]), photo('x3f')],
  ['Minolta RAW', bytes([0], 'MRM', [0, 0, 0, 1]), unsupported('Minolta RAW')],
  ['JPEG XL', bytes([0xff, 0x0a, 0x98]), photo('jxl')],
  ['JPEG XL in a box', bytes([0, 0, 0, 12], 'JXL ', [13, 10]), photo('jxl')],
  ['JPEG 2000', bytes([0, 0, 0, 12], 'jP  ', [13, 10]), photo('jp2')],
  ['PPM', bytes('P6\n4 4\n255\n'), photo('pnm')],
  ['PFM', bytes('PF\n4 4\n-1.0\n'), unsupported('PFM')],
  [
    'MP4',
    bytes([0, 0, 0, 24], 'ftypisom', [0, 0, 2, 0], 'isommp42'),
    unsupported('ISO media, isom'),
  ],
  ['AVI', bytes('RIFF', [1, 2, 3, 4], 'AVI LIST'), unsupported('AVI video')],
  ['PSD', bytes('8BPS', [0, 1]), photo('psd')],
  ['BMP', bytes('BM', Array(12).fill(0), [40, 0, 0, 0]), photo('bmp')],
  ['ICO', bytes([0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0]), unsupported('ICO')],
  ['an ICO of many colours', bytes([0, 0, 1, 0, 2, 0, 32, 32, 16, 0, 0, 0]), unsupported('ICO')],
  ['TGA', bytes([0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 32, 0, 24, 0]), photo('tga')],
  [
    'TGA of a depth it cannot have',
    bytes([0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 32, 0, 16, 0]),
    unknown,
  ],
  ['SVG', bytes('<?xml version="1.0"?>\n<svg>'), unsupported('SVG')],
  ['PDF', bytes('%PDF-1.7'), unsupported('PDF')],
  ['a letter', bytes('BMW is a maker of cars and of motorcycles'), unknown],
  ['a page', bytes('<html><body>'), unknown],
  ['three bytes', bytes([1, 2, 3]), unknown],
  ['nothing', bytes(), unknown],
])('%s', (_, head, expected) => {
  expect(sniff(head)).toEqual(expected);
});
