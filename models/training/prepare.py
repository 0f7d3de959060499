"""Step 1: runs every photo and caption once through the frozen towers and caches what comes out.

    python -m training.prepare --data DIR

Files already in the cache are kept, so an interrupted run goes on where it stopped.
"""

import argparse
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from training import pixels, sources, texts, towers

CACHE = Path(__file__).parent / "cache"
BATCH = 4


def open_tower(path: Path) -> onnxruntime.InferenceSession:
    """Exports the frozen vision tower when needed and opens it (onnxruntime is 5 times faster)."""
    if not path.exists():
        tower, _, _ = towers.load_vision()
        torch.onnx.export(
            tower,
            (torch.zeros(1, 3, pixels.SIDE, pixels.SIDE),),
            str(path),
            input_names=["pixels"],
            output_names=["grid", "stages"],
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


def cache_view(session: onnxruntime.InferenceSession, data: Path, source: str, view: str) -> None:
    """Writes grid [n, 352, 9, 9] and stages [n, 976] as float16."""
    base = CACHE / f"{source}.{view}"
    if base.with_name(base.name + ".stages.npy").exists():
        return
    paths = [data / record.photo for record in sources.read_source(data, source)]
    grid_path = base.with_name(base.name + ".grid.npy")
    grid = np.lib.format.open_memmap(
        grid_path, mode="w+", dtype=np.float16, shape=(len(paths), towers.GRID_WIDTH, 9, 9)
    )
    stages = np.zeros((len(paths), 976), dtype=np.float16)
    with ThreadPoolExecutor(1) as pool:
        pending = []
        for start in range(0, len(paths), BATCH):
            pending.append((start, pool.submit(read_batch, paths[start : start + BATCH], view)))
            if len(pending) > 4:
                run_batch(session, grid, stages, *pending.pop(0))
        for start, batch in pending:
            run_batch(session, grid, stages, start, batch)
    grid.flush()
    np.save(base.with_name(base.name + ".stages.npy"), stages)
    print(f"{source} {view}: {len(paths)} photos", flush=True)


def read_batch(paths: list[Path], view: str) -> np.ndarray:
    """float32 [n, 3, side, side]."""
    return np.stack([read_view(path, view) for path in paths])


def run_batch(session, grid, stages, start, batch) -> None:
    """Fills one batch's rows of the two arrays."""
    found = session.run(None, {"pixels": batch.result()})
    stop = start + len(found[0])
    grid[start:stop], stages[start:stop] = found


def main() -> None:
    """Reads the arguments and fills the cache, the photos needed first at the front."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    CACHE.mkdir(exist_ok=True)
    torch.set_num_threads(2)
    texts.cache_texts(data, CACHE)
    session = open_tower(CACHE / "tower.onnx")
    cache_view(session, data, "val", "full")
    for view in pixels.VIEWS:
        cache_view(session, data, "train", view)
    for source in sources.MORE_SETS:
        cache_view(session, data, source, "full")


if __name__ == "__main__":
    main()
