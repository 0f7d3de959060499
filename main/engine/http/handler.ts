/** What a handler is given and what it answers, both typed from the route table. */
import type { z } from 'zod';
import type { RouteName, RouteResponse, routes } from '../contract/routes.ts';

export type HandlerContext<Name extends RouteName> = {
  /** The validated request. */
  readonly request: z.output<(typeof routes)[Name]['request']>;
  /** The id in the path; 0 for a route without one. */
  readonly id: number;
  /** Headers, method and, for an upload, the body. Aborts when the client goes away. */
  readonly raw: Request;
};

/** JSON routes answer their value; `binary` and `events` routes a Response. */
export type HandlerAnswer<Name extends RouteName> = (typeof routes)[Name]['response'] extends
  | 'binary'
  | 'events'
  ? Response
  : RouteResponse<Name>;

export type Handler<Name extends RouteName> = (
  context: HandlerContext<Name>,
) => HandlerAnswer<Name> | Promise<HandlerAnswer<Name>>;

export type Handlers = { readonly [Name in RouteName]: Handler<Name> };
