"""The gate: how much a text is a bare name, read from its own vector.

Names ("tench", "a water tower") are found by the class side, descriptions by the trained side.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training import features, sources, texts

# A caption's first words up to one of these are the thing and how it looks: "a brown dog".
STOP = re.compile(
    r" '|\b(is|are|in|on|with|and|at|by|of|near|while|through|over|to|from|who|that|\w+ing|\w+s)\b"
)
ARTICLE = re.compile(r"^(an?|the|one|two|three|four|five|some|several|many) ")


@dataclass(frozen=True)
class Gate:
    """How much the class side counts for a text with the unit vector e [384].

    low + (middle - low) * name + (high - middle) * known, where `name` says how much the text is a
    bare name, sigmoid(slope . e + bias), and `known` whether the classifier has a class of that
    name: sigmoid(steep * (nearest - edge)), with the cosine to the nearest of `words` [n, 384].
    """

    slope: np.ndarray
    bias: float
    words: np.ndarray
    steep: float
    edge: float
    low: float
    middle: float
    high: float

    def name(self, means: np.ndarray) -> np.ndarray:
        """[n, 384] -> how much each is a bare name, 0 to 1."""
        return sigmoid(means @ self.slope + self.bias)

    def known(self, means: np.ndarray) -> np.ndarray:
        """[n, 384] -> how surely each names a class, 0 to 1."""
        return sigmoid(self.steep * ((means @ self.words.T).max(axis=1) - self.edge))

    def weights(self, means: np.ndarray) -> np.ndarray:
        """[n, 384] -> the class side's weight [n]."""
        name, known = self.name(means), self.known(means)
        return self.low + (self.middle - self.low) * name + (self.high - self.middle) * known


def sigmoid(value: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-value))."""
    return 1 / (1 + np.exp(-value))


def described_things(captions: list[str], names: set[str]) -> list[str]:
    """Short phrases that are no bare names, cut from captions: "brown dog", "little girl"."""
    found = set()
    for caption in captions:
        phrase = ARTICLE.sub("", STOP.split(caption.lower().strip(" ."), maxsplit=1)[0].strip())
        words = phrase.split()
        if len(words) in (2, 3) and phrase not in names:
            found.add(phrase)
    return sorted(found)


def name_texts(data: Path, sets: list[features.Photos]) -> list[str]:
    """Bare names and short phrases of classes, hypernyms and labels that are trained on."""
    names: dict[str, None] = {}
    for entry in sources.read_classes(data):
        for name in texts.class_names(entry) + texts.hypernym_names(entry):
            names[name] = None
    for photos in sets:
        for row in photos.rows("train"):
            if photos.records[row].kind == "label":
                names[photos.records[row].texts[0]] = None
    return [text for name in names for text in texts.phrase(name)]


def fit(
    names: np.ndarray,
    captions: np.ndarray,
    things: np.ndarray,
    words: np.ndarray,
    phrases: np.ndarray,
    levels: tuple[float, float, float],
) -> Gate:
    """Two logistic regressions on unit vectors [n, 384].

    Bare names against captions and things as captions describe them, each kind counting the same,
    things half. Short phrases of the classes' own words against captions and things, by the cosine
    to the nearest of the words.
    """
    others = np.concatenate([captions, things])
    weights = np.concatenate(
        [np.full(len(captions), 1 / len(captions)), np.full(len(things), 0.5 / len(things))]
    )
    slope, bias = logistic(names, others, weights)
    nearest = [(rows @ words.T).max(axis=1, keepdims=True) for rows in (phrases, others)]
    steep, level = logistic(*nearest, weights, hold=1e-5)
    return Gate(slope, bias, words, float(steep[0]), -level / float(steep[0]), *levels)


def logistic(
    positive: np.ndarray, negative: np.ndarray, weights: np.ndarray, hold: float = 1e-3
) -> tuple[np.ndarray, float]:
    """Slope [d] and bias that part rows [n, d] from rows [m, d] of the given weights [m].

    The positive rows weigh as much as the negative ones; `hold` keeps the slope small.
    """
    rows = torch.from_numpy(np.concatenate([positive, negative]).astype(np.float32))
    truth = torch.cat([torch.ones(len(positive)), torch.zeros(len(negative))])
    share = np.full(len(positive), weights.sum() / len(positive))
    weight = torch.from_numpy(np.concatenate([share, weights]).astype(np.float32))
    slope = torch.zeros(rows.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(
            rows @ slope + bias, truth, weight, reduction="sum"
        )
        loss = loss + hold * slope.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return slope.detach().numpy(), float(bias.detach())
