"""From which cosine on does a photo match a query? That hangs on the query as much as on the photo.

What a query finds among a cohort of photos of many kinds, which ship with the model, tells how high
its cosines run (cohort normalisation, as in speaker verification: Auckenthaler et al. 2000). A
general query ("dog") matches many of the cohort, a particular one (a caption) none, and what no
library has ("glacier") is there too: so the highest cosines alone mislead. The *reference* is a
weighted sum of means of its highest cosines, and of the query's own vector, fitted so that cosines
relative to it part right photos from wrong ones alike for captions, short phrases and names.
"""

import zlib
from dataclasses import dataclass

import numpy as np

from training import hashing

NEAREST = (10, 100, 2000)
# Directions in which queries differ; so few that they learn what kind a query is, not its subject.
DIRECTIONS = 48
RIDGE = 1e-6
HARDEST, DRAWN = 30, 30


@dataclass(frozen=True)
class Questions:
    """Queries [q, D] of photos [n, D] (unit vectors), and which are right or wrong [q, n].

    `weight`: how much they count in sum, beside other questions. `quarters` [n]: the part of what
    was kept back that each photo is in; a query is in each part that has an answer to it.
    """

    name: str
    queries: np.ndarray
    photos: np.ndarray
    right: np.ndarray
    wrong: np.ndarray
    weight: float
    quarters: np.ndarray

    def part(self, *quarters: int) -> "Questions":
        """The photos of some quarters, and the queries that they answer."""
        own = np.isin(self.quarters, quarters)
        asked = self.right[:, own].any(axis=1)
        right, wrong = self.right[asked][:, own], self.wrong[asked][:, own]
        name, weight = self.name, self.weight
        return Questions(
            name, self.queries[asked], self.photos[own], right, wrong, weight, self.quarters[own]
        )


def quarter_of(key: str) -> int:
    """0 to 3, of a photo's path or of a label."""
    return zlib.crc32(key.encode()) % 4


@dataclass(frozen=True)
class Reference:
    """`nearest`: weights of the means of so many highest cosines; `direction` float32 [D]."""

    nearest: dict[int, float]
    direction: np.ndarray

    def __call__(self, queries: np.ndarray, cohort: np.ndarray) -> np.ndarray:
        """float32 [n, 1] of unit queries [n, D]."""
        means = nearest_means(queries, cohort, tuple(self.nearest))
        weights = np.array(list(self.nearest.values()), dtype=np.float32)
        return (means @ weights + queries @ self.direction)[:, None]


def nearest_means(queries: np.ndarray, cohort: np.ndarray, counts: tuple[int, ...]) -> np.ndarray:
    """float32 [n, counts]: means of the highest cosines of unit queries [n, D] to the cohort."""
    there = hashing.unit_rows(cohort.astype(np.float32))
    ordered = -np.sort(-(queries @ there.T), axis=1)
    return np.stack([ordered[:, :count].mean(axis=1) for count in counts], axis=1)


def fit_reference(asked: list[Questions], cohort: np.ndarray) -> Reference:
    """By logistic regression on cosine, nearest means and the queries' main directions.

    Right and wrong photos count as often as they are, so that a query that many photos answer and
    one that none does are both told where its answers end.
    """
    queries = np.concatenate([part.queries for part in asked])
    centre = queries.mean(axis=0)
    turned = np.linalg.svd(queries - centre, full_matrices=False)[2][:DIRECTIONS]
    random = np.random.default_rng(7)
    rows, truths, weights = [], [], []
    for part in asked:
        known = np.concatenate(
            [nearest_means(part.queries, cohort, NEAREST), (part.queries - centre) @ turned.T],
            axis=1,
        )
        scores = part.queries @ part.photos.T
        for number, features in enumerate(known):
            cosines, truth, weight = choose(
                scores[number], part.right[number], part.wrong[number], random
            )
            rows.append(
                np.column_stack([cosines, np.broadcast_to(features, (len(truth), len(features)))])
            )
            truths.append(truth)
            weights.append(weight * part.weight / len(known))
    fitted = logistic(np.concatenate(rows), np.concatenate(truths), np.concatenate(weights), RIDGE)
    relative = -fitted[1:-1] / fitted[0]
    nearest = dict(zip(NEAREST, (round(float(each), 4) for each in relative), strict=False))
    direction = relative[len(NEAREST) :] @ turned
    return Reference(nearest, direction.astype(np.float32))


def choose(scores: np.ndarray, right: np.ndarray, wrong: np.ndarray, random: np.random.Generator):
    """Cosines, answers and weights of one question: the right ones, the hardest and some others.

    The right ones weigh 1 in sum, and a wrong one as much as a right one.
    """
    true, false = np.flatnonzero(right), np.flatnonzero(wrong)
    ordered = false[np.argsort(-scores[false])]
    hard, rest = ordered[:HARDEST], ordered[HARDEST:]
    drawn = random.choice(rest, min(DRAWN, len(rest)), replace=False)
    chosen = np.concatenate([true, hard, drawn])
    truth = np.concatenate([np.ones(len(true)), np.zeros(len(hard) + len(drawn))])
    weights = np.ones(len(chosen))
    weights[len(true) + len(hard) :] = len(rest) / max(1, len(drawn))
    return scores[chosen], truth, weights / max(1, len(true))


def logistic(values: np.ndarray, truth: np.ndarray, weights: np.ndarray, ridge: float = 0):
    """Newton's method on [n, k] values, 0/1 answers and weights -> k factors and a constant.

    `ridge` holds the factors of values in their own units of deviation back.
    """
    spread = np.append(values.std(axis=0), 1.0)
    middle = np.append(values.mean(axis=0), 0.0)
    design = np.column_stack([values, np.ones(len(values))]).astype(np.float64)
    design = (design - middle) / spread
    weights = weights / weights.sum()
    held = np.append(np.full(values.shape[1], 2 * ridge), 0.0)
    answer = np.zeros(design.shape[1])
    for _ in range(100):
        guess = 1 / (1 + np.exp(-np.clip(design @ answer, -40, 40)))
        gradient = design.T @ (weights * (truth - guess)) - held * answer
        bend = (design * (weights * guess * (1 - guess))[:, None]).T @ design + np.diag(held)
        step = np.linalg.solve(bend + 1e-12 * np.eye(len(answer)), gradient)
        answer += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    factors = answer / spread
    factors[-1] = answer[-1] - (answer[:-1] / spread[:-1] * middle[:-1]).sum()
    return factors
