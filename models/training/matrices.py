"""The tail of the vision tower as matrix products alone: the same numbers, trained much faster.

With channels first of all, [channels, photos, cells], a 1 x 1 convolution is one product, and a
depthwise one is a product a channel with the matrix that joins its cells. On small grids a CPU's
matrix units beat its convolutions several times, above all backwards in bfloat16.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training import towers


def taps(side: int, padding: int, kernel: int, stride: int) -> Tensor:
    """Which weight joins which cells: float32 [kernel * kernel, side * side, outputs].

    [k, i, o] is 1 where tap k of the kernel reads input cell i for output cell o.
    """
    cells = torch.arange(1, side * side + 1, dtype=torch.float32).reshape(1, 1, side, side)
    padded = functional.pad(cells, (padding,) * 4)
    read = functional.unfold(padded, kernel, stride=stride)[0].long()
    outputs = read.shape[1]
    joined = torch.zeros(kernel * kernel, side * side + 1, outputs)
    rows = torch.arange(kernel * kernel)[:, None].expand_as(read)
    columns = torch.arange(outputs)[None, :].expand_as(read)
    joined[rows, read, columns] = 1
    return joined[:, 1:]


class MatrixTail(nn.Module):
    """Computes what a Tail computes, with the tail's own weights."""

    def __init__(self, tail: towers.Tail):
        super().__init__()
        self.tail = tail
        side = towers.CUT_SHAPE[1]
        for index, block in enumerate(tail.blocks):
            convolution = block.depthwise
            kernel, stride = convolution.kernel_size[0], convolution.stride[0]
            joined = taps(side, kernel // 2, kernel, stride)
            self.register_buffer(f"taps{index}", joined, persistent=False)
            side = round(joined.shape[2] ** 0.5)
        self.side = side

    def forward(self, cut: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """As Tail.forward: cut [n, 120, 17, 17] -> pooled, late, grid."""
        value = cut.flatten(2).transpose(0, 1).contiguous()
        late = value
        for index, block in enumerate(self.tail.blocks):
            if block.project.out_channels == towers.GRID_WIDTH:
                late = value
            value = self.run_block(block, getattr(self, f"taps{index}"), value)
        pooled = functional.relu6(pointwise(self.tail.head, value)).float().mean(dim=2).T
        late, grid = late.transpose(0, 1), value.transpose(0, 1)
        shape = (len(cut), -1, self.side, self.side)
        return pooled, torch.cat(towers.spread(late.reshape(shape)), 1), grid.reshape(shape)

    def run_block(self, block: towers.FoldedBlock, joined: Tensor, value: Tensor) -> Tensor:
        """One inverted residual block on [channels, n, cells]."""
        inner = functional.relu6(pointwise(block.expand, value), inplace=True)
        inner = functional.relu6(depthwise(block.depthwise, joined, inner), inplace=True)
        inner = pointwise(block.project, inner)
        return inner + value if block.residual else inner


def pointwise(convolution: nn.Conv2d, value: Tensor) -> Tensor:
    """A 1 x 1 convolution of [in, n, cells] -> [out, n, cells]."""
    weight, bias = convolution.weight.flatten(1), convolution.bias[:, None]
    return torch.addmm(bias, weight, value.flatten(1)).reshape(-1, *value.shape[1:])


def depthwise(convolution: nn.Conv2d, joined: Tensor, value: Tensor) -> Tensor:
    """A depthwise convolution of [c, n, cells] -> [c, n, outputs]."""
    weight = convolution.weight.flatten(1) @ joined.flatten(1)
    matrix = weight.reshape(-1, *joined.shape[1:])
    return torch.baddbmm(convolution.bias[:, None, None], value, matrix)
