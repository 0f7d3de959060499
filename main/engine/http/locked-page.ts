/** What a browser without the key sees: a page that says what to do. */
import { messages } from '../contract/messages/index.ts';

/** 401. `reason` is one of our own sentences, without markup. */
export function lockedPage(reason: string): Response {
  const { title, advice, open } = messages.http.lockedOut;
  const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
  html { background: Canvas }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }
</style>
<main>
  <h1>${title}</h1>
  <p>${reason}</p>
  <p>${advice}</p>
  <p><a href="/">${open}</a></p>
</main>
</html>
`;
  return new Response(html, {
    status: 401,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    },
  });
}
