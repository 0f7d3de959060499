/** The pictures in the query: moments of the library and dropped ones. */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { CloseIcon, PictureIcon } from '../shared/icons.tsx';
import type { PageQuery } from '../state/page-location.ts';
import { uploadedPicture } from '../state/uploaded-pictures.ts';

const text = messages.page.search;

type QueryChipsProps = {
  readonly query: PageQuery;
  readonly onChange: (query: PageQuery) => void;
};

export function QueryChips({ query, onChange }: QueryChipsProps) {
  if (query.likeMoments.length + query.uploads.length === 0) return null;
  return (
    <ul className="chips" aria-label={text.chips}>
      {query.likeMoments.map((momentId) => (
        <Chip
          key={momentId}
          name={text.likeChip}
          pictureUrl={mediaPath('thumbnail', { momentId })}
          onRemove={() =>
            onChange({ ...query, likeMoments: query.likeMoments.filter((id) => id !== momentId) })
          }
        />
      ))}
      {query.uploads.map((uploadId) => {
        const picture = uploadedPicture(uploadId);
        return (
          <Chip
            key={uploadId}
            name={picture?.name ?? text.pictureChip}
            pictureUrl={picture?.previewUrl}
            onRemove={() =>
              onChange({ ...query, uploads: query.uploads.filter((id) => id !== uploadId) })
            }
          />
        );
      })}
    </ul>
  );
}

type ChipProps = {
  readonly name: string;
  readonly pictureUrl: string | undefined;
  readonly onRemove: () => void;
};

function Chip({ name, pictureUrl, onRemove }: ChipProps) {
  // A browser cannot draw every picture that the engine reads (HEIC, TIFF).
  const [broken, setBroken] = useState(false);
  return (
    <li className="chip">
      {pictureUrl === undefined || broken ? (
        <span className="chip-picture">
          <PictureIcon />
        </span>
      ) : (
        <img className="chip-picture" src={pictureUrl} alt="" onError={() => setBroken(true)} />
      )}
      <span className="chip-name">{name}</span>
      <Button className="chip-remove" aria-label={text.removeChip(name)} onPress={onRemove}>
        <CloseIcon />
      </Button>
    </li>
  );
}
