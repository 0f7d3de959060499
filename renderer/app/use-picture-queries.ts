/** Queries by picture: like one, like a part of one, more or less of some, dropped ones. */
import { useState } from 'react';
import { emptyQuery, type PageRegion } from '../state/page-location.ts';
import {
  type QueryStep,
  withMoment,
  withRegion,
  withUnwanted,
  withUploads,
} from '../state/query-steps.ts';
import { uploadPicture } from '../state/uploaded-pictures.ts';
import type { useQuerySteps } from './use-query-steps.ts';

type PictureQueriesOptions = Pick<
  ReturnType<typeof useQuerySteps>,
  'goTo' | 'change' | 'endTyping'
> & {
  /** A query of its own is on its way: the focus goes into its answer. */
  readonly onFreshQuery: () => void;
  readonly onError: (error: unknown) => void;
};

export function usePictureQueries(options: PictureQueriesOptions) {
  const { goTo, change, endTyping, onFreshQuery, onError } = options;
  const [uploading, setUploading] = useState(false);
  const begin = (step: QueryStep): void => {
    endTyping();
    onFreshQuery();
    goTo({ query: step(emptyQuery), open: null }, 'push');
  };
  return {
    uploading,
    moreLike: (momentId: number): void => begin(withMoment(momentId)),
    searchPart: (region: PageRegion): void => begin(withRegion(region)),
    /** Beside what was asked for. */
    judge: (momentId: number, wanted: boolean): void => {
      endTyping();
      onFreshQuery();
      change(wanted ? withMoment(momentId) : withUnwanted(momentId), 'settled');
    },
    /** Dropped on the search bar. */
    addMoment: (momentId: number): void => change(withMoment(momentId), 'settled'),
    addPictures: async (files: readonly File[]): Promise<void> => {
      const uploads: string[] = [];
      setUploading(true);
      for (const file of files) {
        try {
          uploads.push(await uploadPicture(file));
        } catch (error) {
          onError(error);
        }
      }
      setUploading(false);
      if (uploads.length > 0) change(withUploads(uploads), 'settled');
    },
  };
}
