"""A library of any size for benchmarks: fits what photos' embeddings are like, to draw others from.

    python -m training.population --data DIR [--out ../bench]

Writes population.json and population.bin: a mixture of K Gaussians in the first dimensions of a
principal component analysis, each with a few directions of its own, heavy tails, and queries, which
are embeddings of val's captions. Then draws 20,000 and prints how they compare with the 20,000
photos that it was fitted to: distances of the nearest, and how many candidates find them.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training import export, features, hashing, memory, prepare

COMPONENTS, FACTORS, BASIS, FREEDOM = 768, 8, 128, 5
PHOTOS, QUERIES, SEED = 20_000, 600, 3
# A component of few photos borrows its spread from all of them, as if it had so many more.
BORROWED = 2
HALF = 0.5**0.5
NEAREST, CANDIDATES = (1, 10, 100, 1000), (10, 20, 50, 100, 200)


@dataclass(frozen=True)
class Population:
    """x = mean + (centre + s (z factors + e spread)) basis + s tail n, with z, e, n normal.

    s^2 = (FREEDOM - 2) / chi squared of FREEDOM, which gives a Student distribution its tails.
    `finish` makes an embedding of x [width + class side].
    """

    mean: np.ndarray
    basis: np.ndarray
    tail: np.ndarray
    share: np.ndarray
    centres: np.ndarray
    factors: np.ndarray
    spread: np.ndarray


def cluster(rows: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """k-means of rows [n, d]: the cluster of each [n]."""
    centres = rows[random.choice(len(rows), count, replace=False)]
    for _ in range(12):
        owner = np.argmax(rows @ centres.T - (centres**2).sum(axis=1) / 2, axis=1)
        for number in range(count):
            own = rows[owner == number]
            centres[number] = own.mean(axis=0) if len(own) else rows[random.integers(len(rows))]
    return owner


def fit(rows: np.ndarray) -> Population:
    """Rows [n, d] -> what they are like."""
    mean = rows.mean(axis=0)
    basis = np.linalg.svd((rows - mean)[::2], full_matrices=False)[2][:BASIS]
    there = (rows - mean) @ basis.T
    tail = (rows - mean - there @ basis).std(axis=0)
    owner = cluster(rows.copy(), COMPONENTS, np.random.default_rng(0))
    groups = [there[owner == number] for number in range(COMPONENTS)]
    groups = [own for own in groups if len(own)]
    within = sum(((own - own.mean(axis=0)) ** 2).sum(axis=0) for own in groups) / len(rows)
    centres, factors, spread = [], [], []
    for own in groups:
        offsets = own - own.mean(axis=0)
        _, length, directions = np.linalg.svd(offsets, full_matrices=False)
        mine = np.zeros((FACTORS, BASIS))
        count = min(FACTORS, len(own) - 1)
        mine[:count] = length[:count, None] * directions[:count] / len(own) ** 0.5
        rest = np.maximum(0, (offsets**2).mean(axis=0) - (mine**2).sum(axis=0))
        rest = (rest * len(own) + BORROWED * within) / (len(own) + BORROWED)
        centres.append(own.mean(axis=0))
        factors.append(mine)
        spread.append(rest**0.5)
    share = np.array([len(own) for own in groups]) / len(rows)
    parts = mean, basis, tail, share, np.array(centres), np.array(factors), np.array(spread)
    return Population(*(part.astype(np.float32) for part in parts))


def draw(of: Population, count: int, random: np.random.Generator, width: int) -> np.ndarray:
    """Embeddings [count, width + class side + 2]."""
    owner = random.choice(len(of.share), count, p=of.share / of.share.sum())
    s = ((FREEDOM - 2) / random.chisquare(FREEDOM, (count, 1))) ** 0.5
    z = random.standard_normal((count, FACTORS))
    e = random.standard_normal((count, BASIS))
    offsets = np.einsum("nf,nfb->nb", z, of.factors[owner]) + e * of.spread[owner]
    rest = s * of.tail * random.standard_normal((count, len(of.mean)))
    return finish(of.mean + (of.centres[owner] + s * offsets) @ of.basis + rest, width)


def finish(rows: np.ndarray, width: int) -> np.ndarray:
    """Both sides as long as an embedding's: the trained one just so, the class side at most."""
    trained, side = rows[:, :width], rows[:, width:]
    trained = trained * (HALF / np.linalg.norm(trained, axis=1, keepdims=True))
    side = side * np.minimum(1, HALF / np.linalg.norm(side, axis=1, keepdims=True))
    missing = np.maximum(0, 0.5 - (side**2).sum(axis=1, keepdims=True)) ** 0.5
    return np.concatenate(
        [trained, side, missing, np.zeros_like(missing)], axis=1, dtype=np.float32
    )


def to_bytes(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows [..., d] -> int8 and the scale of each of the d."""
    largest = np.abs(rows).reshape(-1, rows.shape[-1]).max(axis=0)
    scale = np.maximum(largest, 1e-12) / 127
    return np.round(rows / scale).astype(np.int8), scale.astype("<f4")


def write(of: Population, queries: np.ndarray, folder: Path, width: int) -> None:
    """population.bin: the parts one after the other, as population.json lists them."""
    parts: list[tuple[str, np.ndarray]] = []
    for name in ("mean", "basis", "tail"):
        parts.append((name, getattr(of, name).astype("<f2")))
    parts.append(("share", of.share.astype("<f4")))
    for name in ("centres", "factors", "spread"):
        stored, scale = to_bytes(getattr(of, name))
        parts += [(f"{name}Scale", scale), (name, stored)]
    stored, scale = to_bytes(queries)
    parts += [("queriesScale", scale), ("queries", stored)]
    # Numbers of four bytes first, so that each part lies where its kind of number may lie.
    parts.sort(key=lambda part: -part[1].itemsize)
    described = {
        "source": "models/training: python -m training.population",
        "width": width,
        "freedom": FREEDOM,
        "parts": [
            {"name": name, "type": str(part.dtype), "shape": list(part.shape)}
            for name, part in parts
        ],
    }
    folder.mkdir(exist_ok=True)
    (folder / "population.json").write_text(json.dumps(described, indent=2) + "\n")
    (folder / "population.bin").write_bytes(b"".join(part.tobytes() for _, part in parts))


def read(folder: Path) -> tuple[Population, np.ndarray]:
    """What `write` wrote, and its queries."""
    described = json.loads((folder / "population.json").read_text())
    content, start, parts = (folder / "population.bin").read_bytes(), 0, {}
    for part in described["parts"]:
        count = int(np.prod(part["shape"]))
        values = np.frombuffer(content, part["type"], count, start)
        parts[part["name"]] = values.reshape(part["shape"]).astype(np.float32)
        start += values.nbytes
    for name in ("centres", "factors", "spread", "queries"):
        parts[name] = parts[name] * parts.pop(f"{name}Scale")
    queries = hashing.unit_rows(parts.pop("queries"))
    return Population(**parts), queries


def compare(photos: np.ndarray, queries: np.ndarray, groups: list[hashing.Group]) -> list[float]:
    """Mean distances of the nearest, then the part of the ten best among so many by code."""
    cosines = queries @ photos.T
    best = np.argsort(-cosines, axis=1)[:, : max(NEAREST)]
    distances = 1 - np.take_along_axis(cosines, best, axis=1)
    order = np.argsort(-hashing.code_scores(queries, photos, groups), axis=1, kind="stable")
    found = [
        np.mean([np.isin(a[:10], b[:count]).mean() for a, b in zip(best, order, strict=True)])
        for count in CANDIDATES
    ]
    return [*(float(distances[:, rank - 1].mean()) for rank in NEAREST), *map(float, found)]


def photos_of(model: Path, data: Path) -> tuple[export.Joined, np.ndarray, np.random.Generator]:
    """The model, embeddings of PHOTOS photos of all sets [n, d], and the draws that come next."""
    joined, sets = export.open_joined(model, data)
    photos = np.concatenate([joined.photos(own, np.arange(len(own.records))) for own in sets])
    random = np.random.default_rng(SEED)
    return joined, photos[random.permutation(len(photos))[:PHOTOS]], random


def groups_of(builtin: Path, dimensions: int) -> list[hashing.Group]:
    """The shipped hash head's."""
    manifest = json.loads((builtin / "manifest.json").read_text())["hash"]
    head = (builtin / manifest["file"]).read_bytes()
    return hashing.unpack_head(head, manifest["groups"], dimensions)


def tell(photos: list[float], drawn: list[float]) -> None:
    """Prints both, as `compare` gives them, as a table."""
    names = [f"distance of nearest {rank}" for rank in NEAREST]
    names += [f"ten best among {count}" for count in CANDIDATES]
    print("| | photos | drawn | difference |\n| --- | --- | --- | --- |")
    for name, a, b in zip(names, photos, drawn, strict=True):
        print(f"| {name} | {a:.4f} | {b:.4f} | {100 * (b / a - 1):+.1f} % |")


def main() -> None:
    """Fits, writes, and compares what is drawn from the files with what they were fitted to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=prepare.CACHE / "model.pt")
    parser.add_argument("--builtin", type=Path, default=Path("builtin"))
    parser.add_argument("--out", type=Path, default=Path("../bench"))
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    joined, photos, random = photos_of(arguments.model, arguments.data)
    val = features.load_photos(arguments.data, "val", ("full",), joined.cache)
    numbers = np.concatenate(val.text_numbers)
    queries = joined.texts(random.choice(numbers, QUERIES, replace=False))
    width = joined.settings.width
    write(fit(photos[:, : width + export.CLASS_WIDTH]), queries, arguments.out, width)

    groups = groups_of(arguments.builtin, photos.shape[1])
    drawn_from, asked = read(arguments.out)
    drawn = draw(drawn_from, PHOTOS, random, width)
    tell(compare(photos, asked, groups), compare(drawn, asked, groups))


if __name__ == "__main__":
    main()
