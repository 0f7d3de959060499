"""The losses, each a pure function of unit vectors."""

import torch
from torch import Tensor
from torch.nn import functional


def match_loss(
    first: Tensor, second: Tensor, scale: Tensor, target: Tensor, weight: Tensor
) -> Tensor:
    """InfoNCE with several positives, both directions (van den Oord et al., arXiv 1807.03748).

    first [n, d] and second [n, d] are unit vectors, target [n, n] says how much each pair belongs
    together, weight [n] how much each row counts.
    """
    logits = scale * first @ second.T
    rows = soft_cross_entropy(logits, target)
    columns = soft_cross_entropy(logits.T, target.T)
    return ((rows + columns) / 2 * weight).sum() / weight.sum()


def soft_cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Cross entropy [n] against each row of `target`, made to sum to 1."""
    logs = functional.log_softmax(logits, dim=1)
    return -(target / target.sum(dim=1, keepdim=True) * logs).sum(dim=1)


def targets(groups: Tensor, anchors: Tensor | None, smooth: float, soft: float) -> Tensor:
    """Which rows belong together [n, n], rows summing to 1.

    groups [n]: rows of one group fully. The share `smooth` is spread over all rows, and the share
    `soft` over rows whose texts meant the like to the untrained text tower: anchors [n, 384].
    """
    same = (groups[:, None] == groups[None, :]).float()
    target = same / same.sum(dim=1, keepdim=True)
    result = (1 - smooth - soft) * target + smooth / len(groups)
    if soft and anchors is not None:
        result = result + soft * torch.softmax(anchors @ anchors.T * 20, dim=1)
    return result


def keep_logits(new: Tensor, old: Tensor) -> Tensor:
    """How far a classifier has drifted: the divergence of its new answers from its old ones.

    Logits [n, classes] (Li & Hoiem, arXiv 1606.09282).
    """
    return functional.kl_div(
        functional.log_softmax(new, dim=1),
        functional.log_softmax(old, dim=1),
        reduction="batchmean",
        log_target=True,
    )


def keep_direction(new: Tensor, old: Tensor) -> Tensor:
    """Mean of 1 - cosine of unit vectors [n, d]."""
    return (1 - (new * old).sum(dim=1)).mean()


def hardest_margin(first: Tensor, second: Tensor, groups: Tensor, margin: float = 0.2) -> Tensor:
    """The hinge on each row's hardest wrong partner, both directions (VSE++, arXiv 1707.05612)."""
    scores = first @ second.T
    own = scores.diagonal()
    wrong = scores.masked_fill(groups[:, None] == groups[None, :], -1)
    rows = functional.relu(margin + wrong.amax(dim=1) - own)
    columns = functional.relu(margin + wrong.amax(dim=0) - own)
    return (rows + columns).mean()


def pair_trust(losses: Tensor, rounds: int = 10) -> Tensor:
    """How likely each pair is a true one, from its loss [n]: the posterior of the lower part of a
    two-component beta mixture (Arazo et al., arXiv 1904.11238), by moments, as [n] in 0..1."""
    low, high = losses.min(), losses.max()
    value = ((losses - low) / (high - low + 1e-6)).clamp(1e-3, 1 - 1e-3).double()
    belief = (value > value.median()).double().clamp(0.1, 0.9)
    for _ in range(rounds):
        logs = []
        for part in (1 - belief, belief):
            share = part.sum()
            mean = (part * value).sum() / share
            variance = (part * (value - mean) ** 2).sum() / share + 1e-4
            total = (mean * (1 - mean) / variance - 1).clamp(min=0.1)
            beta = torch.distributions.Beta(mean * total, (1 - mean) * total)
            logs.append(beta.log_prob(value) + torch.log(share / len(value)))
        belief = torch.sigmoid(logs[1] - logs[0])
    return (1 - belief).float()
