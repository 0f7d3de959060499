/** Five stars. The one that is set already takes the rating away. */
import { Button } from 'react-aria-components';
import { messages } from '../../main/engine/contract/messages/index.ts';
import { StarIcon } from '../shared/icons.tsx';

const text = messages.page.annotations;
const stars = [1, 2, 3, 4, 5] as const;

type RatingProps = {
  /** 0 to 5; null of several items. */
  readonly rating: number | null;
  readonly onRate: (rating: number) => void;
};

export function Rating({ rating, onRate }: RatingProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a look of its own.
    <div className="rating" role="group" aria-label={text.rating}>
      {stars.map((star) => (
        <Button
          key={star}
          className="icon-button small"
          aria-label={text.stars(star)}
          aria-pressed={rating === star}
          data-lit={star <= (rating ?? 0)}
          onPress={() => onRate(rating === star ? 0 : star)}
        >
          <StarIcon />
        </Button>
      ))}
    </div>
  );
}
