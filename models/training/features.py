"""Reads the caches that `prepare` filled and hands out batches."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import sources, texts, towers


@dataclass(frozen=True)
class Photos:
    """One source's photos: arrays [views, n, ...] as float16, records, and text numbers."""

    name: str
    records: list[sources.Record]
    pooled: list[np.ndarray]
    stages: list[np.ndarray]
    grid: list[np.ndarray]
    text_numbers: list[list[int]]


def pool_grid(grid: np.ndarray, head: torch.nn.Module, batch: int = 256) -> np.ndarray:
    """grid [n, 352, 9, 9] -> the tower's pooled features [n, 1280], float16."""
    pooled = np.zeros((len(grid), towers.POOLED_WIDTH), dtype=np.float16)
    with torch.no_grad():
        for start in range(0, len(grid), batch):
            part = torch.from_numpy(np.asarray(grid[start : start + batch], dtype=np.float32))
            value = torch.clamp(head(part), 0, 6).mean(dim=(2, 3))
            pooled[start : start + batch] = value.numpy()
    return pooled


def load_photos(
    data: Path, cache: Path, source: str, views: tuple[str, ...], text_cache: texts.TextCache
) -> Photos:
    """Reads one source; pooled features are computed on the first reading and kept."""
    records = sources.read_source(data, source)
    head = None
    pooled, stages, grids = [], [], []
    for view in views:
        base = f"{source}.{view}"
        if not (cache / f"{base}.stages.npy").exists():
            continue
        grid = np.load(cache / f"{base}.grid.npy", mmap_mode="r")
        pooled_path = cache / f"{base}.pooled.npy"
        if not pooled_path.exists():
            head = head or towers.load_vision()[0].head
            np.save(pooled_path, pool_grid(grid, head))
        pooled.append(np.load(pooled_path))
        stages.append(np.load(cache / f"{base}.stages.npy"))
        grids.append(grid)
    numbers = [[text_cache.index[text] for text in texts.label_texts(record)] for record in records]
    return Photos(source, records, pooled, stages, grids, numbers)


def take_photos(
    photos: Photos, rows: np.ndarray, views: np.ndarray
) -> tuple[Tensor, Tensor, Tensor]:
    """pooled, stages, grid of the rows, each in its view, as float32."""
    result = []
    for arrays in (photos.pooled, photos.stages, photos.grid):
        out = np.empty((len(rows), *arrays[0].shape[1:]), dtype=np.float32)
        for view in np.unique(views):
            chosen = np.flatnonzero(views == view)
            order = chosen[np.argsort(rows[chosen])]
            out[order] = arrays[view][rows[order]]
        result.append(torch.from_numpy(out))
    return tuple(result)


def take_texts(cache: texts.TextCache, numbers: np.ndarray) -> tuple[Tensor, Tensor]:
    """states [n, longest, 384] and mask [n, longest], float32."""
    starts = cache.starts[numbers]
    lengths = cache.starts[numbers + 1] - starts
    places = np.arange(lengths.max())[None, :]
    mask = places < lengths[:, None]
    states = cache.states[np.where(mask, starts[:, None] + places, 0)].astype(np.float32)
    states[~mask] = 0
    return torch.from_numpy(states), torch.from_numpy(mask.astype(np.float32))
