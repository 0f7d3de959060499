/** A model is a folder; this is its `manifest.json`. The runtime reads only this. */
import { z } from 'zod';

/**
 * What a query's cosines are taken relative to: a weighted sum of means of its `count` highest
 * cosines to the cohort, and its dot product with a vector (`direction`: little-endian
 * float32[dimension]). Without any of that, 0.
 */
const Reference = z.object({
  nearest: z.array(z.object({ count: z.int().positive(), weight: z.number() })),
  direction: z.string().optional(),
});
const Calibration = z.object({
  slope: z.number().positive(),
  intercept: z.number(),
  reference: Reference.optional(),
});
/** The least score of what still matches, by how strict a person wants it. */
const Cuts = z.object({ loose: z.number(), normal: z.number(), strict: z.number() });

const Kernel = z.enum(['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3']);

export const ModelManifest = z.object({
  format: z.literal(2),
  name: z.string(),
  version: z.string(),
  title: z.string(),
  embedding: z.object({ dimension: z.int().positive() }),
  vision: z.object({
    file: z.string(),
    input: z.string(),
    output: z.string(),
    width: z.int().positive(),
    height: z.int().positive(),
    /** `squash`: the aspect ratio is given up. */
    resize: z.literal('squash'),
    kernel: Kernel,
    /**
     * How the training photos came to be small, as JPEGs with half the colour (4:2:0). A picture
     * whose area is at least `areaFrom` times as large is first made so too, then resized.
     */
    trained: z
      .object({
        width: z.int().positive(),
        height: z.int().positive(),
        kernel: Kernel,
        jpegQuality: z.int().min(1).max(100),
        areaFrom: z.number().min(1),
      })
      .optional(),
    layout: z.literal('NCHW'),
    /** In units of 0..255: input = (rgb - mean) / std. */
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
  }),
  text: z.object({
    file: z.string(),
    inputIds: z.string(),
    attentionMask: z.string(),
    output: z.string(),
    contextLength: z.int().positive(),
    languages: z.array(z.string()),
  }),
  tokenizer: z.object({ file: z.string(), format: z.literal('huggingface') }),
  /**
   * Groups of bits, each of its own run of the embedding's dimensions, in order; dimensions that
   * are left over are in no code. `file`:
   * little-endian float32 photoMean[d], textMean[d], then each group's rotation[bits][dimensions].
   * With x the group's run of the embedding made a unit vector, a bit is set when
   * dot(rotation[bit], x - mean) > 0. A differing bit costs a query `weight` times the length of
   * the query's own run, before it was made a unit vector.
   */
  hash: z.object({
    file: z.string(),
    bits: z.int().positive().multipleOf(64),
    groups: z
      .array(
        z.object({
          bits: z.int().positive(),
          dimensions: z.int().positive(),
          weight: z.number().positive(),
        }),
      )
      .min(1),
  }),
  /**
   * score = 1 / (1 + exp(-(slope * (cosine - reference) + intercept))), of queries in words and of
   * those with pictures. The cohort is photos of many kinds (`file`: stored vectors,
   * int8[photos][dimension]).
   */
  calibration: z
    .object({
      text: Calibration.extend({ cuts: Cuts.optional() }),
      image: Calibration,
      cohort: z.object({ file: z.string(), photos: z.int().positive() }).optional(),
    })
    .refine(
      ({ text, image, cohort }) =>
        [text, image].every(({ reference }) =>
          (reference?.nearest ?? []).every(({ count }) => count <= (cohort?.photos ?? 0)),
        ),
      { message: 'a reference of more photos than the cohort has' },
    ),
  licence: z.object({ spdx: z.string(), file: z.string(), summary: z.string() }),
  notice: z.string(),
  source: z.string(),
  files: z.record(z.string(), z.object({ sizeBytes: z.int(), sha256: z.string() })),
});
export type ModelManifest = z.infer<typeof ModelManifest>;
