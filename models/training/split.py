"""Which pictures of the broader sets are kept back for reporting.

Split by picture hash, so that near-twins do not straddle the split: pictures whose hashes differ in
a few bits from a leader's form its family, and a family is kept back or trained on as a whole.
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


def near_pairs(hashes: np.ndarray, near: int = NEAR_BITS) -> np.ndarray:
    """bool [n, 64] -> pairs [m, 2] of pictures, first below second, that differ in few bits."""
    signs = np.where(hashes, 1.0, -1.0).astype(np.float32)
    found = []
    for start in range(0, len(signs), 1000):
        agreement = signs[start : start + 1000] @ signs.T
        pairs = np.argwhere(agreement >= hashes.shape[1] - 2 * near) + (start, 0)
        found.append(pairs[pairs[:, 0] < pairs[:, 1]])
    return np.concatenate(found)


def families(pairs: np.ndarray, count: int) -> np.ndarray:
    """For each of `count` pictures the lowest-numbered one that leads its family [count].

    A picture belongs to the first leader that it is near to, and leads one itself where there is
    none; so a chain of small differences does not grow into one large family.
    """
    leader = np.arange(count)
    for first, second in pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]:
        if leader[first] == first and leader[second] == second:
            leader[second] = first
    return leader


def sides(names: list[str], pairs: np.ndarray, trained: np.ndarray, tested: np.ndarray):
    """For each picture `train`, `held` or `out`.

    names: paths. trained, tested: bool [n], pictures whose side is given; a near-twin of a tested
    one is trained on nowhere, whatever it is, and a family with a trained one is not reported on.
    """
    family = families(pairs, len(names))
    has_trained = set(family[trained].tolist())
    near_tested = np.zeros(len(names), dtype=bool)
    near_tested[pairs[tested[pairs[:, 0]], 1]] = True
    near_tested[pairs[tested[pairs[:, 1]], 0]] = True
    found = []
    for number in range(len(names)):
        own = int(family[number])
        kept = zlib.crc32(names[own].encode()) % KEPT_BACK == 0
        if tested[number]:
            found.append("held")
        elif near_tested[number]:
            found.append("out")
        elif trained[number] or own in has_trained or not kept:
            found.append("train")
        else:
            found.append("held")
    return found
