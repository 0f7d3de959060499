"""Reads the caches that `prepare` filled and hands out batches."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import prepare, sources, texts


@dataclass(frozen=True)
class Photos:
    """One source's photos: by part a list of views, each [n, ...]; records; numbers of their texts.

    `side` is `train`, `held` or `out` for each photo; `translations` numbers the other languages.
    """

    name: str
    records: list[sources.Record]
    parts: dict[str, list[np.ndarray]]
    side: np.ndarray
    text_numbers: list[list[int]]
    translations: list[list[int]]

    def rows(self, side: str) -> np.ndarray:
        """Numbers of the photos on a side."""
        return np.flatnonzero(self.side == side)


def load_photos(data: Path, source: str, views: tuple[str, ...], cache: texts.TextCache) -> Photos:
    """Opens one source. Raises ValueError where a view is not in the cache."""
    records = sources.read_source(data, source)
    for view in views:
        if not prepare.cached_file(source, view, "done").exists():
            raise ValueError(f"{source} {view} is not in the cache, run prepare first")
    parts = {
        part: [np.load(prepare.cached_file(source, view, part), mmap_mode="r") for view in views]
        for part in prepare.PARTS
    }
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    return Photos(
        source,
        records,
        parts,
        np.array([sides[record.photo] for record in records]),
        [[cache.index[text] for text in texts.record_texts(record)] for record in records],
        [[cache.index[text] for text in record.translations] for record in records],
    )


def take_photos(photos: Photos, rows: np.ndarray, views: np.ndarray) -> dict[str, Tensor]:
    """The parts of the rows, each in its view, as float32."""
    found = {}
    for part, arrays in photos.parts.items():
        out = np.empty((len(rows), *arrays[0].shape[1:]), dtype=np.float32)
        for view in np.unique(views):
            chosen = np.flatnonzero(views == view)
            order = chosen[np.argsort(rows[chosen])]
            out[order] = arrays[view][rows[order]]
        found[part] = torch.from_numpy(out)
    return found
