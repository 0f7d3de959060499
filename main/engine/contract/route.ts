/** What the table of routes says of one. */
import type { z } from 'zod';

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly door: 'any' | 'trusted';
  readonly changes: boolean;
  /** JSON body of a POST or PATCH, query string of a GET. */
  readonly request: z.ZodType;
  /** Of a JSON body; 1 MiB unless said. */
  readonly limitBytes?: number;
  /** JSON answer; `binary` and `events` are not JSON. */
  readonly response: z.ZodType | 'binary' | 'events';
  readonly summary: string;
};

export const hasBody = ({ method }: { readonly method: string }): boolean =>
  method === 'POST' || method === 'PATCH';
