/** Content types of originals that a browser shows by itself, by the format the decoder named. */
const byFormat: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  mov: 'video/mp4',
  mp4: 'video/mp4',
  matroska: 'video/webm',
  webm: 'video/webm',
  ogg: 'video/ogg',
};

/** FFmpeg names a format by all its names, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
export function mediaType(format: string): string {
  const known = format.split(',').find((name) => Object.hasOwn(byFormat, name));
  return (known && byFormat[known]) ?? 'application/octet-stream';
}
