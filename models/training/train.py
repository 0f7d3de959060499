"""Step 2: trains the heads on the cached features.

python -m training.train --data DIR --out FILE
"""

import argparse
import copy
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training import features, heads, losses, metrics, pixels, pseudo, sources, texts
from training.prepare import CACHE


@dataclass(frozen=True)
class Settings:
    """Everything that changes a run. `more` names the further sets, separated by commas."""

    more: str = "coco,flickr30k,conceptual,flowers,food,landscapes"
    seed: int = 1
    width: int = 512
    hidden: int = 768
    text_hidden: int = 512
    epochs: int = 30
    batch: int = 512
    more_batch: int = 0
    learning_rate: float = 1e-3
    weight_decay: float = 0.05
    vision_dropout: float = 0.4
    text_dropout: float = 0.2
    word_dropout: float = 0.1
    smooth: float = 0.1
    text_to_text: float = 0.2
    average: float = 0.98
    pseudo_weight: float = 0.0
    pseudo_batch: int = 256
    drop_branches: float = 0.1
    views: int = 4


class Model(nn.Module):
    """Both heads and the temperature."""

    def __init__(self, settings: Settings):
        super().__init__()
        width, hidden = settings.width, settings.hidden
        self.vision = heads.VisionHead(width, hidden, dropout=settings.vision_dropout)
        self.text = heads.TextHead(width, settings.text_hidden, dropout=settings.text_dropout)
        self.log_scale = nn.Parameter(torch.tensor(np.log(20.0), dtype=torch.float32))

    def scale(self) -> Tensor:
        """The inverse temperature, at most 100."""
        return self.log_scale.exp().clamp(max=100)


@dataclass(frozen=True)
class Corpus:
    """Training rows of all sources: (photos, row), a group number, a weight."""

    sets: list[features.Photos]
    where: np.ndarray
    groups: np.ndarray
    weights: np.ndarray


def build_corpus(sets: list[features.Photos]) -> Corpus:
    """Rows of the sets that are not held out; photos with one label share a group."""
    where, groups, weights = [], [], []
    labels: dict[str, int] = {}
    for number, photos in enumerate(sets):
        for row, record in enumerate(photos.records):
            if photos.name != "train" and sources.is_held_out(photos.name, row):
                continue
            name = record.texts[0] if record.kind == "label" else record.photo
            groups.append(labels.setdefault(name, len(labels)))
            where.append((number, row))
            weights.append(KIND_WEIGHTS[record.kind])
    return Corpus(sets, np.array(where), np.array(groups), np.array(weights, dtype=np.float32))


KIND_WEIGHTS = {"caption": 1.0, "machine caption": 0.7, "title": 0.7, "label": 0.7, "labels": 0.7}


def take_batch(corpus: Corpus, rows: np.ndarray, views: int, random: np.random.Generator):
    """Photo tensors and two text numbers a row, in the order of `rows`."""
    parts: list[tuple[np.ndarray, tuple[Tensor, ...]]] = []
    numbers = np.zeros((2, len(rows)), dtype=np.int64)
    for number in np.unique(corpus.where[rows, 0]):
        chosen = np.flatnonzero(corpus.where[rows, 0] == number)
        photos = corpus.sets[number]
        inside = corpus.where[rows[chosen], 1]
        count = min(views, len(photos.pooled))
        view = random.integers(0, count, len(chosen))
        parts.append((chosen, features.take_photos(photos, inside, view)))
        for place, row in zip(chosen, inside, strict=True):
            own = photos.text_numbers[row]
            numbers[:, place] = random.choice(own, 2, replace=len(own) < 2)
    order = np.argsort(np.concatenate([chosen for chosen, _ in parts]))
    tensors = tuple(
        torch.cat([part[index] for _, part in parts])[torch.from_numpy(order)] for index in range(3)
    )
    return tensors, numbers


def embed_texts(model: Model, cache: texts.TextCache, numbers: np.ndarray, keep: float) -> Tensor:
    """Unit vectors of texts; in training a word is left out with probability 1 - keep."""
    order = np.argsort(cache.starts[numbers + 1] - cache.starts[numbers], kind="stable")
    found = []
    for part in np.array_split(order, max(1, len(order) // 128)):
        states, mask = features.take_texts(cache, numbers[part])
        if keep < 1:
            mask = mask * (torch.rand_like(mask) < keep)
            mask[:, 0] = 1
        found.append(model.text(states, mask))
    return torch.cat(found)[torch.from_numpy(np.argsort(order))]


def embed_photos(model: Model, photos: features.Photos, view: int = 0) -> np.ndarray:
    """float32 [n, width] of one view."""
    found = []
    with torch.no_grad():
        for start in range(0, len(photos.records), 500):
            rows = np.arange(start, min(start + 500, len(photos.records)))
            tensors = features.take_photos(photos, rows, np.full(len(rows), view))
            found.append(model.vision(*tensors).numpy())
    return np.concatenate(found)


def embed_numbers(model: Model, cache: texts.TextCache, numbers: np.ndarray) -> np.ndarray:
    """float32 [n, width] of cached texts."""
    with torch.no_grad():
        parts = np.array_split(numbers, max(1, len(numbers) // 500))
        return np.concatenate([embed_texts(model, cache, part, 1.0).numpy() for part in parts])


def evaluate(model: Model, photos: features.Photos, cache: texts.TextCache, rows=None) -> dict:
    """Recall within one source, or within some of its rows."""
    rows = np.arange(len(photos.records)) if rows is None else rows
    images = embed_photos(model, photos)[rows]
    pairs = [(n, place) for place, row in enumerate(rows) for n in photos.text_numbers[row]]
    numbers, owner = np.array(pairs).T
    return metrics.both_directions(embed_numbers(model, cache, numbers) @ images.T, owner)


def standardise(head: heads.VisionHead, photos: features.Photos) -> None:
    """Sets the head's means and deviations from one source's full views."""
    pooled, stages = photos.pooled[0].astype(np.float32), photos.stages[0].astype(np.float32)
    head.pooled_mean.copy_(torch.from_numpy(pooled.mean(axis=0)))
    head.pooled_std.copy_(torch.from_numpy(pooled.std(axis=0) + 0.05))
    head.stage_mean.copy_(torch.from_numpy(stages.mean(axis=0)))
    head.stage_std.copy_(torch.from_numpy(stages.std(axis=0) + 0.01))


def train(settings: Settings, corpus: Corpus, cache, classes, check) -> tuple[Model, list[dict]]:
    """Trains and returns the averaged model and what `check` said along the way."""
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    model = Model(settings)
    standardise(model.vision, corpus.sets[0])
    averaged = copy.deepcopy(model).eval().requires_grad_(False)
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
    )
    main = np.flatnonzero(corpus.where[:, 0] == 0)
    more = np.flatnonzero(corpus.where[:, 0] > 0)
    steps = len(main) // settings.batch
    total = settings.epochs * steps
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.learning_rate, total, pct_start=0.1
    )
    log, step, started = [], 0, time.time()
    for epoch in range(settings.epochs):
        order = random.permutation(main)
        for index in range(steps):
            rows = order[index * settings.batch : (index + 1) * settings.batch]
            if settings.more_batch:
                rows = np.concatenate([rows, random.choice(more, settings.more_batch, False)])
            loss = step_loss(model, settings, corpus, cache, rows, random)
            if settings.pseudo_weight:
                loss = loss + settings.pseudo_weight * pseudo_loss(
                    model, settings, classes, cache, random
                )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            keep = min(settings.average, step / (step + 10))
            with torch.no_grad():
                for old, new in zip(averaged.parameters(), model.parameters(), strict=True):
                    old.lerp_(new, 1 - keep)
        if (epoch + 1) % 5 == 0 or epoch + 1 == settings.epochs:
            entry = {"epoch": epoch + 1, "loss": round(loss.item(), 3), **check(averaged)}
            entry["seconds"] = round(time.time() - started)
            entry["scale"] = round(model.scale().item(), 1)
            log.append(entry)
            print(json.dumps(entry), flush=True)
    return averaged, log


def step_loss(model, settings, corpus, cache, rows, random) -> Tensor:
    """The matching losses of one batch of photos with two texts each."""
    tensors, numbers = take_batch(corpus, rows, settings.views, random)
    pooled, stages, grid = tensors
    if random.random() < settings.drop_branches:
        images = model.vision(pooled)
    else:
        images = model.vision(pooled, stages, grid)
    words = embed_texts(model, cache, numbers.reshape(-1), 1 - settings.word_dropout)
    first, second = words.chunk(2)
    positive = losses.same_groups(torch.from_numpy(corpus.groups[rows]))
    weight = torch.from_numpy(corpus.weights[rows])
    scale, smooth = model.scale(), settings.smooth
    loss = (
        losses.match_loss(images, first, scale, positive, weight, smooth)
        + losses.match_loss(images, second, scale, positive, weight, smooth)
    ) / 2
    if settings.text_to_text:
        between = losses.match_loss(first, second, scale, positive, weight, smooth)
        loss = loss + settings.text_to_text * between
    return loss


def pseudo_loss(model, settings, classes, cache, random) -> Tensor:
    """The matching loss of some classes' classifier rows with one of their names each."""
    chosen = pseudo.draw(classes, settings.pseudo_batch, random)
    images = model.vision(chosen.pooled)
    words = embed_texts(model, cache, chosen.numbers, 1.0)
    weight = torch.ones(len(chosen.numbers))
    return losses.match_loss(images, words, model.scale(), chosen.positive, weight, settings.smooth)


def load_sets(data: Path, cache: texts.TextCache, more: str) -> list[features.Photos]:
    """The training sets, Flickr8k first. Raises ValueError where a set is not in the cache."""
    names = ["train", *(name for name in more.split(",") if name)]
    sets = [features.load_photos(data, CACHE, name, pixels.VIEWS, cache) for name in names]
    for photos in sets:
        if not photos.pooled:
            raise ValueError(f"{photos.name} is not in the cache, run prepare first")
    return sets


def main() -> None:
    """Reads the arguments, trains, writes the weights and a log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=CACHE / "model.pt")
    parser.add_argument("--set", nargs="*", default=[], help="name=value of Settings")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    kinds = Settings.__annotations__
    changed = dict(pair.split("=", 1) for pair in arguments.set)
    settings = Settings(**{name: kinds[name](value) for name, value in changed.items()})
    cache = texts.load_texts(CACHE)
    sets = load_sets(arguments.data, cache, settings.more if settings.more_batch else "")
    val = features.load_photos(arguments.data, CACHE, "val", ("full",), cache)
    classes = pseudo.load_classes(arguments.data, cache, sets[0])
    corpus = build_corpus(sets)

    def check(model: Model) -> dict:
        found = evaluate(model, val, cache)
        return {"val": found["textToImage"], "back": found["imageToText"]}

    model, log = train(settings, corpus, cache, classes, check)
    torch.save({"settings": asdict(settings), "weights": model.state_dict()}, arguments.out)
    rows = {photos.name: int((corpus.where[:, 0] == n).sum()) for n, photos in enumerate(sets)}
    report = {"settings": asdict(settings), "photos": rows, "log": log}
    arguments.out.with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
