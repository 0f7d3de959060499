"""Logistic calibration: a cosine becomes a number from 0 to 1 that a pair truly matches."""

import numpy as np


def fit_logistic(values: np.ndarray, truth: np.ndarray, weights: np.ndarray) -> dict[str, float]:
    """Newton's method on [n] cosines, 0/1 answers and weights -> slope and intercept."""
    design = np.stack([values, np.ones_like(values)], axis=1).astype(np.float64)
    answer = np.zeros(2)
    for _ in range(50):
        guess = 1 / (1 + np.exp(-np.clip(design @ answer, -30, 30)))
        gradient = design.T @ (weights * (truth - guess))
        bend = (design * (weights * guess * (1 - guess))[:, None]).T @ design
        step = np.linalg.solve(bend + 1e-9 * np.eye(2), gradient)
        answer += np.clip(step, -20, 20)
    return {"slope": round(float(answer[0]), 4), "intercept": round(float(answer[1]), 4)}


def pairs(scores: np.ndarray, owner: np.ndarray, hard: int = 3, easy: int = 3):
    """Cosines, answers and weights from [queries, photos]: the true photo, the best wrong photos
    and random wrong ones. Truth and untruth weigh the same in sum."""
    random = np.random.default_rng(1)
    rows = np.arange(len(owner))
    true = scores[rows, owner]
    wrong = scores.copy()
    wrong[rows, owner] = -2
    best = -np.sort(-wrong, axis=1)[:, :hard]
    drawn = wrong[rows[:, None], random.integers(0, scores.shape[1], (len(owner), easy))]
    false = np.concatenate([best, drawn], axis=1).reshape(-1)
    false = false[false > -2]
    return balance(true, false)


def balance(true: np.ndarray, false: np.ndarray):
    """Stacks true and false values with weights that make both sides count the same."""
    values = np.concatenate([true, false])
    truth = np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weights = np.where(truth == 1, 1 / len(true), 1 / len(false))
    return values, truth, weights * len(values)


NAMED = ("nouns", "objects101")


def calibrate(joined, train_set, val, labelled) -> dict:
    """Text to photo on photos that were kept back: captions of val, and labels as names, which
    count the same in sum. Photo to photo on 1,000 training photos: a photo and a crop of it against
    other photos and their crops."""
    images = joined.photos(val, np.arange(len(val.records)))
    owner = np.repeat(np.arange(len(images)), [len(own) for own in val.text_numbers])
    words = joined.texts(np.concatenate(val.text_numbers))
    asked = [pairs(words @ images.T, owner)]
    for photos in labelled:
        rows = photos.rows("held")
        labels = [photos.records[row].texts[0] for row in rows]
        rows = rows[np.unique(labels, return_index=True)[1]]
        names = np.array([joined.cache.index[photos.records[row].texts[0]] for row in rows])
        scores = joined.texts(names) @ joined.photos(photos, rows).T
        values, truth, weights = pairs(scores, np.arange(len(rows)))
        asked.append((values, truth, weights * len(asked[0][0]) / len(values) / len(labelled)))
    rows = np.arange(1000)
    whole, crops = joined.photos(train_set, rows), joined.photos(train_set, rows, view=2)
    return {
        "text": fit_logistic(*(np.concatenate(part) for part in zip(*asked, strict=True))),
        "image": fit_logistic(*pairs(crops @ whole.T, rows)),
    }
