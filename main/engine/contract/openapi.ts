/** The OpenAPI 3.1 document of the route table. */
import { z } from 'zod';
import { hasBody } from './route.ts';
import { ErrorAnswer, type Route, routes } from './routes.ts';

type Json = Record<string, unknown>;

export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operation(name, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Afterimage',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { schemas: { ErrorAnswer: schemaOf(ErrorAnswer, 'output') } },
  };
}

function operation(name: string, route: Route): Json {
  const content = requestContent(name, route);
  return {
    operationId: name,
    summary: route.summary,
    'x-door': route.door,
    'x-changes': route.changes,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(content === undefined ? {} : { requestBody: { content } }),
    responses: {
      200: { description: 'The answer.', content: responseContent(route) },
      default: {
        description: 'An error.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorAnswer' } } },
      },
    },
  };
}

function pathParameters(route: Route): Json[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'integer', minimum: 0 },
  }));
}

function queryParameters(route: Route): Json[] {
  if (hasBody(route)) return [];
  const schema = schemaOf(route.request, 'input');
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(
    ([name, property]) => ({ name, in: 'query', required: required.has(name), schema: property }),
  );
}

function requestContent(name: string, route: Route): Json | undefined {
  if (!hasBody(route)) return undefined;
  if (name === 'uploadPicture') return { 'application/octet-stream': {} };
  return { 'application/json': { schema: schemaOf(route.request, 'input') } };
}

function responseContent(route: Route): Json {
  if (route.response === 'binary') return { 'application/octet-stream': {} };
  if (route.response === 'events') return { 'text/event-stream': {} };
  return { 'application/json': { schema: schemaOf(route.response, 'output') } };
}

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io });
  return schema;
}
