"""The trained parts: small heads that bring both towers' features into one space."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import towers

STAGE_WIDTH = 976


class Mlp(nn.Module):
    """Normalise, widen, GELU, dropout, narrow."""

    def __init__(self, inputs: int, hidden: int, outputs: int, dropout: float):
        super().__init__()
        self.widen, self.narrow = nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, value: Tensor) -> Tensor:
        """[n, inputs] -> [n, outputs]."""
        return self.narrow(self.dropout(functional.gelu(self.widen(value))))


class VisionHead(nn.Module):
    """Photo features -> embedding: a line and an MLP on the pooled features, and attention pooling.

    The pooled branch works alone as well, which is how classifier rows train it.
    """

    def __init__(self, width: int, hidden: int = 768, looks: int = 4, dropout: float = 0.4):
        super().__init__()
        self.register_buffer("pooled_mean", torch.zeros(towers.POOLED_WIDTH))
        self.register_buffer("pooled_std", torch.ones(towers.POOLED_WIDTH))
        self.register_buffer("stage_mean", torch.zeros(STAGE_WIDTH))
        self.register_buffer("stage_std", torch.ones(STAGE_WIDTH))
        self.dropout = nn.Dropout(dropout)
        self.line = nn.Linear(towers.POOLED_WIDTH, width)
        self.mlp = Mlp(towers.POOLED_WIDTH, hidden, width, dropout)
        self.stage_mlp = Mlp(STAGE_WIDTH, hidden // 2, width, dropout)
        self.look = nn.Conv2d(towers.GRID_WIDTH, looks, 1)
        self.seen = nn.Linear(looks * towers.GRID_WIDTH, width)

    def forward(
        self, pooled: Tensor, stages: Tensor | None = None, grid: Tensor | None = None
    ) -> Tensor:
        """pooled [n, 1280], stages [n, 976], grid [n, 352, 9, 9] -> unit vectors [n, width]."""
        value = self.dropout((pooled - self.pooled_mean) / self.pooled_std)
        result = self.line(value) + self.mlp(value)
        if stages is not None and grid is not None:
            stage = (stages - self.stage_mean) / self.stage_std
            result = result + self.stage_mlp(self.dropout(stage.clamp(-6, 6)))
            weights = torch.softmax(self.look(grid).flatten(2), dim=2)
            seen = torch.einsum("nlc,nwc->nlw", weights, grid.flatten(2))
            result = result + self.seen(self.dropout(seen.flatten(1)))
        return functional.normalize(result, dim=1)


# Brings attention pooled token states to about the size of the normalised mean.
LOOKED_SCALE = 2.5


class TextHead(nn.Module):
    """Token states -> embedding: mean pooling and attention pooling, a line and an MLP."""

    def __init__(self, width: int, hidden: int = 512, looks: int = 3, dropout: float = 0.2):
        super().__init__()
        inputs = (1 + looks) * towers.TEXT_WIDTH
        self.look = nn.Linear(towers.TEXT_WIDTH, looks)
        self.dropout = nn.Dropout(dropout)
        self.line = nn.Linear(inputs, width)
        self.mlp = Mlp(inputs, hidden, width, dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """states [n, length, 384], mask [n, length] of 0 and 1 -> unit vectors [n, width]."""
        there = mask[:, :, None].to(states.dtype)
        mean = (states * there).sum(dim=1) / there.sum(dim=1)
        weights = torch.softmax(self.look(states) - (1.0 - there) * 1e9, dim=1)
        looked = (weights.transpose(1, 2) @ states).flatten(1)
        mean = functional.normalize(mean, dim=1) * towers.TEXT_WIDTH**0.5
        value = self.dropout(torch.cat([mean, looked * LOOKED_SCALE], dim=1))
        return functional.normalize(self.line(value) + self.mlp(value), dim=1)
