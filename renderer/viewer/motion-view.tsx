/** The short video inside a motion photo, once, over the photo it belongs to. */
import { mediaPath } from '../../main/engine/contract/client.ts';
import { messages } from '../../main/engine/contract/messages/index.ts';

const text = messages.page.viewer;

type MotionViewProps = {
  readonly itemId: number;
  readonly name: string;
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
};

export function MotionView({ itemId, name, onEnd, onError }: MotionViewProps) {
  return (
    // biome-ignore lint/a11y/useMediaCaption: people's own clips have no captions.
    <video
      className="video"
      aria-label={text.motionOf(name)}
      src={mediaPath('motionVideo', { itemId })}
      autoPlay
      playsInline
      onClick={onEnd}
      onEnded={onEnd}
      onError={() => {
        onEnd();
        onError(new Error(text.motionFailed));
      }}
    />
  );
}
