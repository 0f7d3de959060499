import { expect, test } from 'vitest';
import { saysNothing } from '../../../main/engine/contract/file-says.ts';
import { readIso6709, readVideoSays } from './video-says.ts';

test.each([
  ['2021-05-01T12:00:00+0200', '2021-05-01T12:00:00+02:00'],
  ['2021-05-01T10:00:00.000000Z', '2021-05-01T10:00:00Z'],
  ['2021-05-01 10:00:00', '2021-05-01T10:00:00'],
  ['1904-01-01T00:00:00.000000Z', null],
  ['1970-01-01T00:00:00.000000Z', null],
  ['2021-13-01T00:00:00Z', null],
  ['yesterday', null],
  ['', null],
])('the date %j reads as %j', (text, date) => {
  expect(readVideoSays({ creation_time: text }).capturedAt).toBe(date);
});

test.each([
  ['+52.5200+013.4050+034.000/', { latitude: 52.52, longitude: 13.405 }],
  ['-33.8688+151.2093/', { latitude: -33.8688, longitude: 151.2093 }],
  ['+4730-01015/', { latitude: 47.5, longitude: -10.25 }],
  ['+473000.0-0101500.0/', { latitude: 47.5, longitude: -10.25 }],
  ['+00.0000+000.0000/', null],
  ['+99.0000+013.0000/', null],
  ['Berlin', null],
])('the place %j reads as %j', (text, place) => {
  expect(readIso6709(text)).toEqual(place);
});

test('an iPhone says when, where and with what', () => {
  expect(
    readVideoSays({
      creation_time: '2021-05-01T10:00:00.000000Z',
      'com.apple.quicktime.creationdate': '2021-05-01T12:00:00+0200',
      'com.apple.quicktime.make': 'Apple',
      'com.apple.quicktime.model': 'iPhone 12',
      'com.apple.quicktime.camera.lens_model': 'iPhone 12 back camera 4.2mm f/1.6',
      'com.apple.quicktime.camera.focal_length.35mm_equivalent': '26',
      'com.apple.quicktime.location.ISO6709': '+52.5200+013.4050+034.000/',
      'com.apple.quicktime.keywords': 'lake, boat',
      'com.apple.quicktime.title': 'Trip;Trip',
      'com.apple.quicktime.description': 'On the water',
    }),
  ).toEqual({
    ...saysNothing,
    capturedAt: '2021-05-01T12:00:00+02:00',
    camera: 'Apple iPhone 12',
    lens: 'iPhone 12 back camera 4.2mm f/1.6',
    exposure: { ...saysNothing.exposure, equivalentFocalLengthMm: 26 },
    latitude: 52.52,
    longitude: 13.405,
    title: 'Trip',
    said: { ...saysNothing.said, caption: 'On the water', tags: ['lake', 'boat'] },
  });
});

test.each([
  // An iPhone of before iOS 13, or an export: QuickTime's content date alone has the zone.
  [
    { creation_time: '2021-05-01T10:00:00.000000Z', date: '2021-05-01T12:00:00+0200' },
    '2021-05-01T12:00:00+02:00',
  ],
  [{ creation_time: '2021-05-01T10:00:00.000000Z', date: '2021' }, '2021-05-01T10:00:00Z'],
  // A Samsung phone, west of Greenwich and across midnight.
  [
    { creation_time: '2021-05-01T02:30:00.000000Z', 'com.samsung.android.utc_offset': '-0530' },
    '2021-04-30T21:00:00-05:30',
  ],
  // A clock that was never set says nothing.
  [
    { creation_time: '1970-01-01T00:00:00.000000Z', date: '2021-05-01 12:00:00' },
    '2021-05-01T12:00:00',
  ],
  // Matroska, and an AVI of a camera.
  [{ DATE_UTC: '2021-05-01T10:00:00Z' }, '2021-05-01T10:00:00Z'],
  [{ ICRD: '2004-03-02 11:12:13' }, '2004-03-02T11:12:13'],
])('of %j the date is %s', (tags, date) => {
  expect(readVideoSays(tags).capturedAt).toBe(date);
});

test('a packet of XMP among the tags', () => {
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/">
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"
        xmp:CreateDate="2021-05-01T12:00:00+02:00"/>
    </rdf:RDF></x:xmpmeta>`;
  const says = readVideoSays({ creation_time: '2021-05-01T09:00:00Z', xmp });
  expect([says.said.rating, says.capturedAt]).toEqual([4, '2021-05-01T12:00:00+02:00']);
  expect(readVideoSays({ xmp: '<a' })).toEqual(saysNothing);
});

test('a maker is named once, and no tags are no answer', () => {
  expect(readVideoSays({ make: 'Canon', model: 'Canon EOS R5' }).camera).toBe('Canon EOS R5');
  expect(readVideoSays({})).toEqual(saysNothing);
});
