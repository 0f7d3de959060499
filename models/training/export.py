"""Step 3: writes the model folder: ONNX files, tokenizer, hash head, cohort, manifest. `calibrate`
completes it.

python -m training.export --data DIR --model FILE --out ../models/builtin
"""

import argparse
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training import (
    cohort,
    embed,
    evaluate,
    exported,
    features,
    gate,
    hashing,
    memory,
    pixels,
    prepare,
    sources,
    texts,
    towers,
    train,
)
from training.model import Model, class_side
from training.settings import Settings

CLASS_WIDTH = 190
TRAINED_BITS = 512
CLASS_BITS = 128
# A code of few bits tells less of a cosine than one of many: measured by `choosing`.
CLASS_TRUST = 0.5
LEVELS = (0.1, 0.5, 2.5)
CPU = torch.device("cpu")
SUMMARY = (
    "Weights for research use only: they were trained on Flickr8k and other picture sets whose "
    "terms allow research."
)


@dataclass(frozen=True)
class Joined:
    """A trained model with all that joins its two sides into one vector, in float32."""

    model: Model
    settings: Settings
    cache: texts.TextCache
    names: np.ndarray
    reduce: np.ndarray
    gate: gate.Gate

    def photos(self, source: features.Photos, rows: np.ndarray, view: int = 0) -> np.ndarray:
        """Unit vectors [n, D] of cached photos."""
        value, logits = embed.embed_photos(self.model, source, rows, CPU, view)
        side = class_side(torch.from_numpy(logits), torch.from_numpy(self.names @ self.reduce.T))
        return exported.join_photo(torch.from_numpy(value), side).numpy()

    def texts(self, numbers: np.ndarray) -> np.ndarray:
        """Unit vectors [n, D] of cached texts."""
        value, means = embed.embed_texts(self.model, self.cache, numbers, CPU)
        parts = value, means @ self.reduce.T, self.gate.weights(means).astype(np.float32)
        return exported.join_text(*map(torch.from_numpy, parts)).numpy()


def load_model(path: Path) -> tuple[Model, Settings]:
    """A model that `train` wrote."""
    stored = torch.load(path)
    settings = Settings(**stored["settings"])
    model = train.make_model(settings)
    model.load_state_dict(stored["weights"])
    return model.eval().requires_grad_(False), settings


def join_sides(path: Path, data: Path, cache: texts.TextCache, sets) -> Joined:
    """Fits what joins the two sides of a trained model."""
    model, settings = load_model(path)
    names = embed.class_names(model, data, cache, CPU)
    captions = [text for record in sets[0].records for text in record.texts]
    others = [number for own in sets[0].translations for number in own]
    numbers = np.concatenate([[cache.index[text] for text in captions[::3]], others[::4]])
    named = gate.name_texts(data, sets)
    things = gate.described_things(captions, set(named))
    tokenizer = towers.load_tokenizer()

    def means(words: list[str]) -> np.ndarray:
        own = texts.tokenise(tokenizer, words)
        return embed.embed_texts(model, own, np.arange(len(words)), CPU)[1]

    known = embed.embed_texts(model, cache, numbers, CPU)[1]
    words = [name for entry in sources.read_classes(data) for name in texts.class_names(entry)]
    phrases = [text for name in words for text in texts.phrase(name)]
    fitted = gate.fit(means(named), known, means(things), means(words), means(phrases), LEVELS)
    reduce = exported.reduction(names, CLASS_WIDTH)
    return Joined(model, settings, cache, names, reduce, fitted)


def open_joined(path: Path, data: Path) -> tuple[Joined, list[features.Photos]]:
    """A model that `train` wrote, joined, and the sets that it was trained on."""
    cache = texts.load_texts(prepare.CACHE)
    report = json.loads(path.with_suffix(".json").read_text())
    sets = train.load_sets(data, cache, report["settings"]["more"])
    return join_sides(path, data, cache, sets), sets


def make_groups(
    joined: Joined,
    sets,
    seed: int,
    bits: tuple[int, int] = (TRAINED_BITS, CLASS_BITS),
    trust: float = CLASS_TRUST,
) -> list[hashing.Group]:
    """The hash head: trained side and class side, each from the photos and texts of training.

    The last dimension, which only makes texts quieter, is in no group.
    """
    photos = np.concatenate(
        [joined.photos(photos, photos.rows("train")) for photos in sets]
        + [joined.photos(sets[0], sets[0].rows("train"), view=2)]
    )
    numbers = np.concatenate(
        [photos.text_numbers[row][:2] for photos in sets for row in photos.rows("train")]
    )
    queries = joined.texts(numbers)
    groups, start, width = [], 0, joined.settings.width
    for length, dimensions, share in ((bits[0], width, 1.0), (bits[1], CLASS_WIDTH + 1, trust)):
        run = slice(start, start + dimensions)
        there = hashing.unit_rows(photos[:, run])
        asked = hashing.unit_rows(queries[:, run])
        means = there.mean(axis=0), asked.mean(axis=0)
        centred = np.concatenate([there - means[0], asked - means[1]])[::3]
        rotation = hashing.iterative_quantisation(centred, length, seed)
        rotation = hashing.train_rotation(there, asked, means, rotation, seed)
        if start:
            # The last dimension only makes photos equally long; texts say nothing there.
            rotation[:, -1] = 0
        spread = np.linalg.norm(there - means[0], axis=1).mean()
        spread *= np.linalg.norm(asked - means[1], axis=1).mean()
        weight = round(float(share * spread / length * 1000), 4)
        groups.append(hashing.Group(*means, rotation, weight))
        start += dimensions
    return groups


def make_manifest(dimension: int, groups: list[hashing.Group], training: dict) -> dict:
    """The manifest without `files`, and without what `calibrate` adds."""
    side, mean, std = pixels.SIDE, [pixels.MEAN] * 3, [pixels.STD] * 3
    described = [
        {
            "bits": len(group.rotation),
            "dimensions": group.rotation.shape[1],
            "weight": group.weight,
        }
        for group in groups
    ]
    return {
        "format": 2,
        "name": "afterimage-base",
        "version": "3",
        "title": "Afterimage built-in model",
        "embedding": {"dimension": dimension},
        "vision": {
            "file": "vision.onnx",
            "input": "pixels",
            "output": "embedding",
            "width": side,
            "height": side,
            "resize": "squash",
            "kernel": "cubic",
            "trained": {
                "width": pixels.TRAINED_SIDE,
                "height": pixels.TRAINED_SIDE,
                "kernel": "linear",
                "jpegQuality": pixels.TRAINED_QUALITY,
                "areaFrom": pixels.AREA_FROM,
            },
            "layout": "NCHW",
            "mean": mean,
            "std": std,
        },
        "text": {
            "file": "text.onnx",
            "inputIds": "input_ids",
            "attentionMask": "attention_mask",
            "output": "embedding",
            "contextLength": towers.CONTEXT_LENGTH,
            "languages": ["en", *sources.LANGUAGES],
        },
        "tokenizer": {"file": "tokenizer.json", "format": "huggingface"},
        "hash": {
            "file": "hash.bin",
            "bits": sum(group["bits"] for group in described),
            "groups": described,
        },
        "calibration": {"cohort": {"file": "cohort.bin", "photos": cohort.PHOTOS}},
        "licence": {
            "spdx": "LicenseRef-afterimage-model",
            "file": "LICENSE",
            "summary": SUMMARY,
        },
        "notice": "NOTICE",
        "source": "models/training: python -m training.prepare, train, export (see its README)",
        "training": training,
    }


def main() -> None:
    """Reads the arguments and moves each finished file to its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=prepare.CACHE / "model.pt")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "builtin")
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    report = json.loads(arguments.model.with_suffix(".json").read_text())
    joined, sets = open_joined(arguments.model, arguments.data)
    groups = make_groups(joined, sets, joined.settings.seed)
    dimension = joined.settings.width + CLASS_WIDTH + 2
    chosen = cohort.choose_cohort(joined, sets)
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.out.parent) as folder:
        made = Path(folder)
        names = torch.from_numpy(joined.names @ joined.reduce.T)
        exported.write_vision(exported.Vision(joined.model, names), made / "vision.onnx")
        text = exported.Text(joined.model, joined.gate, torch.from_numpy(joined.reduce))
        exported.write_text(text, made / "text.onnx")
        towers.load_tokenizer().save(str(made / "tokenizer.json"))
        (made / "hash.bin").write_bytes(hashing.pack_head(groups, dimension))
        (made / "cohort.bin").write_bytes(chosen.tobytes())
        for name in ("LICENSE", "NOTICE"):
            shutil.copy(Path(__file__).parent / "legal" / name, made / name)
        manifest = make_manifest(dimension, groups, report)
        manifest["files"] = {
            path.name: evaluate.describe_file(path) for path in sorted(made.iterdir())
        }
        (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        for path in sorted(made.iterdir(), key=lambda path: path.name == "manifest.json"):
            path.rename(arguments.out / path.name)
    total = sum(entry["sizeBytes"] for entry in manifest["files"].values())
    print(json.dumps(manifest["files"], indent=2), f"\n{total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
