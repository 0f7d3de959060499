/**
 * Import this first where a policy forbids `eval`, as the page's does. zod would try to compile its
 * schemas with `new Function` as soon as they are made, and the browser reports each attempt.
 */
import { config } from 'zod';

config({ jitless: true });
