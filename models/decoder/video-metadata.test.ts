import { describe, expect, test } from 'vitest';
import { browserShows } from './video-metadata.ts';

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
