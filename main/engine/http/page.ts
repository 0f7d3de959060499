/** The built page: files of one folder, and nothing beside it. */
import { readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { EngineError } from '../contract/errors.ts';
import { messages } from '../contract/messages/index.ts';
import { isInside } from './folder-paths.ts';

/** Scripts and styles must be files of ours; nothing may be fetched from anywhere else. */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** A file of `pageFolder` for a request; undefined when there is none. */
export function createPage(pageFolder: string) {
  return async (request: Request): Promise<Response | undefined> => {
    const asked = decodedPath(new URL(request.url).pathname);
    if (asked === undefined) return undefined;
    const path = asked === '/' ? '/index.html' : asked;
    const bytes = await readInside(pageFolder, path);
    if (bytes === undefined) {
      if (asked !== '/') return undefined;
      throw new EngineError('internal-error', messages.http.pageNotBuilt());
    }
    const headers = new Headers({
      'content-type': types[extname(path).toLowerCase()] ?? 'application/octet-stream',
      'content-length': String(bytes.length),
      // Vite names what lies in assets/ by its content.
      'cache-control': path.startsWith('/assets/')
        ? 'private, max-age=31536000, immutable'
        : 'no-cache',
    });
    if (path.endsWith('.html')) {
      headers.set('content-security-policy', pagePolicy);
      headers.set('cross-origin-opener-policy', 'same-origin');
    }
    return new Response(request.method === 'HEAD' ? null : bytes, { headers });
  };
}

function decodedPath(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    return path.includes('\0') || path.includes('\\') ? undefined : path;
  } catch {
    return undefined;
  }
}

/** Undefined for what is no file, and for every path or link that leads out of the folder. */
async function readInside(
  folder: string,
  path: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    return isInside(root, real) ? new Uint8Array(await readFile(real)) : undefined;
  } catch {
    return undefined;
  }
}
