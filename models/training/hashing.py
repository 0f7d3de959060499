"""The hash head: where the signs of a rotated, centred embedding become a code.

Iterative quantisation: Gong & Lazebnik, CVPR 2011.
"""

import numpy as np


def random_rotation(bits: int, width: int, seed: int) -> np.ndarray:
    """float32 [bits, width] with orthonormal rows or columns, whichever are fewer."""
    noise = np.random.default_rng(seed).normal(size=(max(bits, width), min(bits, width)))
    frame, _ = np.linalg.qr(noise)
    return (frame if bits >= width else frame.T).astype(np.float32)


def learn_rotation(centred: np.ndarray, bits: int, seed: int, rounds: int = 25) -> np.ndarray:
    """ITQ on centred rows [n, width]: float32 [bits, width].

    With more bits than dimensions the frame is overcomplete and only its tightness is kept.
    """
    rotation = random_rotation(bits, centred.shape[1], seed)
    for _ in range(rounds):
        codes = np.where(centred @ rotation.T > 0, 1.0, -1.0)
        left, _, right = np.linalg.svd(codes.T @ centred, full_matrices=False)
        rotation = (left @ right).astype(np.float32)
    return rotation


def to_bits(vectors: np.ndarray, mean: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    """[n, width] -> bool [n, bits]; bit b is dot(rotation[b], x - mean) > 0."""
    return (vectors - mean) @ rotation.T > 0


def hamming_scores(queries: np.ndarray, items: np.ndarray) -> np.ndarray:
    """bool [q, bits], bool [n, bits] -> negative Hamming distance [q, n]."""
    first, second = (np.where(bits, 1.0, -1.0).astype(np.float32) for bits in (queries, items))
    return (first @ second.T - queries.shape[1]) / 2


def pack_head(photo_mean: np.ndarray, text_mean: np.ndarray, rotation: np.ndarray) -> bytes:
    """hash.bin: little-endian float32 photoMean[d], textMean[d], rotation[bits * d] by rows."""
    parts = (photo_mean, text_mean, rotation)
    return b"".join(np.ascontiguousarray(part, dtype="<f4").tobytes() for part in parts)


def unpack_head(content: bytes, width: int, bits: int) -> tuple[np.ndarray, ...]:
    """The three arrays of hash.bin."""
    values = np.frombuffer(content, dtype="<f4")
    if len(values) != width * (2 + bits):
        raise ValueError(f"hash head has {len(values)} numbers, expected {width * (2 + bits)}")
    return values[:width], values[width : 2 * width], values[2 * width :].reshape(bits, width)
