/** The first results of a query, with their paths and why each is there. */
import type { Strictness } from '../contract/library.ts';
import { messages } from '../contract/messages/index.ts';
import { type NotSearched, notSearchedIn } from '../contract/not-searched.ts';
import type { Likeness, SearchAnswer, SearchResult, Why } from '../contract/search.ts';
import type { ComposedQuery, RankedMoment } from '../search/types.ts';
import { composeQuery, type Examples } from './examples.ts';
import type { Page } from './pages.ts';
import type { Services } from './services.ts';

export type SearchRequest = {
  readonly text: string;
  readonly limit: number;
  readonly strictness: Strictness;
  readonly examples: () => Promise<Examples>;
  /** Paths that are no answer, e.g. the example's own. A copy of it elsewhere is one. */
  readonly leaveOut?: readonly string[];
  /** Keep the ranking, so that further pages can be asked for. */
  readonly paged?: boolean;
};

/** Ingest gives way, but not while examples are decoded. */
export async function answerSearch(
  services: Services,
  request: SearchRequest,
): Promise<SearchAnswer> {
  const startMs = performance.now();
  const examples = await request.examples();
  const { search, pages } = services;
  return services.ingest.yieldTo(async () => {
    const { leaveOut = [], text, limit, strictness, paged = false } = request;
    const query = await composeQuery(services, text, examples);
    const why = reasons(query, examples);
    if (paged) {
      const ranking = search.open(query);
      const matches = ranking.atLeast(search.leastScore(query, strictness));
      const page = pages.first({ ranking, text, why, matches }, limit);
      return pageAnswer(services, page, startMs);
    }
    const ranked = search.top(query, limit + leaveOut.length);
    const results = withPaths(services, ranked, why, leaveOut)
      .slice(0, limit)
      .map((result, index) => ({ rank: index + 1, ...result }));
    const least = search.leastScore(query, strictness);
    const matches = results.filter(({ score }) => score >= least).length;
    const tookMs = performance.now() - startMs;
    return { query: text, tookMs, matches, results, ...notSearched(services) };
  });
}

/** What has left the library since is not there, and the others keep their ranks. */
export function pageAnswer(services: Services, page: Page, startMs: number): SearchAnswer {
  const results = page.moments.flatMap((moment, index) =>
    withPaths(services, [moment], page.why, []).map((result) => {
      return { rank: page.from + index + 1, ...result };
    }),
  );
  const { text: query, cursor } = page;
  // Of this page, as in an answer without pages.
  const matches = Math.max(0, Math.min(page.matches - page.from, results.length));
  const tookMs = performance.now() - startMs;
  return { query, tookMs, matches, results, cursor, ...notSearched(services) };
}

function notSearched({ catalog }: Services): { readonly notSearched?: NotSearched } {
  const open = notSearchedIn(catalog.folderStates());
  return open.files === 0 ? {} : { notSearched: open };
}

type Result = Omit<SearchResult, 'rank'>;

function withPaths(
  { catalog }: Services,
  ranked: readonly RankedMoment[],
  why: readonly Why[],
  leaveOut: readonly string[],
): Result[] {
  const paths = catalog.pathsOfItems(ranked.map((moment) => moment.itemId));
  return ranked.flatMap(({ named, timeMs, likeness, ...moment }): Result[] => {
    const places = paths.get(moment.itemId)?.filter((path) => !leaveOut.includes(path));
    const [path, ...copies] = places ?? [];
    if (path === undefined) return [];
    const kind = timeMs === null ? ('photo' as const) : ('video' as const);
    const told = [...named.map(reasonOfName), ...(likeness === undefined ? why : alike(likeness))];
    const elsewhere = copies.length === 0 ? {} : { copies };
    const tier = likeness && { likeness };
    return [{ ...moment, path, ...elsewhere, kind, timeMs, why: told, ...tier }];
  });
}

function alike(likeness: Likeness): Why[] {
  const { same, near, examples, other } = messages.http.why;
  return [{ kind: 'example', detail: { same, near, similar: examples(1), other }[likeness] }];
}

function reasonOfName({ words, place }: RankedMoment['named'][number]): Why {
  return { kind: place, detail: messages.http.why.named(words, place) };
}

/** Nothing for what merely passed the filters. */
function reasons({ terms, following }: ComposedQuery, { pictures, unwanted }: Examples): Why[] {
  const { why } = messages.http;
  const steps = [terms, ...(following?.steps ?? []).map((step) => step.terms)];
  const ofStep = (of: ComposedQuery['terms'], minus: boolean) =>
    of
      .filter((term) => term.minus === minus)
      .map((term) => term.words)
      .join(', ');
  const joined = (minus: boolean) =>
    steps
      .map((step) => ofStep(step, minus))
      .filter((said) => said !== '')
      .join(' >> ');
  const [wantedWords, unwantedWords] = [joined(false), joined(true)];
  const [like, unlike] = [pictures.length, unwanted?.length ?? 0];
  return [
    ...(wantedWords === '' ? [] : [{ kind: 'semantic', detail: why.words(wantedWords) }]),
    ...(unwantedWords === '' ? [] : [{ kind: 'semantic', detail: why.without(unwantedWords) }]),
    ...(like === 0 ? [] : [{ kind: 'example', detail: why.examples(like) }]),
    ...(unlike === 0 ? [] : [{ kind: 'example', detail: why.unlike(unlike) }]),
  ];
}
