"""The graphs that ship: one for photos, one for texts, each giving a unit vector."""

from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import gate, model, pack, pixels, towers

OPSET = 17
# Inputs of the text tower's matrices that share a scale.
GROUP = 64
# Cosines to class sides run twice as high as to trained ones, so a text's class side counts twice
# in its length: else the few captions that are read as names would be the nearest to every photo.
QUIET = 2.0


class Vision(nn.Module):
    """Pixels -> `[v ; c ; p ; 0]`, where `p` makes every photo's class side equally long.

    names: the classes' vectors [1000, d], already brought to d dimensions.
    """

    def __init__(self, trained: model.Model, names: Tensor):
        super().__init__()
        tower, _, _ = towers.load_vision()
        self.trunk, self.trained = tower.trunk, trained
        self.register_buffer("names", names)

    def forward(self, pixels: Tensor) -> Tensor:
        """[batch, 3, 260, 260] -> unit vectors [batch, width + d + 2]."""
        value, logits = self.trained.see(*self.trunk(pixels))
        return join_photo(value, model.class_side(logits, self.names))


def join_photo(value: Tensor, side: Tensor) -> Tensor:
    """v [n, width] unit, c [n, d] of at most length 1 -> unit [n, width + d + 2]."""
    rest = torch.sqrt((1 - (side * side).sum(dim=1, keepdim=True)).clamp(min=0))
    return torch.cat([value, side, rest, torch.zeros_like(rest)], dim=1) * 0.5**0.5


class Text(nn.Module):
    """Tokens -> `[t ; w e ; 0 ; q]`, where `q` keeps names from being louder than captions.

    reduce: [d, 384], as for the classes' vectors.
    """

    def __init__(self, trained: model.Model, fitted: gate.Gate, reduce: Tensor):
        super().__init__()
        self.trained, self.gate = trained, fitted
        self.register_buffer("slope", torch.from_numpy(fitted.slope))
        self.register_buffer("bias", torch.tensor(fitted.bias, dtype=torch.float32))
        self.register_buffer("reduce", reduce)
        self.register_buffer("words", torch.from_numpy(fitted.words.T.copy()))

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """int64 [batch, length] twice -> unit vectors [batch, width + d + 2]."""
        value, mean = self.trained.read(input_ids, attention_mask)
        low, middle, high = self.gate.low, self.gate.middle, self.gate.high
        name = torch.sigmoid(mean @ self.slope + self.bias)
        nearest = (mean @ self.words).amax(dim=1)
        known = torch.sigmoid(self.gate.steep * (nearest - self.gate.edge))
        weight = low + (middle - low) * name + (high - middle) * known
        return join_text(value, mean @ self.reduce.T, weight)


def join_text(value: Tensor, side: Tensor, weight: Tensor) -> Tensor:
    """t [n, width] unit, e [n, d], w [n] -> unit [n, width + d + 2]."""
    weight = weight[:, None]
    quiet = weight * (QUIET**2 - 1) ** 0.5
    return functional.normalize(
        torch.cat([value, weight * side, torch.zeros_like(weight), quiet], dim=1)
    )


def reduction(names: np.ndarray, width: int) -> np.ndarray:
    """[width, 384]: the directions in which the classes' vectors [1000, 384] differ most."""
    _, _, directions = np.linalg.svd(names, full_matrices=False)
    return np.ascontiguousarray(directions[:width], dtype=np.float32)


def write_vision(vision: Vision, path: Path, packed: bool = True) -> None:
    """Convolutions stored as float16, the rest as int8, or all in float32 where not `packed`.

    Computes in float32 either way.
    """
    torch.onnx.export(
        vision.eval(),
        (torch.zeros(1, 3, pixels.SIDE, pixels.SIDE),),
        str(path),
        input_names=["pixels"],
        output_names=["embedding"],
        dynamic_axes={"pixels": {0: "batch"}, "embedding": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    if packed:
        onnx.save(pack.pack_weights(onnx.load(path), narrow="int8", keep_convolutions=True), path)


def write_text(text: Text, path: Path) -> None:
    """All weights stored as int8, a scale for each GROUP inputs; computes in float32."""
    torch.onnx.export(
        text.eval(),
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
    onnx.save(pack.pack_weights(onnx.load(path), narrow="int8", group=GROUP), path)
