/** A photo fitted into the stage, over its thumbnail until it is there. */
import { useState } from 'react';
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { mostEnlarged } from './area.ts';

type PhotoViewProps = {
  readonly itemId: number;
  readonly momentId: number;
  readonly name: string;
  /** Pixels, when known. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** The file is out of reach: the thumbnail is all there is. */
  readonly offline: boolean;
};

export function PhotoView({ itemId, momentId, name, size, offline }: PhotoViewProps) {
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const limits =
    size === null
      ? undefined
      : { maxInlineSize: size.width * mostEnlarged, maxBlockSize: size.height * mostEnlarged };
  return (
    <div className="photo" style={limits}>
      {state !== 'shown' && (
        <img
          className="photo-image under"
          src={mediaPath('thumbnail', { momentId })}
          alt={offline ? name : ''}
        />
      )}
      {!offline && state !== 'failed' && (
        <img
          className="photo-image"
          data-state={state}
          src={mediaPath('photo', { itemId })}
          alt={name}
          decoding="async"
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
        />
      )}
      {state === 'failed' && (
        <p className="stage-sentence" role="alert">
          {messages.page.viewer.photoFailed}
        </p>
      )}
    </div>
  );
}
