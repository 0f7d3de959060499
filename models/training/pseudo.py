"""Pseudo pairs: a classifier row stands for a photo of its class, so that object names work.

The best linear classifier's row is the inverse covariance times the class mean's offset (Fisher),
so covariance times row gives the offset back.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import features, sources, texts, towers


@dataclass(frozen=True)
class Classes:
    """offsets [1000, 1280]: from the mean photo to the class; texts that may name each class.

    names lists (text numbers, hypernyms) per class; covers[text] are the classes it names.
    """

    offsets: Tensor
    mean: Tensor
    numbers: list[list[int]]
    covers: dict[int, list[int]]


def load_classes(data: Path, cache: texts.TextCache, photos: features.Photos) -> Classes:
    """Builds the classes from the frozen classifier and the photos' covariance."""
    _, weight, _ = towers.load_vision()
    pooled = torch.from_numpy(photos.pooled[0].astype(np.float32))
    mean = pooled.mean(dim=0)
    centred = pooled - mean
    covariance = centred.T @ centred / len(centred)
    offsets = (weight - weight.mean(dim=0)) @ covariance
    length = centred.norm(dim=1).mean()
    offsets = offsets / offsets.norm(dim=1, keepdim=True) * length
    numbers, covers = [], {}
    for row, entry in enumerate(sources.read_classes(data)):
        own = [
            cache.index[text]
            for name in texts.class_names(entry) + texts.hypernym_names(entry)
            for text in texts.phrase(name)
        ]
        numbers.append(own)
        for number in set(own):
            covers.setdefault(number, []).append(row)
    return Classes(offsets, mean, numbers, covers)


@dataclass(frozen=True)
class Drawn:
    """Some classes: pooled [n, 1280], one text number each, positive [n, n] (photo by text)."""

    pooled: Tensor
    numbers: np.ndarray
    positive: Tensor


def draw(classes: Classes, count: int, random: np.random.Generator) -> Drawn:
    """Draws classes and one of each one's names; their offsets vary in length and direction."""
    rows = random.choice(len(classes.numbers), count, replace=False)
    numbers = np.array([random.choice(classes.numbers[row]) for row in rows])
    length = torch.from_numpy(random.uniform(0.6, 1.2, (count, 1)).astype(np.float32))
    noise = classes.offsets[torch.from_numpy(random.permutation(len(classes.numbers))[:count])]
    offsets = classes.offsets[torch.from_numpy(rows)] * length + 0.3 * noise
    named = [set(classes.covers[int(number)]) for number in numbers]
    positive = torch.tensor([[float(row in own) for own in named] for row in rows])
    return Drawn(torch.clamp(classes.mean + offsets, min=0), numbers, positive)
