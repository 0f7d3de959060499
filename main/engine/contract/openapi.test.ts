import { expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { type Route, routes } from './routes.ts';

type Operation = {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema?: { properties?: object } }> };
  responses: Record<string, { content: Record<string, { schema?: unknown }> }>;
};
const document = openApiDocument('1.2.3') as {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
};

test.each(Object.entries(routes) as [string, Route][])('%s is described', (name, route) => {
  const path = route.path.replace(/:(\w+)/g, '{$1}');
  const operation = document.paths[path]?.[route.method.toLowerCase()];
  expect(operation?.operationId).toBe(name);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  expect(
    operation?.parameters.filter((each) => each.in === 'path').map((each) => each.name),
  ).toEqual(inPath);
  const [type] = Object.keys(operation?.responses['200']?.content ?? {});
  const expected = { binary: 'application/octet-stream', events: 'text/event-stream' };
  expect(type).toBe(
    typeof route.response === 'string' ? expected[route.response] : 'application/json',
  );
});

test('it has no other operations, keeps its version and refers to nothing that is missing', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path));
  expect(operations).toHaveLength(Object.keys(routes).length);
  expect(document.info.version).toBe('1.2.3');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)];
  expect(new Set(references.map(([, reference]) => reference))).toEqual(
    new Set(['#/components/schemas/ErrorAnswer']),
  );
});

test('a GET has its request as query parameters, a POST as its body', () => {
  const browse = document.paths['/api/browse']?.get;
  expect(browse?.parameters).toEqual([
    { name: 'path', in: 'query', required: false, schema: { type: 'string' } },
  ]);
  const search = document.paths['/api/search']?.post?.requestBody?.content['application/json'];
  expect(Object.keys(search?.schema?.properties ?? {}).sort()).toEqual([
    'cursor',
    'likeMoments',
    'limit',
    'paged',
    'regions',
    'strictness',
    'text',
    'unlikeMoments',
    'uploads',
  ]);
});
