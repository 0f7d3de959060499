"""What the choices in `export` rest on: measured with the float model on val and what is kept back.

    python -m training.choosing --data DIR [--model FILE]

Prints the class side's weight against recall of captions and of names, what the gate says of some
queries, then code length and rotation against recall, and candidates against recall.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from training import (
    embed,
    export,
    exported,
    features,
    hashing,
    memory,
    metrics,
    prepare,
    texts,
    towers,
)
from training.model import class_side

QUERIES = (
    "kids on a trampoline",
    "someone surfing at sunset",
    "brown dog with a red collar",
    "brown dog",
    "red car",
    "dog",
    "guitar",
    "a photo of a guitar",
    "tench",
    "water tower",
    "glacier",
    "kitchen",
    "two dogs fighting over a stick",
)
ALIKE = ("scenes", "weather", "objects101", "nouns", "clothing")
NAMED = ("nouns", "objects101", "classes100-84px")


class Measured:
    """The parts of the embeddings of val and of the kept-back named photos."""

    def __init__(self, joined: export.Joined, data: Path):
        self.joined, self.names = joined, torch.from_numpy(joined.names)
        model, cache = joined.model, joined.cache
        val = features.load_photos(data, "val", ("full",), cache)
        self.val = embed.embed_photos(model, val, np.arange(len(val.records)), export.CPU)
        self.owner = np.repeat(np.arange(len(val.records)), [len(own) for own in val.text_numbers])
        numbers = np.concatenate(val.text_numbers)
        self.captions = embed.embed_texts(model, cache, numbers, export.CPU)
        self.named = {}
        for source in NAMED:
            photos = features.load_photos(data, source, ("full",), cache)
            rows = photos.rows("held")
            labels = [photos.records[row].texts[0] for row in rows]
            first = np.unique(labels, return_index=True)[1]
            seen = embed.embed_photos(model, photos, rows[first], export.CPU)
            asked = np.array([cache.index[labels[place]] for place in first])
            self.named[source] = seen, embed.embed_texts(model, cache, asked, export.CPU)

    def side(self, logits: np.ndarray, best: int = 10, warmth: float = 1.0) -> np.ndarray:
        """The class side of photos: the classifier's answers made flatter by `warmth`."""
        return class_side(torch.from_numpy(logits / warmth), self.names, best).numpy()


def measure_side(measured: Measured) -> None:
    """Captions and names at several weights of the class side, without a gate."""
    for best, warmth in ((10, 1.0), (5, 1.0), (20, 1.0), (10, 1.5), (20, 2.0)):
        images, logits = measured.val
        words, means = measured.captions
        trained, classes = words @ images.T, means @ measured.side(logits, best, warmth).T
        for weight in (0.0, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0, 8.0):
            told: dict = {"best": best, "warmth": warmth, "weight": weight}
            if weight <= 0.5:
                found = metrics.both_directions(trained + weight * classes, measured.owner)
                told["captions"] = [*found["textToImage"].values(), *found["imageToText"].values()]
            if weight in (0.0, 0.3, 2.0, 4.0, 8.0):
                for source, ((seen, answers), (asked, meant)) in measured.named.items():
                    side = measured.side(answers, best, warmth)
                    scores = asked @ seen.T + weight * meant @ side.T
                    ranks = metrics.ranks_of_truth(scores, np.arange(len(seen)))
                    told[source] = list(metrics.recall(ranks).values())
            print(json.dumps(told), flush=True)


def measure_gate(measured: Measured) -> None:
    """What the gate says of some queries, and of val's captions."""
    joined = measured.joined
    own = texts.tokenise(towers.load_tokenizer(), list(QUERIES))
    _, means = embed.embed_texts(joined.model, own, np.arange(len(QUERIES)), export.CPU)
    gate = joined.gate
    print(json.dumps({"steep": gate.steep, "edge": gate.edge}))
    for query, row in zip(QUERIES, means, strict=True):
        told = [float(part(row[None])[0]) for part in (gate.name, gate.known, gate.weights)]
        print(json.dumps({query: np.round(told, 2).tolist()}))
    known = [(0.1, 0.5, level) for level in (1.0, 2.0, 2.5, 3.0, 4.0, 8.0)]
    for level in ((0.0, 0.0, 0.0), *known, (0.1, 1.0, 2.5), (0.1, 2.5, 2.5), (0.3, 2.5, 2.5)):
        chosen = replace(gate, low=level[0], middle=level[1], high=level[2])
        told = {"levels": level, **measure_gated(measured, chosen)}
        print(json.dumps(told), flush=True)


def measure_gated(measured: Measured, gate) -> dict:
    """Captions and names with a gate, in the vectors that ship but for their quantisation."""
    joined = measured.joined
    names = torch.from_numpy(joined.names @ joined.reduce.T)

    def scores(asked: tuple, seen: tuple) -> np.ndarray:
        weights = torch.from_numpy(gate.weights(asked[1]).astype(np.float32))
        heard = torch.from_numpy(asked[0]), torch.from_numpy(asked[1] @ joined.reduce.T)
        value, logits = map(torch.from_numpy, seen)
        photos = exported.join_photo(value, class_side(logits, names))
        return (exported.join_text(*heard, weights) @ photos.T).numpy()

    found = metrics.both_directions(scores(measured.captions, measured.val), measured.owner)
    told = {"captions": [*found["textToImage"].values(), *found["imageToText"].values()]}
    told["mean weight"] = round(float(gate.weights(measured.captions[1]).mean()), 3)
    for source, (seen, asked) in measured.named.items():
        ranks = metrics.ranks_of_truth(scores(asked, seen), np.arange(len(seen[0])))
        told[source] = list(metrics.recall(ranks).values())
    return told


def measure_codes(measured: Measured, sets: list[features.Photos], seed: int) -> None:
    """Bits and rotation of the trained side against recall by code alone; candidates."""
    joined = measured.joined
    width = joined.settings.width
    photos = np.concatenate([joined.photos(own, own.rows("train")) for own in sets])
    numbers = np.concatenate(
        [own.text_numbers[row][:2] for own in sets for row in own.rows("train")]
    )
    there, asked = (hashing.unit_rows(rows[:, :width]) for rows in (photos, joined.texts(numbers)))
    means = there.mean(axis=0), asked.mean(axis=0)
    centred = np.concatenate([there - means[0], asked - means[1]])[::3]
    images, words = measured.val[0], measured.captions[0]
    exact = words @ images.T
    print(json.dumps({"float": metrics.both_directions(exact, measured.owner)}))
    best = np.argsort(-exact, axis=1)[:, :10]
    for bits in (128, 256, 384, 512, 768, 1024):
        ways = {"random": hashing.random_rotation(bits, width, seed)}
        ways["ITQ"] = hashing.iterative_quantisation(centred, bits, seed)
        ways["trained"] = hashing.train_rotation(there, asked, means, ways["ITQ"], seed)
        for name, rotation in ways.items():
            group = hashing.Group(*means, rotation, 1.0)
            scores = hashing.code_scores(words, images, [group])
            order = np.argsort(-scores, axis=1, kind="stable")
            held = {
                count: round(
                    float(
                        np.mean(
                            [
                                len(set(a) & set(b)) / 10
                                for a, b in zip(best, order[:, :count], strict=True)
                            ]
                        )
                    ),
                    4,
                )
                for count in (20, 50, 100, 200)
            }
            ranks = metrics.ranks_of_truth(scores, measured.owner)
            told = {"bits": bits, "rotation": name, "alone": list(metrics.recall(ranks).values())}
            print(json.dumps({**told, "exact ten among the first": held}), flush=True)


def measure_head(measured: Measured, sets: list[features.Photos], data: Path, seed: int) -> None:
    """The class group's bits and the trust in them, against recall by code alone."""
    joined = measured.joined
    val = features.load_photos(data, "val", ("full",), joined.cache)
    images = joined.photos(val, np.arange(len(val.records)))
    words = joined.texts(np.concatenate(val.text_numbers))
    named = {}
    for source in NAMED:
        photos = features.load_photos(data, source, ("full",), joined.cache)
        rows = photos.rows("held")
        labels = [photos.records[row].texts[0] for row in rows]
        first = np.unique(labels, return_index=True)[1]
        numbers = np.array([joined.cache.index[labels[place]] for place in first])
        named[source] = joined.texts(numbers), joined.photos(photos, rows[first])
    exact = metrics.ranks_of_truth(words @ images.T, measured.owner)
    told = {"captions": list(metrics.recall(exact).values())}
    for source, (asked, there) in named.items():
        ranks = metrics.ranks_of_truth(asked @ there.T, np.arange(len(there)))
        told[source] = list(metrics.recall(ranks).values())
    print(json.dumps({"exact": told}))
    for bits in ((512, 64), (512, 128), (512, 256)):
        groups = export.make_groups(joined, sets, seed, bits, 1.0)
        for trust in (0.125, 0.25, 0.5, 1.0, 2.0):
            trusted = [groups[0], replace(groups[1], weight=groups[1].weight * trust)]
            scores = hashing.code_scores(words, images, trusted)
            ranks = metrics.ranks_of_truth(scores, measured.owner)
            told = {"bits": bits, "trust": trust, "captions": list(metrics.recall(ranks).values())}
            for source, (asked, there) in named.items():
                scores = hashing.code_scores(asked, there, trusted)
                ranks = metrics.ranks_of_truth(scores, np.arange(len(there)))
                told[source] = list(metrics.recall(ranks).values())
            print(json.dumps(told), flush=True)


def measure_alike(measured: Measured, data: Path) -> None:
    """More like this: how many of a photo's four nearest bear its label, by parts of the vector."""
    joined = measured.joined
    reduced = torch.from_numpy(joined.names @ joined.reduce.T)
    for source in ALIKE:
        photos = features.load_photos(data, source, ("full",), joined.cache)
        rows = np.arange(len(photos.records))
        labels = np.array([photos.records[row].texts[0] for row in rows])
        value, logits = embed.embed_photos(joined.model, photos, rows, export.CPU)
        side = class_side(torch.from_numpy(logits), reduced).numpy()
        rest = np.sqrt(np.maximum(0, 1 - (side**2).sum(axis=1, keepdims=True)))
        ways = {
            "trained side": value,
            "with classes": np.concatenate([value, side], axis=1),
            "with classes and the last dimension": np.concatenate([value, side, rest], axis=1),
            "with classes made unit vectors": np.concatenate(
                [value, hashing.unit_rows(side)], axis=1
            ),
        }
        told = {}
        for name, vectors in ways.items():
            scores = vectors @ vectors.T
            np.fill_diagonal(scores, -9)
            nearest = np.argsort(-scores, axis=1)[:, :4]
            told[name] = round(float((labels[nearest] == labels[:, None]).mean() * 100), 1)
        print(json.dumps({source: told}), flush=True)


def main() -> None:
    """Reads the arguments and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=prepare.CACHE / "model.pt")
    parser.add_argument("--only", nargs="*", default=["side", "gate", "head", "alike", "codes"])
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    joined, sets = export.open_joined(arguments.model, arguments.data)
    measured = Measured(joined, arguments.data)
    if "side" in arguments.only:
        measure_side(measured)
    if "gate" in arguments.only:
        measure_gate(measured)
    if "head" in arguments.only:
        measure_head(measured, sets, arguments.data, joined.settings.seed)
    if "alike" in arguments.only:
        measure_alike(measured, arguments.data)
    if "codes" in arguments.only:
        measure_codes(measured, sets, joined.settings.seed)


if __name__ == "__main__":
    main()
