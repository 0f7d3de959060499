"""Embeds cached photos and texts with the float model, and measures it along the way."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import features, metrics, sources, texts
from training.model import Model, class_side


def read_numbers(
    model: Model, cache: texts.TextCache, numbers: np.ndarray, keep: float, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Texts by number -> t [n, width], e [n, 384]; texts of like length are run together."""
    lengths = cache.starts[numbers + 1] - cache.starts[numbers]
    order = np.argsort(lengths, kind="stable")
    padded = [
        texts.pad(cache.tokens, cache.starts, numbers[part])
        for part in np.array_split(order, max(1, len(order) // 100))
    ]
    # The words in use are looked up once: the table's gradient is as large as the table.
    used = np.unique(np.concatenate([ids.numpy().reshape(-1) for ids, _ in padded]))
    table = model.text_tower.words.weight[torch.from_numpy(used).to(device)]
    found = []
    with torch.autocast(device.type, torch.bfloat16, enabled=model.training):
        for ids, mask in padded:
            ids = torch.from_numpy(np.searchsorted(used, ids.numpy())).to(device)
            found.append(model.read(ids, mask.to(device), keep, table))
    back = torch.from_numpy(np.argsort(order))
    return tuple(torch.cat(parts)[back] for parts in zip(*found, strict=True))


def embed_texts(model: Model, cache: texts.TextCache, numbers: np.ndarray, device) -> tuple:
    """t float32 [n, width], e float32 [n, 384]."""
    with torch.no_grad():
        parts = np.array_split(numbers, max(1, len(numbers) // 768))
        found = [read_numbers(model, cache, part, 1.0, device) for part in parts]
    return tuple(torch.cat(part).cpu().numpy() for part in zip(*found, strict=True))


def embed_photos(
    model: Model, photos: features.Photos, rows: np.ndarray, device, view: int = 0
) -> tuple[np.ndarray, np.ndarray]:
    """v float32 [n, width], class logits float32 [n, 1000] of one view of some rows."""
    values, logits = [], []
    with torch.no_grad():
        for part in np.array_split(rows, max(1, len(rows) // 100)):
            taken = features.take_photos(photos, part, np.full(len(part), view))
            value, logit = model.see(taken["cut"].to(device), taken["early"].to(device))
            values.append(value.cpu().numpy())
            logits.append(logit.cpu().numpy())
    return np.concatenate(values), np.concatenate(logits)


def class_names(model: Model, data: Path, cache: texts.TextCache, device) -> np.ndarray:
    """Unit vectors [1000, 384] of the classes: the mean of their names', the first counts most."""
    numbers, owner, weights = [], [], []
    for row, entry in enumerate(sources.read_classes(data)):
        names = texts.class_names(entry)
        numbers += [cache.index[name] for name in names]
        owner += [row] * len(names)
        weights += [2.0 * len(names), *[1.0] * (len(names) - 1)]
    _, means = embed_texts(model, cache, np.array(numbers), device)
    rows = np.zeros((owner[-1] + 1, means.shape[1]), dtype=np.float32)
    np.add.at(rows, owner, means * np.array(weights, dtype=np.float32)[:, None])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


class Check:
    """Measures a model on val, and on the kept-back nouns by their bare names."""

    def __init__(self, data: Path, cache: texts.TextCache, device: torch.device):
        self.data, self.cache, self.device = data, cache, device
        self.val = features.load_photos(data, "val", ("full",), cache)
        self.nouns = features.load_photos(data, "nouns", ("full",), cache)

    def __call__(self, model: Model, weight: float = 0.3) -> dict:
        """Text to photo, photo to text, German, and with the class side at a weight."""
        rows = np.arange(len(self.val.records))
        images, logits = embed_photos(model, self.val, rows, self.device)
        owner = np.concatenate([[row] * len(own) for row, own in enumerate(self.val.text_numbers)])
        words, means = embed_texts(
            model, self.cache, np.concatenate(self.val.text_numbers), self.device
        )
        german = [(own[0], row) for row, own in enumerate(self.val.translations) if own]
        foreign, _ = embed_texts(model, self.cache, np.array(german)[:, 0], self.device)
        names = torch.from_numpy(class_names(model, self.data, self.cache, self.device))
        side = class_side(torch.from_numpy(logits), names).numpy()
        alone = metrics.both_directions(words @ images.T, owner)
        both = metrics.both_directions(words @ images.T + weight * means @ side.T, owner)
        there = metrics.ranks_of_truth(foreign @ images.T, np.array(german)[:, 1])
        return {
            "val": list(alone["textToImage"].values()),
            "back": list(alone["imageToText"].values()),
            "withClasses": list(both["textToImage"].values()),
            "backWithClasses": list(both["imageToText"].values()),
            "german": list(metrics.recall(there).values()),
            "nouns": self.name_recall(model, names),
        }

    def name_recall(self, model: Model, names: Tensor) -> list[float]:
        """Kept-back nouns, one photo each: recall of the photo by the bare name, class side."""
        rows = self.nouns.rows("held")
        labels = [self.nouns.records[row].texts[0] for row in rows]
        rows = rows[np.unique(labels, return_index=True)[1]]
        _, logits = embed_photos(model, self.nouns, rows, self.device)
        numbers = np.array([self.cache.index[self.nouns.records[row].texts[0]] for row in rows])
        _, means = embed_texts(model, self.cache, numbers, self.device)
        side = class_side(torch.from_numpy(logits), names).numpy()
        ranks = metrics.ranks_of_truth(means @ side.T, np.arange(len(rows)))
        return list(metrics.recall(ranks).values())
