"""Which photos and texts go into a step."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training import features, texts
from training.settings import Settings

# How far to trust a kind of words.
TRUST = {"caption": 1.0, "machine caption": 0.7, "title": 0.7, "label": 0.7, "labels": 0.7}


@dataclass(frozen=True)
class Corpus:
    """Training rows of all sources, Flickr8k first: (source, row), a group, a weight.

    Photos with one label share a group. `main` and `more` are row numbers.
    """

    sets: list[features.Photos]
    where: np.ndarray
    groups: np.ndarray
    weights: np.ndarray
    main: np.ndarray
    more: np.ndarray


def build_corpus(sets: list[features.Photos], share: float = 1.0) -> Corpus:
    """Rows of the sets that are trained on, or an even share of them."""
    where, groups, weights = [], [], []
    labels: dict[str, int] = {}
    for number, photos in enumerate(sets):
        rows = photos.rows("train")
        for row in rows[np.linspace(0, len(rows) - 1, round(share * len(rows))).astype(int)]:
            record = photos.records[row]
            name = record.texts[0] if record.kind == "label" else record.photo
            groups.append(labels.setdefault(name, len(labels)))
            where.append((number, row))
            weights.append(TRUST[record.kind])
    where = np.array(where)
    return Corpus(
        sets,
        where,
        np.array(groups),
        np.array(weights, dtype=np.float32),
        np.flatnonzero(where[:, 0] == 0),
        np.flatnonzero(where[:, 0] > 0),
    )


@dataclass(frozen=True)
class Batch:
    """One step: photo parts [n, ...], two texts a row [2, n], groups and weights [n].

    `translated` are places in the batch whose text in another language is used too, numbered in
    `translations`; `meanings` [m, 384] is what their English texts meant to the untrained tower.
    """

    photos: dict[str, Tensor]
    numbers: np.ndarray
    groups: Tensor
    weights: Tensor
    translated: np.ndarray
    translations: np.ndarray
    meanings: Tensor


def take_batch(
    corpus: Corpus,
    rows: np.ndarray,
    settings: Settings,
    cache: texts.TextCache,
    random: np.random.Generator,
) -> Batch:
    """The batch of some rows of the corpus."""
    parts: list[tuple[np.ndarray, dict[str, Tensor]]] = []
    numbers = np.zeros((2, len(rows)), dtype=np.int64)
    translated, translations, meanings = [], [], []
    for number in np.unique(corpus.where[rows, 0]):
        chosen = np.flatnonzero(corpus.where[rows, 0] == number)
        photos = corpus.sets[number]
        inside = corpus.where[rows[chosen], 1]
        count = min(settings.views, len(photos.parts["cut"]))
        views = random.integers(0, count, len(chosen))
        parts.append((chosen, features.take_photos(photos, inside, views)))
        for place, row in zip(chosen, inside, strict=True):
            own = photos.text_numbers[row]
            numbers[:, place] = random.choice(own, 2, replace=len(own) < 2)
            if photos.translations[row] and random.random() < settings.translated:
                translated.append(place)
                translations.append(random.choice(photos.translations[row]))
                meanings.append(cache.anchors[own].astype(np.float32).mean(axis=0))
    order = torch.from_numpy(np.argsort(np.concatenate([chosen for chosen, _ in parts])))
    whole = {name: torch.cat([part[name] for _, part in parts])[order] for name in parts[0][1]}
    return Batch(
        whole,
        numbers,
        torch.from_numpy(corpus.groups[rows]),
        torch.from_numpy(corpus.weights[rows]),
        np.array(translated, dtype=np.int64),
        np.array(translations, dtype=np.int64),
        torch.from_numpy(np.array(meanings, dtype=np.float32)),
    )
