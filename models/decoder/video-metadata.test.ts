import { describe, expect, test } from 'vitest';
import { browserShows, readDate, readIso6709, readTags } from './video-metadata.ts';

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
  expect(readDate(text)).toBe(date);
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
    readTags({
      creation_time: '2021-05-01T10:00:00.000000Z',
      'com.apple.quicktime.creationdate': '2021-05-01T12:00:00+0200',
      'com.apple.quicktime.make': 'Apple',
      'com.apple.quicktime.model': 'iPhone 12',
      'com.apple.quicktime.location.ISO6709': '+52.5200+013.4050+034.000/',
    }),
  ).toEqual({
    capturedAt: '2021-05-01T12:00:00+02:00',
    camera: 'Apple iPhone 12',
    latitude: 52.52,
    longitude: 13.405,
  });
});

test('a maker is named once, and no tags are no answer', () => {
  expect(readTags({ make: 'Canon', model: 'Canon EOS R5' }).camera).toBe('Canon EOS R5');
  expect(readTags({})).toEqual({
    capturedAt: null,
    camera: null,
    latitude: null,
    longitude: null,
  });
});

describe('what a browser shows', () => {
  const mov = 'mov,mp4,m4a,3gp,3g2,mj2';
  test.each([
    [mov, 'isom', 'h264', 'yuv420p', 'aac', true],
    [mov, 'isom', 'h264', 'yuvj420p', null, true],
    [mov, 'isom', 'h264', 'yuv420p10le', 'aac', false],
    [mov, 'isom', 'h264', 'yuv422p', 'aac', false],
    [mov, 'isom', 'h264', 'yuv420p', 'ac3', false],
    [mov, 'isom', 'av1', 'yuv420p', 'opus', true],
    [mov, 'isom', 'hevc', 'yuv420p', 'aac', false],
    [mov, 'isom', 'mpeg4', 'yuv420p', 'aac', false],
    [mov, 'qt  ', 'h264', 'yuv420p', 'aac', true],
    [mov, 'qt  ', 'h264', 'yuv420p', 'pcm_s16le', false],
    [mov, 'qt  ', 'prores', 'yuv422p10le', 'pcm_s16le', false],
    ['webm', '', 'vp9', 'yuv420p', 'opus', true],
    ['webm', '', 'vp8', 'yuv420p', null, true],
    ['matroska,webm', '', 'h264', 'yuv420p', 'aac', false],
    ['avi', '', 'mpeg4', 'yuv420p', 'mp3', false],
  ] as const)(
    '%s %s %s %s %s: %j',
    (format, majorBrand, videoCodec, pixelFormat, audioCodec, shows) => {
      expect(browserShows({ format, majorBrand, videoCodec, pixelFormat, audioCodec })).toBe(shows);
    },
  );
});
