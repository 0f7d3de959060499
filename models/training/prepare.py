"""Step 1: runs every photo through the trunk once and caches what training needs.

    python -m training.prepare --data DIR

Files already in the cache are kept, so an interrupted run goes on where it stopped.
"""

import argparse
import json
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from training import pixels, sources, split, texts, towers

CACHE = Path(__file__).parent / "cache"
BATCH = 4
MORE_VIEWS = ("full", "crop-a")
PARTS = {"cut": towers.CUT_SHAPE, "early": (towers.EARLY_WIDTH,), "pooled": (towers.POOLED_WIDTH,)}


class Cached(nn.Module):
    """What is cached of a photo: the trunk's two outputs and the untrained pooled features."""

    def __init__(self):
        super().__init__()
        self.tower, _, _ = towers.load_vision()

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[n, 3, 260, 260] -> arrays shaped as PARTS."""
        cut, early, pooled, _, _ = self.tower(pixels)
        return cut, early, pooled


def open_tower(path: Path) -> onnxruntime.InferenceSession:
    """Exports the untrained tower when needed and opens it (onnxruntime is 5 times faster)."""
    if not path.exists():
        torch.onnx.export(
            Cached(),
            (torch.zeros(1, 3, pixels.SIDE, pixels.SIDE),),
            str(path),
            input_names=["pixels"],
            output_names=list(PARTS),
            dynamic_axes={"pixels": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def read_view(path: Path, view: str) -> np.ndarray:
    """float32 [3, side, side]; the same crop every time, for its random numbers are named."""
    seed = zlib.crc32(f"{path.parent.name}/{path.name}/{view}".encode())
    image = pixels.open_photo(path)
    return pixels.to_input(pixels.make_view(image, view, np.random.default_rng(seed)))


def views_of(source: str) -> tuple[str, ...]:
    """The views that are cached of a source."""
    if source == "val":
        return ("full",)
    if source == "train":
        return pixels.VIEWS
    return MORE_VIEWS if source in sources.CAPTION_SETS else ("full",)


def cached_file(source: str, view: str, part: str) -> Path:
    """Where one array of one view lies."""
    return CACHE / f"{source}.{view}.{part}.npy"


def cache_view(session: onnxruntime.InferenceSession, data: Path, source: str, view: str) -> None:
    """Writes the arrays of PARTS [n, ...] as float16."""
    done = cached_file(source, view, "done")
    if done.exists():
        return
    paths = [data / record.photo for record in sources.read_source(data, source)]
    arrays = [
        np.lib.format.open_memmap(
            cached_file(source, view, part), "w+", dtype=np.float16, shape=(len(paths), *shape)
        )
        for part, shape in PARTS.items()
    ]
    with ThreadPoolExecutor(1) as pool:
        pending = []
        for start in range(0, len(paths), BATCH):
            batch = pool.submit(read_batch, paths[start : start + BATCH], view)
            pending.append((start, batch))
            if len(pending) > 4:
                run_batch(session, arrays, *pending.pop(0))
        for start, batch in pending:
            run_batch(session, arrays, start, batch)
    for array in arrays:
        array.flush()
    np.save(done, np.array(len(paths)))
    print(f"{source} {view}: {len(paths)} photos", flush=True)


def read_batch(paths: list[Path], view: str) -> np.ndarray:
    """float32 [n, 3, side, side]."""
    return np.stack([read_view(path, view) for path in paths])


def run_batch(session, arrays: list[np.ndarray], start: int, batch) -> None:
    """Fills one batch's rows of the arrays."""
    for array, found in zip(arrays, session.run(None, {"pixels": batch.result()}), strict=True):
        array[start : start + len(found)] = found


def cache_split(data: Path) -> None:
    """Writes split.json: a side for every picture of the broader sets, by its path."""
    path = CACHE / "split.json"
    if path.exists():
        return
    names, given = [], []
    for source in ("train", "val", *sources.MORE_SETS):
        for record in sources.read_source(data, source):
            names.append(record.photo)
            given.append(source)
    with ThreadPoolExecutor(2) as pool:
        hashes = list(pool.map(lambda name: split.difference_hash(data / name), names))
    given = np.array(given)
    pairs = split.near_pairs(np.stack(hashes))
    found = split.sides(names, pairs, given == "train", given == "val")
    path.write_text(json.dumps(dict(zip(names, found, strict=True))))
    counts = {side: found.count(side) for side in ("train", "held", "out")}
    print(f"{len(names)} pictures, {len(pairs)} pairs of near-twins: {counts}", flush=True)


def main() -> None:
    """Reads the arguments and fills the cache."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    CACHE.mkdir(exist_ok=True)
    torch.set_num_threads(2)
    cache_split(data)
    texts.cache_texts(data, CACHE)
    session = open_tower(CACHE / "tower.onnx")
    cache_view(session, data, "val", "full")
    for view in pixels.VIEWS:
        for source in ("train", *sources.MORE_SETS):
            if view in views_of(source):
                cache_view(session, data, source, view)


if __name__ == "__main__":
    main()
