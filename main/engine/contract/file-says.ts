/** What a photo, a video or its XMP sidecar says of itself. Absent is null, never a guess. */
import { z } from 'zod';

/** How a picture was exposed. */
export const Exposure = z.object({
  focalLengthMm: z.number().nullable(),
  /** Of the same angle of view on 35 mm film. */
  equivalentFocalLengthMm: z.number().nullable(),
  /** 2.8 for f/2.8. */
  fNumber: z.number().nullable(),
  exposureSeconds: z.number().nullable(),
  iso: z.number().nullable(),
});
export type Exposure = z.infer<typeof Exposure>;

/** How, when and where it was taken, and what it is called. */
export const Shot = z.object({
  /**
   * ISO 8601 on the camera's clock, e.g. `2020-02-29T12:00:00.25+01:00`. Without a zone where none is
   * known; with `Z` where the instant is known and the camera's clock is not (as in RFC 9557).
   */
  capturedAt: z.string().nullable(),
  camera: z.string().nullable(),
  lens: z.string().nullable(),
  /** Degrees. */
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  exposure: Exposure,
  title: z.string().nullable(),
});
export type Shot = z.infer<typeof Shot>;

/**
 * What people or programs wrote into it that a person can also set in Afterimage. Null: it says
 * nothing of that; an empty caption or list: it says that there is none.
 */
export const Said = z.object({
  rating: z.int().min(0).max(5).nullable(),
  favourite: z.boolean().nullable(),
  caption: z.string().nullable(),
  /** As paths (`places/italy/rome`). */
  tags: z.array(z.string()).nullable(),
  albums: z.array(z.string()).nullable(),
});
export type Said = z.infer<typeof Said>;

export type FileSays = Shot & { readonly said: Said };

export const noExposure: Exposure = {
  focalLengthMm: null,
  equivalentFocalLengthMm: null,
  fNumber: null,
  exposureSeconds: null,
  iso: null,
};

export const nothingSaid: Said = {
  rating: null,
  favourite: null,
  caption: null,
  tags: null,
  albums: null,
};

export const saysNothing: FileSays = {
  capturedAt: null,
  camera: null,
  lens: null,
  latitude: null,
  longitude: null,
  exposure: noExposure,
  title: null,
  said: nothingSaid,
};

/** What a sidecar says, and the ending of the file that it is of, in lower case, where it says that. */
export type SidecarSays = FileSays & { readonly extension: string | null };

/** Each figure by the first that has it. */
export function exposureAmong(exposures: readonly Exposure[]): Exposure {
  const names = Object.keys(noExposure) as (keyof Exposure)[];
  const entries = names.map((name) => {
    const found = exposures.find((exposure) => exposure[name] !== null);
    return [name, found?.[name] ?? null];
  });
  return { ...noExposure, ...Object.fromEntries(entries) };
}

/** The shot alone of what says more. */
export function pickShot(says: Shot): Shot {
  const { capturedAt, camera, lens, latitude, longitude, exposure, title } = says;
  return { capturedAt, camera, lens, latitude, longitude, exposure, title };
}
