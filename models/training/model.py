"""The model: both towers with their heads, and the class side that finds things by name.

A photo is `[v ; c]`, a text is `[t ; w e]`. `v` and `t` are trained to match. `c` is the mean of
the names' vectors of the classes that the ImageNet classifier sees (ConSE: Norouzi et al.,
arXiv 1312.5650), `e` the text's own such vector, and `w` the gate's weight on that side;
`exported` adds what makes their lengths comparable.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import towers

# Brings attention pooled token states to about the size of the normalised mean.
LOOKED_SCALE = 2.5


class Mlp(nn.Module):
    """Widen, GELU, dropout, narrow."""

    def __init__(self, inputs: int, hidden: int, outputs: int, dropout: float):
        super().__init__()
        self.widen, self.narrow = nn.Linear(inputs, hidden), nn.Linear(hidden, outputs)
        self.dropout = nn.Dropout(dropout)

    def forward(self, value: Tensor) -> Tensor:
        """[n, inputs] -> [n, outputs]."""
        return self.narrow(self.dropout(functional.gelu(self.widen(value))))


class VisionHead(nn.Module):
    """A line and an MLP on the pooled features, an MLP on the stages, and attention pooling."""

    def __init__(self, width: int, hidden: int, dropout: float, looks: int = 4):
        super().__init__()
        stage_width = towers.EARLY_WIDTH + towers.LATE_WIDTH
        self.register_buffer("pooled_mean", torch.zeros(towers.POOLED_WIDTH))
        self.register_buffer("pooled_std", torch.ones(towers.POOLED_WIDTH))
        self.register_buffer("stage_mean", torch.zeros(stage_width))
        self.register_buffer("stage_std", torch.ones(stage_width))
        self.dropout = nn.Dropout(dropout)
        self.line = nn.Linear(towers.POOLED_WIDTH, width)
        self.mlp = Mlp(towers.POOLED_WIDTH, hidden, width, dropout)
        self.stage_mlp = Mlp(stage_width, hidden // 2, width, dropout)
        self.look = nn.Conv2d(towers.GRID_WIDTH, looks, 1)
        self.seen = nn.Linear(looks * towers.GRID_WIDTH, width)

    def forward(self, pooled: Tensor, stages: Tensor, grid: Tensor) -> Tensor:
        """pooled [n, 1280], stages [n, 976], grid [n, 352, 9, 9] -> unit vectors [n, width]."""
        value = self.dropout((pooled - self.pooled_mean) / self.pooled_std)
        stage = ((stages - self.stage_mean) / self.stage_std).clamp(-6, 6)
        weights = torch.softmax(self.look(grid).flatten(2), dim=2)
        seen = weights @ grid.flatten(2).transpose(1, 2)
        result = (
            self.line(value)
            + self.mlp(value)
            + self.stage_mlp(self.dropout(stage))
            + self.seen(self.dropout(seen.flatten(1)))
        )
        return functional.normalize(result.float(), dim=1)

    def standardise(self, pooled: Tensor, stages: Tensor) -> None:
        """Sets means and deviations from the untrained features of some photos."""
        self.pooled_mean.copy_(pooled.mean(dim=0))
        self.pooled_std.copy_(pooled.std(dim=0) + 0.05)
        self.stage_mean.copy_(stages.mean(dim=0))
        self.stage_std.copy_(stages.std(dim=0) + 0.01)


class TextHead(nn.Module):
    """Mean pooling and attention pooling of the token states, a line and an MLP."""

    def __init__(self, width: int, hidden: int, dropout: float, looks: int = 3):
        super().__init__()
        inputs = (1 + looks) * towers.TEXT_WIDTH
        self.look = nn.Linear(towers.TEXT_WIDTH, looks)
        self.dropout = nn.Dropout(dropout)
        self.line = nn.Linear(inputs, width)
        self.mlp = Mlp(inputs, hidden, width, dropout)

    def forward(self, states: Tensor, mask: Tensor, mean: Tensor) -> Tensor:
        """states [n, length, 384], mask [n, length], their unit mean -> unit [n, width]."""
        there = mask[:, :, None].to(states.dtype)
        weights = torch.softmax(self.look(states) - (1.0 - there) * 1e9, dim=1)
        looked = (weights.transpose(1, 2) @ states).flatten(1)
        mean = mean * towers.TEXT_WIDTH**0.5
        value = self.dropout(torch.cat([mean, looked * LOOKED_SCALE], dim=1))
        return functional.normalize((self.line(value) + self.mlp(value)).float(), dim=1)


class Model(nn.Module):
    """What is trained, and the frozen classifier."""

    def __init__(self, width: int, hidden: int, text_hidden: int, dropout: tuple[float, float]):
        super().__init__()
        tower, weight, bias = towers.load_vision()
        self.tail = tower.tail.requires_grad_(True).to(memory_format=torch.channels_last)
        self.text_tower = towers.load_text().requires_grad_(True)
        self.vision = VisionHead(width, hidden, dropout[0])
        self.text = TextHead(width, text_hidden, dropout[1])
        self.log_scale = nn.Parameter(torch.tensor(np.log(20.0), dtype=torch.float32))
        self.register_buffer("class_weight", weight)
        self.register_buffer("class_bias", bias)

    def scale(self) -> Tensor:
        """The inverse temperature, at most 100."""
        return self.log_scale.exp().clamp(max=100)

    def see(self, cut: Tensor, early: Tensor) -> tuple[Tensor, Tensor]:
        """cut [n, 120, 17, 17], early [n, 560] -> v [n, width] unit, class logits [n, 1000]."""
        pooled, late, grid = self.tail(cut.contiguous(memory_format=torch.channels_last))
        value = self.vision(pooled, torch.cat([early, late], dim=1), grid)
        return value, self.classify(pooled)

    def classify(self, pooled: Tensor) -> Tensor:
        """pooled [n, 1280] -> logits [n, 1000] of the frozen classifier."""
        return functional.linear(pooled.float(), self.class_weight, self.class_bias)

    def read(
        self, ids: Tensor, mask: Tensor, keep: float = 1.0, table: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """int64 [n, length] twice -> t [n, width] unit, e [n, 384] unit.

        In training a word is left out of the pooling with probability 1 - keep. With a `table`
        [words, 384] the ids number its rows.
        """
        states = self.text_tower(ids, mask, table).float()
        mask = mask.to(states.dtype)
        if keep < 1:
            mask = mask * (torch.rand_like(mask) < keep)
            mask[:, 0] = 1
        mean = towers.mean_states(states, mask)
        return self.text(states, mask, mean), mean


def class_side(logits: Tensor, names: Tensor, best: int = 10) -> Tensor:
    """logits [n, 1000], unit names [1000, 384] -> c [n, 384]: names weighed by their probability.

    At most of length 1: the surer the classifier, the longer.
    """
    top, classes = logits.topk(best, dim=1)
    return torch.einsum("nb,nbd->nd", torch.softmax(top, dim=1), names[classes])
