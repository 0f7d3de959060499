"""Which resize carries over from squashed training photos to photos of real aspect.

    python -m training.resizing --data DIR [--folder ../models/builtin]

Each original against its squashed twin of 224 pixels: how alike they are, and whether the
original's captions find it among val. Originals of training photos, which the model has seen
squashed, are told apart from those of val.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from training import evaluate, metrics, pixels, sources

SIDE = pixels.SIDE
BICUBIC = Image.Resampling.BICUBIC


def centre_crop(image: Image.Image) -> Image.Image:
    """The largest square in the middle."""
    return ImageOps.fit(image, (SIDE, SIDE), BICUBIC)


def padded(image: Image.Image) -> Image.Image:
    """The whole picture on a grey square."""
    return ImageOps.pad(image, (SIDE, SIDE), BICUBIC, color=(127, 127, 127))


def squashed_by(kernel: Image.Resampling):
    """The whole picture, its aspect given up."""
    return lambda image: image.resize((SIDE, SIDE), kernel)


def through_224(image: Image.Image) -> Image.Image:
    """As the training photos were made: squashed to 224 first, then enlarged."""
    return image.resize((224, 224), BICUBIC).resize((SIDE, SIDE), BICUBIC)


def then_jpeg(small, quality: int = pixels.TRAINED_QUALITY):
    """Made small, compressed, and enlarged."""

    def make(image: Image.Image) -> Image.Image:
        return pixels.compressed(small(image), quality).resize((SIDE, SIDE), BICUBIC)

    return make


def bilinear_224(image: Image.Image) -> Image.Image:
    """As nearly as can be told, how the training photos were squashed."""
    return image.resize((224, 224), Image.Resampling.BILINEAR)


WAYS = {
    "squash, bicubic": squashed_by(BICUBIC),
    "squash, bilinear": squashed_by(Image.Resampling.BILINEAR),
    "squash, Lanczos": squashed_by(Image.Resampling.LANCZOS),
    "squash, box": squashed_by(Image.Resampling.BOX),
    "squash to 224, then bicubic": through_224,
    "squash to 224, bilinear": lambda image: bilinear_224(image).resize((SIDE, SIDE), BICUBIC),
    "squash to 224, bilinear, JPEG 60": then_jpeg(bilinear_224, 60),
    "squash to 224, bilinear, JPEG 78": then_jpeg(bilinear_224),
    "squash to 224, bilinear, JPEG 92": then_jpeg(bilinear_224, 92),
    "squash to 260, bilinear, JPEG 78": then_jpeg(squashed_by(Image.Resampling.BILINEAR)),
    "centre crop": centre_crop,
    "padded": padded,
}


def main() -> None:
    """Prints a line a way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "builtin")
    arguments = parser.parse_args()
    model = evaluate.Exported(arguments.folder)
    data = arguments.data
    records = [*sources.read_source(data, "val"), *sources.read_source(data, "train")]
    by_name = {Path(record.photo).name: record for record in records}
    every = sorted(path for path in (data / "originals").iterdir() if path.name in by_name)
    val = [record for record in records if record.photo.startswith("photos/val/")]
    for kind in ("val", "train"):
        own = [path for path in every if f"/{kind}/" in by_name[path.name].photo]
        print(json.dumps({"originals of": kind, "photos": len(own)}))
        measure(model, data, own, by_name, val)


def measure(model, data: Path, originals: list[Path], by_name: dict, val: list) -> None:
    """Prints a line a way for some originals."""
    names = {path.name for path in originals}
    others = [record for record in val if Path(record.photo).name not in names]
    pool = model.embed_photos([data / record.photo for record in others])
    twins = model.embed_photos([data / by_name[path.name].photo for path in originals])
    captions = [by_name[path.name].texts for path in originals]
    words = model.embed_texts([text for own in captions for text in own])
    owner = np.repeat(np.arange(len(originals)), [len(own) for own in captions])
    print(json.dumps({"the twins themselves": recall_in(pool, twins, words, owner)}))
    for name, resize in WAYS.items():
        rows = [model.embed_image(resize(pixels.open_photo(path))) for path in originals]
        found = np.stack(rows)
        cosine = round(float((found * twins).sum(axis=1).mean()), 4)
        told = {"cosine to the twin": cosine, **recall_in(pool, found, words, owner)}
        print(json.dumps({name: told}), flush=True)


def recall_in(pool: np.ndarray, own: np.ndarray, words: np.ndarray, owner: np.ndarray) -> dict:
    """Recall of the captions' photos among themselves and the pool."""
    scores = words @ np.concatenate([own, pool]).T
    return metrics.recall(metrics.ranks_of_truth(scores, owner))


if __name__ == "__main__":
    main()
