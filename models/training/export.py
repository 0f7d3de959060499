"""Step 3: writes the model folder: ONNX files, tokenizer, hash head, calibration, manifest.

python -m training.export --data DIR --model FILE --out ../models/builtin
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import calibrate, features, hashing, pack, pixels, texts, towers, train
from training.prepare import CACHE

BITS = 512
OPSET = 17
SUMMARY = (
    "Weights for research use only: they were trained on Flickr8k and other picture sets whose "
    "terms allow research."
)


class Vision(nn.Module):
    """The frozen tower and its head in one graph."""

    def __init__(self, head: nn.Module):
        super().__init__()
        self.tower, _, _ = towers.load_vision()
        self.trained = head

    def forward(self, pixels: Tensor) -> Tensor:
        """[batch, 3, 260, 260] -> unit vectors [batch, width]."""
        grid, stages = self.tower(pixels)
        pooled = functional.relu6(self.tower.head(grid)).mean(dim=(2, 3))
        return self.trained(pooled, stages, grid)


class Text(nn.Module):
    """The frozen text tower and its head in one graph."""

    def __init__(self, head: nn.Module):
        super().__init__()
        self.tower = towers.load_text()
        self.trained = head

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 [batch, length] twice -> unit vectors [batch, width]."""
        states = self.tower(input_ids, attention_mask)
        return self.trained(states, attention_mask.to(states.dtype))


def export_vision(model: train.Model, path: Path) -> None:
    """Tower weights as float16, head weights as int8; computes in float32."""
    torch.onnx.export(
        Vision(model.vision).eval(),
        (torch.zeros(1, 3, pixels.SIDE, pixels.SIDE),),
        str(path),
        input_names=["pixels"],
        output_names=["embedding"],
        dynamic_axes={"pixels": {0: "batch"}, "embedding": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.save(pack.pack_weights(onnx.load(path), narrow="int8", keep_convolutions=True), path)


def export_text(model: train.Model, path: Path) -> None:
    """All weights as int8; computes in float32."""
    torch.onnx.export(
        Text(model.text).eval(),
        (torch.ones(2, 9, dtype=torch.int64), torch.ones(2, 9, dtype=torch.int64)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={
            "input_ids": {0: "batch", 1: "length"},
            "attention_mask": {0: "batch", 1: "length"},
            "embedding": {0: "batch"},
        },
        opset_version=OPSET,
        dynamo=False,
    )
    onnx.save(pack.pack_weights(onnx.load(path), narrow="int8"), path)


def describe(path: Path) -> dict:
    """Size and checksum of one file."""
    content = path.read_bytes()
    return {"sizeBytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def make_manifest(width: int, calibration: dict, training: dict) -> dict:
    """The manifest without `files`."""
    side, mean, std = pixels.SIDE, [pixels.MEAN] * 3, [pixels.STD] * 3
    return {
        "format": 1,
        "name": "afterimage-base",
        "version": "1",
        "title": "Afterimage built-in model",
        "embedding": {"dimension": width},
        "vision": {
            "file": "vision.onnx",
            "input": "pixels",
            "output": "embedding",
            "width": side,
            "height": side,
            "resize": "squash",
            "kernel": "cubic",
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
            "languages": ["en"],
        },
        "tokenizer": {"file": "tokenizer.json", "format": "huggingface"},
        "hash": {"file": "hash.bin", "bits": BITS, "groups": [{"bits": BITS, "weight": 1}]},
        "calibration": calibration,
        "licence": {
            "spdx": "LicenseRef-afterimage-model",
            "file": "LICENSE",
            "summary": SUMMARY,
        },
        "notice": "NOTICE",
        "source": "models/training: python -m training.prepare, train, export (see its README)",
        "training": training,
    }


def make_hash_head(photos: np.ndarray, captions: np.ndarray, seed: int) -> tuple[np.ndarray, ...]:
    """Means and an ITQ rotation of photos and captions [n, width], each about its own mean."""
    photo_mean, text_mean = photos.mean(axis=0), captions.mean(axis=0)
    together = np.concatenate([photos - photo_mean, captions[::5] - text_mean])
    return photo_mean, text_mean, hashing.learn_rotation(together, BITS, seed)


def main() -> None:
    """Reads the arguments and moves each finished file to its place."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=CACHE / "model.pt")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "builtin")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    stored = torch.load(arguments.model)
    settings = train.Settings(**stored["settings"])
    model = train.Model(settings)
    model.load_state_dict(stored["weights"])
    model.eval().requires_grad_(False)
    cache = texts.load_texts(CACHE)
    train_set = features.load_photos(arguments.data, CACHE, "train", ("full", "crop-a"), cache)
    val = features.load_photos(arguments.data, CACHE, "val", ("full",), cache)
    photos = train.embed_photos(model, train_set)
    captions = train.embed_numbers(model, cache, np.concatenate(train_set.text_numbers))
    head = make_hash_head(photos, captions, settings.seed)
    calibration = calibrate.calibrate(model, train_set, val, cache)
    report = json.loads(arguments.model.with_suffix(".json").read_text())
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.out.parent) as folder:
        made = Path(folder)
        export_vision(model, made / "vision.onnx")
        export_text(model, made / "text.onnx")
        towers.load_tokenizer().save(str(made / "tokenizer.json"))
        (made / "hash.bin").write_bytes(hashing.pack_head(*head))
        for name in ("LICENSE", "NOTICE"):
            shutil.copy(Path(__file__).parent / "legal" / name, made / name)
        manifest = make_manifest(settings.width, calibration, report)
        manifest["files"] = {path.name: describe(path) for path in sorted(made.iterdir())}
        (made / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        for path in sorted(made.iterdir(), key=lambda path: path.name == "manifest.json"):
            path.rename(arguments.out / path.name)
    total = sum(entry["sizeBytes"] for entry in manifest["files"].values())
    print(json.dumps(manifest["files"], indent=2), f"\n{total / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
