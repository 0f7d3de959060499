import { expect, test } from 'vitest';
import { xmpPacket } from '../../../test/support/photo-blocks.ts';
import { tagsOf } from './tags.ts';
import { believe } from './time.ts';
import { readPacket } from './xmp-packet.ts';
import { readXmp } from './xmp-says.ts';

function read(text: string) {
  const { times, keywords, exposure, ...others } = readXmp(readPacket(text));
  return {
    ...others,
    capturedAt: believe([times.original, times.created, times.digitized]),
    tags: keywords && tagsOf(keywords),
    fNumber: exposure.fNumber,
    iso: exposure.iso,
  };
}

test('darktable: attributes, EXIF’s way of writing times', () => {
  const text = xmpPacket(
    `
   <dc:subject><rdf:Seq><rdf:li>darktable</rdf:li><rdf:li>exported</rdf:li><rdf:li>Dog</rdf:li></rdf:Seq></dc:subject>
   <lr:hierarchicalSubject><rdf:Seq><rdf:li>animals|Dog</rdf:li><rdf:li>darktable|exported</rdf:li></rdf:Seq></lr:hierarchicalSubject>`,
    `
   exif:DateTimeOriginal="2020:05:17 14:32:10.25"
   xmp:Rating="3"
   photoshop:SidecarForExtension="NEF"`,
  );
  expect(read(text)).toMatchObject({
    capturedAt: '2020-05-17T14:32:10.25',
    rating: 3,
    tags: ['animals/Dog'],
    extension: 'nef',
  });
});

test('digiKam: levels with slashes, places in minutes, captions in several languages', () => {
  const text = xmpPacket(`
   <digiKam:TagsList><rdf:Seq><rdf:li>Places/Italy/Rome</rdf:li><rdf:li>People</rdf:li></rdf:Seq></digiKam:TagsList>
   <dc:subject><rdf:Bag><rdf:li>Rome</rdf:li><rdf:li>People</rdf:li></rdf:Bag></dc:subject>
   <dc:description><rdf:Alt><rdf:li xml:lang="fr-FR">La mer</rdf:li><rdf:li xml:lang="x-default">The sea</rdf:li></rdf:Alt></dc:description>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Holiday</rdf:li></rdf:Alt></dc:title>
   <exif:GPSLatitude>41,53.5S</exif:GPSLatitude><exif:GPSLongitude>12,29,30W</exif:GPSLongitude>
   <xmp:CreateDate>2020-05-17T14:32:10+02:00</xmp:CreateDate>
   <exif:FNumber>56/10</exif:FNumber>
   <exif:ISOSpeedRatings><rdf:Seq><rdf:li>200</rdf:li></rdf:Seq></exif:ISOSpeedRatings>`);
  expect(read(text)).toMatchObject({
    capturedAt: '2020-05-17T14:32:10+02:00',
    tags: ['Places/Italy/Rome', 'People'],
    caption: 'The sea',
    title: 'Holiday',
    latitude: -41.8916667,
    longitude: -12.4916667,
    fNumber: 5.6,
    iso: 200,
  });
});

test('Apple Photos: decimal degrees with a reference of their own', () => {
  const text = xmpPacket(`
   <exif:GPSLatitude>37.331</exif:GPSLatitude><exif:GPSLatitudeRef>N</exif:GPSLatitudeRef>
   <exif:GPSLongitude>122.03</exif:GPSLongitude><exif:GPSLongitudeRef>W</exif:GPSLongitudeRef>
   <dc:subject><rdf:Seq><rdf:li>Park</rdf:li></rdf:Seq></dc:subject>
   <photoshop:DateCreated>2020-05-17T14:32:10-07:00</photoshop:DateCreated>`);
  expect(read(text)).toMatchObject({
    capturedAt: '2020-05-17T14:32:10-07:00',
    tags: ['Park'],
    latitude: 37.331,
    longitude: -122.03,
  });
});

test('Lightroom: the lens, the camera, the title, a rejected photo', () => {
  const text = xmpPacket(
    '',
    ` xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
   tiff:Make="Canon" tiff:Model="Canon EOS 40D" aux:Lens="EF24-105mm f/4L IS USM" xmp:Rating="-1"`,
  );
  expect(read(text)).toMatchObject({
    camera: 'Canon EOS 40D',
    lens: 'EF24-105mm f/4L IS USM',
    rating: 0,
    tags: null,
    caption: null,
  });
});

test.each([
  ['nothing', '', { rating: null, caption: null, tags: null, favourite: null, albums: null }],
  ['an empty list', '<dc:subject><rdf:Bag/></dc:subject>', { tags: [] }],
  [
    'an empty caption',
    '<dc:description><rdf:Alt><rdf:li/></rdf:Alt></dc:description>',
    { caption: '' },
  ],
  [
    'a caption that a camera wrote',
    '<dc:description>OLYMPUS DIGITAL CAMERA</dc:description>',
    { caption: null },
  ],
  [
    'the person’s own words, whatever they are',
    '<dc:description>HDR</dc:description><afterimage:Favourite xmlns:afterimage="urn:afterimage:xmp:1.0:">True</afterimage:Favourite>',
    { caption: 'HDR', favourite: true },
  ],
  [
    'a structure',
    '<exif:Flash rdf:parseType="Resource"><exif:Fired>True</exif:Fired></exif:Flash>',
    { rating: null },
  ],
  [
    'a prefix that is not declared',
    '<MicrosoftPhoto:Rating>75</MicrosoftPhoto:Rating>',
    { rating: 4 },
  ],
])('%s', (_, properties, expected) => {
  expect(read(xmpPacket(properties))).toMatchObject(expected);
});

test.each([
  ['too long', `<a>${' '.repeat(17 * 1024 * 1024)}</a>`],
  ['too deep', `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`],
  ['of entities', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'],
  ['of no RDF', '<a/>'],
])('a packet that is %s is refused', (_, text) => {
  expect(() => readPacket(text)).toThrow();
});
