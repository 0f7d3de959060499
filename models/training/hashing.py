"""The hash head: where the signs of a rotated, centred run of the embedding become a code."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class Group:
    """One run of dimensions: means [d] of photos and texts, rotation [bits, d], a bit's weight."""

    photo_mean: np.ndarray
    text_mean: np.ndarray
    rotation: np.ndarray
    weight: float


def random_rotation(bits: int, width: int, seed: int) -> np.ndarray:
    """float32 [bits, width] with orthonormal rows or columns, whichever are fewer."""
    noise = np.random.default_rng(seed).normal(size=(max(bits, width), min(bits, width)))
    frame, _ = np.linalg.qr(noise)
    return (frame if bits >= width else frame.T).astype(np.float32)


def iterative_quantisation(
    centred: np.ndarray, bits: int, seed: int, rounds: int = 25
) -> np.ndarray:
    """ITQ (Gong & Lazebnik, CVPR 2011) on centred rows [n, width]: float32 [bits, width].

    With more bits than dimensions the frame is overcomplete and only its tightness is kept.
    """
    rotation = random_rotation(bits, centred.shape[1], seed)
    for _ in range(rounds):
        codes = np.where(centred @ rotation.T > 0, 1.0, -1.0)
        left, _, right = np.linalg.svd(codes.T @ centred, full_matrices=False)
        rotation = (left @ right).astype(np.float32)
    return rotation


def train_rotation(
    photos: np.ndarray,
    queries: np.ndarray,
    means: tuple[np.ndarray, np.ndarray],
    start: np.ndarray,
    seed: int,
    steps: int = 1200,
    sharpness: float = 40.0,
) -> np.ndarray:
    """Makes code rankings agree with float ones: rotation [bits, d] from a first one.

    photos, queries: unit rows [n, d]. For each query the probabilities of the photos, by cosine,
    are matched by those by code (a divergence of rankings; no labels are used). Signs pass the
    gradient of a hyperbolic tangent that grows steeper.
    """
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    weight = torch.nn.Parameter(torch.from_numpy(start).clone() * len(start) ** 0.5)
    scale = torch.nn.Parameter(torch.tensor(10.0))
    optimiser = torch.optim.Adam([{"params": [weight], "lr": 3e-3}, {"params": [scale], "lr": 0.1}])
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps, 1e-4)
    photo_rows, query_rows = torch.from_numpy(photos), torch.from_numpy(queries)
    photo_mean, query_mean = (torch.from_numpy(mean) for mean in means)
    for step in range(steps):
        chosen = photo_rows[random.choice(len(photos), min(2048, len(photos)), False)]
        asked = query_rows[random.choice(len(queries), min(384, len(queries)), False)]
        with torch.no_grad():
            wanted = torch.softmax(sharpness * asked @ chosen.T, dim=1)
        steep = 1.0 + 3.0 * step / steps
        codes = soft_sign((chosen - photo_mean) @ weight.T, steep)
        query_codes = soft_sign((asked - query_mean) @ weight.T, steep)
        guess = scale * (query_codes @ codes.T) / len(weight) ** 0.5
        loss = functional.kl_div(
            functional.log_softmax(guess, dim=1), wanted, reduction="batchmean"
        )
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    found = weight.detach().numpy()
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def soft_sign(value: Tensor, steep: float) -> Tensor:
    """The sign, with the gradient of tanh(steep * value)."""
    soft = torch.tanh(steep * value)
    return soft + (torch.sign(value) - soft).detach()


def unit_rows(rows: np.ndarray) -> np.ndarray:
    """Rows of length 1; zeros stay zeros."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def to_bits(rows: np.ndarray, mean: np.ndarray, rotation: np.ndarray) -> np.ndarray:
    """A group's run of embeddings [n, d] -> bool [n, bits], as models/manifest.ts says."""
    return (unit_rows(rows) - mean) @ rotation.T > 0


def code_scores(queries: np.ndarray, photos: np.ndarray, groups: list[Group]) -> np.ndarray:
    """Text embeddings [q, D], photo embeddings [n, D] -> negative weighted Hamming distance."""
    total = np.zeros((len(queries), len(photos)), dtype=np.float32)
    start = 0
    for group in groups:
        bits, width = group.rotation.shape
        asked, there = queries[:, start : start + width], photos[:, start : start + width]
        first = np.where(to_bits(asked, group.text_mean, group.rotation), 1.0, -1.0)
        second = np.where(to_bits(there, group.photo_mean, group.rotation), 1.0, -1.0)
        distance = (bits - first.astype(np.float32) @ second.astype(np.float32).T) / 2
        total -= group.weight * np.linalg.norm(asked, axis=1)[:, None] * distance
        start += width
    return total


def pack_head(groups: list[Group], dimension: int) -> bytes:
    """hash.bin, as models/manifest.ts says: little-endian float32."""
    rest = np.zeros(dimension - sum(group.rotation.shape[1] for group in groups))
    parts = [
        np.concatenate([*(group.photo_mean for group in groups), rest]),
        np.concatenate([*(group.text_mean for group in groups), rest]),
        *(group.rotation for group in groups),
    ]
    return b"".join(np.ascontiguousarray(part, dtype="<f4").tobytes() for part in parts)


def unpack_head(content: bytes, described: list[dict], width: int) -> list[Group]:
    """The groups of hash.bin; `described` is the manifest's list of them, `width` its dimension."""
    values = np.frombuffer(content, dtype="<f4")
    place, start, groups = 0, 2 * width, []
    for group in described:
        size, bits = group["dimensions"], group["bits"]
        rotation = values[start : start + size * bits].reshape(bits, size)
        photo_mean = values[place : place + size]
        text_mean = values[width + place : width + place + size]
        groups.append(Group(photo_mean, text_mean, rotation, group["weight"]))
        place, start = place + size, start + size * bits
    if start != len(values):
        raise ValueError(f"hash head has {len(values)} numbers, expected {start}")
    return groups
