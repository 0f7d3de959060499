"""The cohort: photos of many kinds that ship with the model, as stored vectors (`references.py`)."""

import numpy as np

from training import features

# Half of it is of Flickr8k, half of the broader sets, but for the one of 84 pixels.
PHOTOS = 2000
MAIN = 1000
TOO_SMALL = "classes100-84px"


def choose_cohort(joined, sets: list[features.Photos]) -> np.ndarray:
    """int8 [PHOTOS, D]: stored vectors of training photos, evenly drawn."""
    main, *others = sets
    others = [photos for photos in others if photos.name != TOO_SMALL]
    counts = [len(photos.rows("train")) for photos in others]
    ends = np.round(np.cumsum([0, *counts]) / sum(counts) * (PHOTOS - MAIN)).astype(int)
    chosen = [(main, MAIN), *zip(others, np.diff(ends).tolist(), strict=True)]
    vectors = np.concatenate(
        [joined.photos(photos, spread(photos.rows("train"), count)) for photos, count in chosen]
    )
    return np.round(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127).astype(np.int8)


def spread(rows: np.ndarray, count: int) -> np.ndarray:
    """`count` of the rows, evenly."""
    return rows[np.linspace(0, len(rows) - 1, count).astype(int)]
