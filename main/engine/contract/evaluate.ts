/** What `evaluate` reports. */
import { z } from 'zod';

/** Recall at 1, 5 and 10, in percent. */
export const Recalls = z.object({ r1: z.number(), r5: z.number(), r10: z.number() });
export type Recalls = z.infer<typeof Recalls>;

/**
 * `exact`: float embeddings; `hash`: codes alone; `search`: the program's own path, codes and
 * then rescoring of `candidates` with the stored vectors.
 */
export const RecallWays = z.object({ exact: Recalls, hash: Recalls, search: Recalls });
export type RecallWays = z.infer<typeof RecallWays>;

export const EvaluateReport = z.object({
  /** Photos that the captions file lists. */
  photos: z.int(),
  /** Captions in the language, which are the queries. */
  captions: z.int(),
  /** Photos rescored for each text query. */
  candidates: z.int(),
  textToImage: RecallWays,
  imageToText: RecallWays,
  language: z.string(),
  /** Pictures that text queries rank: the photos and the distractors. */
  pool: z.int(),
  /** Files of the distractors' folder that could not be read and were left out. */
  unreadableDistractors: z.array(z.string()),
  tookMs: z.number(),
});
export type EvaluateReport = z.infer<typeof EvaluateReport>;
