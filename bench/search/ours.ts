/** Afterimage's own path: from an encoded query to ranked items, over a catalogue on disk. */
import { openCatalog } from '../../main/engine/catalog/index.ts';
import { createSearch } from '../../main/engine/search/index.ts';
import { openHashHead } from '../../main/engine/search/query/hash-head.ts';
import { builtinModelPath } from '../../main/engine/workers/index.ts';
import { hashEmbedding } from '../../models/runtime/hash.ts';
import { manifest, model } from '../../test/support/builtin-model.ts';
import { filters, type Library } from './library.ts';
import { peakMegabytes, recallOf, round, timesOf } from './summary.ts';

const pageRows = 50;
/** In each round: what is rare is seen only among many. */
const pagesAsked = 2_000;

/** Until the first answer: opening the library, loading its codes, one query. */
export async function measureStart(library: Library, startedMs: number) {
  const { figures, close } = await start(library, startedMs);
  close();
  return figures;
}

async function start(library: Library, startedMs: number) {
  const catalog = openCatalog({ libraryPath: library.path, model });
  const openedMs = Date.now();
  // Words without digits, so that no file has them in its name.
  const words = library.queries.map((_, query) => `query${letters(query)}`);
  const encoded = new Map(words.map((word, query) => [word, library.queries[query]]));
  const head = openHashHead(manifest, builtinModelPath);
  const encodeTexts = async (texts: readonly string[]) =>
    texts.map((text) => {
      const embedding = encoded.get(text) as Float32Array;
      return { embedding, code: hashEmbedding(embedding, 'text', head()) };
    });
  const search = createSearch({ catalog, workers: { encodeTexts }, manifest });
  const loadedMs = Date.now();

  async function ask(query: number, filter: (typeof filters)[number], limit: number) {
    const { date } = filter;
    const text = `${date === null ? '' : `date:${date.from}..${date.to} `}${words[query]}`;
    return search.top(await search.compose({ text, pictures: [] }), limit);
  }
  await ask(0, filters[0], 10);
  const figures: Record<string, unknown> = {
    'start to first answer, ms': Date.now() - startedMs,
    'of it opening the database, loading codes, ms': [openedMs - startedMs, loadedMs - openedMs],
  };
  const close = () => {
    search.close();
    catalog.close();
  };
  return { catalog, search, words, ask, figures, close };
}

export async function measureOurs(library: Library, startedMs: number) {
  const { catalog, search, words, ask, figures, close } = await start(library, startedMs);
  for (const [number, filter] of filters.entries()) {
    const times: number[] = [];
    const found: number[][] = [];
    for (const query of library.queries.keys()) {
      const beganMs = performance.now();
      const top = await ask(query, filter, 10);
      times.push(performance.now() - beganMs);
      found[query] = top.map(({ momentId }) => momentId);
    }
    const truths = library.queries.map((_, query) => library.truth(number, query).subarray(0, 10));
    const of = `${filter.share * 100} % of the library`;
    figures[`query, ${of}, ms`] = timesOf(times);
    figures[`recall@10, ${of}`] = recallOf(found, truths);
  }
  const deep: number[][] = [];
  for (const query of library.queries.keys()) {
    deep.push((await ask(query, filters[0], 100)).map(({ momentId }) => momentId));
  }
  figures['recall@100'] = recallOf(
    deep,
    library.queries.map((_, query) => library.truth(0, query)),
  );
  const pages: number[] = [];
  for (let turn = 0; turn < pagesAsked; turn += 1) {
    const beganMs = performance.now();
    const top = await ask(turn % words.length, filters[0], pageRows);
    for (const { itemId } of top) catalog.item(itemId);
    pages.push(performance.now() - beganMs);
  }
  figures['first page with its rows, ms'] = timesOf(pages);
  const whole: number[] = [];
  for (let query = 0; query < 30; query += 1) {
    const composed = await search.compose({ text: words[query] as string, pictures: [] });
    const beganMs = performance.now();
    search.rank(composed);
    whole.push(performance.now() - beganMs);
  }
  figures['the whole ranking, ms'] = timesOf(whole);
  figures['resident, MB'] = round(process.memoryUsage.rss() / 1e6);
  figures['at most resident, MB'] = peakMegabytes();
  close();
  return figures;
}

function letters(number: number): string {
  const digits = number.toString(26).padStart(4, '0');
  return digits.replace(/./gu, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
}
