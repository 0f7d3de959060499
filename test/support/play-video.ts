/** Plays bytes in a real browser and says what a person would see. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from '@playwright/test';
import { browserPath } from './browser.ts';

export const hasBrowser = browserPath !== undefined;

export type Played = {
  readonly readyState: number;
  readonly error: string | null;
  readonly width: number;
  readonly height: number;
  /** The player's clock at its first frame. */
  readonly startSeconds: number;
  /** The first frame, 32 x 32, RGB. */
  readonly rgb: readonly number[];
};

/** Load a video as a stream without ranges, as a rendition comes, and look at its first frame. */
export async function playVideo(bytes: Uint8Array, contentType: string): Promise<Played> {
  const server = createServer((request, response) => {
    if (request.url === '/video') {
      response.setHeader('content-type', contentType).end(bytes);
    } else {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>video</title>');
    }
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const browser = await chromium.launch({
    ...(browserPath === undefined ? {} : { executablePath: browserPath }),
    args: ['--no-sandbox'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return (await page.evaluate(lookAtVideo)) as Played;
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page; as text, because this side of the tests knows no DOM. */
const lookAtVideo = `(async () => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = '/video';
  await new Promise((resolve) => {
    video.addEventListener('loadeddata', resolve);
    video.addEventListener('error', resolve);
  });
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 32;
  const context = canvas.getContext('2d');
  context.drawImage(video, 0, 0, 32, 32);
  const { data } = context.getImageData(0, 0, 32, 32);
  return {
    readyState: video.readyState,
    error: video.error === null ? null : video.error.message,
    width: video.videoWidth,
    height: video.videoHeight,
    startSeconds: video.currentTime,
    rgb: [...data].filter((_, index) => index % 4 !== 3),
  };
})()`;
