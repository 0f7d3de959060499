"""The losses, each a pure function of unit vectors."""

import torch
from torch import Tensor
from torch.nn import functional


def match_loss(
    first: Tensor, second: Tensor, scale: Tensor, positive: Tensor, weight: Tensor, smooth: float
) -> Tensor:
    """InfoNCE with several positives, both directions (van den Oord et al., arXiv 1807.03748).

    first [n, d] and second [n, d] are unit vectors, positive [n, n] is 1 where a pair belongs
    together, weight [n] says how much each row counts, smooth spreads part of the target.
    """
    logits = scale * first @ second.T
    rows = soft_cross_entropy(logits, positive, smooth)
    columns = soft_cross_entropy(logits.T, positive.T, smooth)
    return ((rows + columns) / 2 * weight).sum() / weight.sum()


def soft_cross_entropy(logits: Tensor, positive: Tensor, smooth: float) -> Tensor:
    """Cross entropy [n] against a target spread evenly over the positives of each row."""
    logs = functional.log_softmax(logits, dim=1)
    target = positive / positive.sum(dim=1, keepdim=True)
    own = -(target * logs).sum(dim=1)
    return (1 - smooth) * own + smooth * -logs.mean(dim=1)


def same_groups(groups: Tensor) -> Tensor:
    """groups [n] -> [n, n], 1 where two rows are of one group."""
    return (groups[:, None] == groups[None, :]).to(torch.float32)
