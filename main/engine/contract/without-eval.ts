/** For the page, whose policy forbids `eval`. */
import { config } from 'zod';

/** zod would try to compile its schemas with `new Function`, which the browser reports each time. */
export function parseWithoutEval(): void {
  config({ jitless: true });
}
