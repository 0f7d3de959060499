"""Recall of retrieval, pure functions on arrays."""

import numpy as np


def ranks_of_truth(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """scores [queries, items], truth [queries] -> how many items score above the true one.

    Ties count half, so that coarse scores (Hamming distances) are neither helped nor hurt.
    """
    true = scores[np.arange(len(truth)), truth][:, None]
    ties = (scores == true).sum(axis=1) - 1
    return (scores > true).sum(axis=1) + ties / 2


def recall(ranks: np.ndarray, cuts: tuple[int, ...] = (1, 5, 10)) -> dict[str, float]:
    """Percent of queries whose truth is among the best k."""
    return {f"r{cut}": round(float((ranks < cut).mean() * 100), 2) for cut in cuts}


def both_directions(scores: np.ndarray, owner: np.ndarray) -> dict[str, dict[str, float]]:
    """scores [texts, photos], owner [texts] -> recall text to photo and photo to text.

    Photo to text takes the best placed of the photo's own texts.
    """
    back = np.full(scores.shape[1], np.inf)
    for photo in range(scores.shape[1]):
        own = scores[owner == photo, photo]
        if len(own):
            best = own.max()
            column = scores[:, photo]
            ties = (column[owner != photo] == best).sum()
            back[photo] = (column > best).sum() + ties / 2
    return {
        "textToImage": recall(ranks_of_truth(scores, owner)),
        "imageToText": recall(back[np.isfinite(back)]),
    }


def average_precision(scores: np.ndarray, relevant: set[int]) -> float:
    """Mean of the precision at each relevant item's place: scores [items], higher first."""
    hits = np.isin(np.argsort(-scores, kind="stable"), list(relevant))
    places = np.flatnonzero(hits) + 1
    return float(np.mean(np.arange(1, len(places) + 1) / places))
