"""Which pictures of the broader sets are kept back for reporting.

Split by picture hash, so that near-twins never straddle the split: pictures whose hashes differ in
a few bits form one family, and a family is kept back or trained on as a whole.
"""

import zlib
from pathlib import Path

import numpy as np
from PIL import Image

HASH_SIDE = 8
NEAR_BITS = 6
KEPT_BACK = 10


def difference_hash(path: Path) -> np.ndarray:
    """bool [64]: whether each cell of an 8 x 9 grey thumbnail is lighter than its neighbour."""
    image = Image.open(path).convert("L")
    size = (HASH_SIDE + 1, HASH_SIDE)
    cells = np.asarray(image.resize(size, Image.Resampling.BOX), dtype=np.int16)
    return (cells[:, 1:] > cells[:, :-1]).reshape(-1)


def families(hashes: np.ndarray, near: int = NEAR_BITS) -> np.ndarray:
    """bool [n, 64] -> for each picture the lowest number in its family of near-twins."""
    signs = np.where(hashes, 1.0, -1.0).astype(np.float32)
    family = np.arange(len(hashes))

    def root(number: int) -> int:
        while family[number] != number:
            number = family[number]
        return number

    for start in range(0, len(signs), 1000):
        agreement = signs[start : start + 1000] @ signs.T
        for row, column in np.argwhere(agreement >= hashes.shape[1] - 2 * near):
            first, second = sorted((root(start + row), root(column)))
            family[second] = first
    return np.array([root(number) for number in range(len(family))])


def sides(names: list[str], family: np.ndarray, trained: np.ndarray, tested: np.ndarray):
    """For each picture `train`, `held` or `out`.

    names: paths. trained, tested: bool [n], pictures whose side is given; a near-twin of a tested
    one is trained on nowhere, and one of a trained one is not reported on.
    """
    has_trained = set(family[trained].tolist())
    has_tested = set(family[tested].tolist())
    found = []
    for number, name in enumerate(names):
        own = int(family[number])
        kept = zlib.crc32(names[own].encode()) % KEPT_BACK == 0
        if trained[number] or tested[number]:
            found.append("train" if trained[number] else "held")
        elif own in has_tested:
            found.append("out")
        elif own in has_trained:
            found.append("train")
        else:
            found.append("held" if kept else "train")
    return found
