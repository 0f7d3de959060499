/** What the engine answers with, and what the client throws. */

/** Status codes an answer may carry, by the stable code of the error. */
export const errorStatus = {
  'bad-request': 400,
  'not-a-folder': 400,
  'not-a-picture': 400,
  'inside-library': 400,
  'folder-refused': 400,
  'no-cookie': 401,
  'token-used': 401,
  'foreign-host': 403,
  'foreign-origin': 403,
  'missing-header': 403,
  'no-permission': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'too-large': 413,
  'cannot-show': 422,
  'internal-error': 500,
  /** No model can be used, so that nothing can be encoded. */
  'cannot-encode': 503,
  'port-in-use': 503,
  offline: 503,
  stopping: 503,
  /** Never sent: the client's own code for an engine that does not answer, or stopped midway. */
  unreachable: 503,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof errorStatus;

/** `message` is a sentence for a person and carries the offending value; `code` is stable. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly status: number;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
    this.status = errorStatus[code];
  }
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorStatus, code);
}
