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
    """weight = low + (high - low) * sigmoid(slope . e + bias), for a text's unit vector e [384]."""

    slope: np.ndarray
    bias: float
    low: float
    high: float

    def share(self, means: np.ndarray) -> np.ndarray:
        """[n, 384] -> how much each is a name, 0 to 1."""
        return 1 / (1 + np.exp(-(means @ self.slope + self.bias)))

    def weights(self, means: np.ndarray) -> np.ndarray:
        """[n, 384] -> the class side's weight [n]."""
        return self.low + (self.high - self.low) * self.share(means)


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
    names: np.ndarray, captions: np.ndarray, things: np.ndarray, low: float, high: float
) -> Gate:
    """Logistic regression on unit vectors [n, 384]: names are 1, captions 0, described things 0.

    Each side counts the same; described things count half as much as captions.
    """
    rows = torch.from_numpy(np.concatenate([names, captions, things]))
    truth = torch.cat([torch.ones(len(names)), torch.zeros(len(captions) + len(things))])
    weight = torch.cat(
        [
            torch.full((len(names),), 1.5 / len(names)),
            torch.full((len(captions),), 1 / len(captions)),
            torch.full((len(things),), 0.5 / len(things)),
        ]
    )
    slope = torch.zeros(rows.shape[1], requires_grad=True)
    bias = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([slope, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(
            rows @ slope + bias, truth, weight, reduction="sum"
        )
        loss = loss + 1e-3 * slope.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return Gate(slope.detach().numpy(), float(bias.detach()), low, high)
