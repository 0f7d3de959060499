"""Logistic calibration: a cosine becomes a number from 0 to 1 that a pair truly matches.

How high a cosine is depends on the query as much as on the photo, so it is taken relative to what
the query finds elsewhere: its *reference* is the mean of its highest cosines to a cohort of photos
of many kinds, which ship with the model (cohort normalisation, as in speaker verification:
Auckenthaler et al. 2000, Matejka et al. 2017). So a library without what is asked for shows it,
whatever the query is.
"""

import numpy as np

from training import features, hashing

# Half of the cohort is of Flickr8k, half of the broader sets, but for the one of 84 pixels.
COHORT = 2000
COHORT_MAIN = 1000
TOP = 10
TOO_SMALL = "classes100-84px"
# The share of right photos among the ten best whose score each strictness gives up.
CUTS = {"loose": 0.03, "normal": 0.08, "strict": 0.25}


def choose_cohort(joined, sets: list[features.Photos]) -> np.ndarray:
    """int8 [COHORT, D]: stored vectors of training photos, evenly drawn."""
    main, *others = sets
    others = [photos for photos in others if photos.name != TOO_SMALL]
    counts = [len(photos.rows("train")) for photos in others]
    ends = np.round(np.cumsum([0, *counts]) / sum(counts) * (COHORT - COHORT_MAIN)).astype(int)
    chosen = [(main, COHORT_MAIN), *zip(others, np.diff(ends).tolist(), strict=True)]
    vectors = np.concatenate(
        [joined.photos(photos, spread(photos.rows("train"), count)) for photos, count in chosen]
    )
    return np.round(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127).astype(np.int8)


def spread(rows: np.ndarray, count: int) -> np.ndarray:
    """`count` of the rows, evenly."""
    return rows[np.linspace(0, len(rows) - 1, count).astype(int)]


def references(queries: np.ndarray, cohort: np.ndarray) -> np.ndarray:
    """float32 [n, 1]: of unit queries [n, D], the mean of the TOP highest cosines to the cohort."""
    there = hashing.unit_rows(cohort.astype(np.float32))
    highest = -np.partition(-(queries @ there.T), TOP, axis=1)[:, :TOP]
    return highest.mean(axis=1, keepdims=True)


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


def cuts(scores: np.ndarray, owner: np.ndarray, fit: dict[str, float]) -> dict[str, float]:
    """Least scores by strictness, of cosines less their references [queries, photos]."""
    true = scores[np.arange(len(owner)), owner]
    shown = true[(scores > true[:, None]).sum(axis=1) < 10]
    least = {name: float(np.quantile(shown, share)) for name, share in CUTS.items()}
    return {
        name: round(float(1 / (1 + np.exp(-(fit["slope"] * value + fit["intercept"])))), 4)
        for name, value in least.items()
    }


def calibrate(joined, train_set, val, labelled, cohort: np.ndarray) -> dict:
    """Text to photo on photos that were kept back: captions of val, and labels as names, which
    count the same in sum. Photo to photo on 1,000 training photos that are not of the cohort: a
    photo and a crop of it against other photos and their crops."""
    images = joined.photos(val, np.arange(len(val.records)))
    owner = np.repeat(np.arange(len(images)), [len(own) for own in val.text_numbers])
    words = joined.texts(np.concatenate(val.text_numbers))
    captions = words @ images.T - references(words, cohort)
    asked = [pairs(captions, owner)]
    for photos in labelled:
        rows = photos.rows("held")
        labels = [photos.records[row].texts[0] for row in rows]
        rows = rows[np.unique(labels, return_index=True)[1]]
        names = np.array([joined.cache.index[photos.records[row].texts[0]] for row in rows])
        words = joined.texts(names)
        scores = words @ joined.photos(photos, rows).T - references(words, cohort)
        values, truth, weights = pairs(scores, np.arange(len(rows)))
        asked.append((values, truth, weights * len(asked[0][0]) / len(values) / len(labelled)))
    rows = train_set.rows("train")
    rows = np.setdiff1d(rows, spread(rows, COHORT_MAIN))[:1000]
    whole, crops = joined.photos(train_set, rows), joined.photos(train_set, rows, view=2)
    copies = crops @ whole.T - references(crops, cohort)
    text = fit_logistic(*(np.concatenate(part) for part in zip(*asked, strict=True)))
    image = fit_logistic(*pairs(copies, np.arange(len(rows))))
    return {
        "text": {**text, "cuts": cuts(captions, owner, text)},
        "image": image,
        "cohort": {"file": "cohort.bin", "photos": len(cohort), "top": TOP},
    }
