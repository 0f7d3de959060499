"""Ingredients that can be switched on: what was tried beside the main losses."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training import batches, embed, features, graph, losses, texts
from training.model import Model
from training.settings import Settings

TAGS = 1000


def standardise(model: Model, photos: features.Photos) -> None:
    """Sets the vision head's means and deviations from one source's full views."""
    pooled, late = [], []
    with torch.no_grad():
        for rows in np.array_split(np.arange(len(photos.records))[::4], 20):
            taken = features.take_photos(photos, rows, np.zeros(len(rows), dtype=np.int64))
            found = model.tail(taken["cut"])
            pooled.append(found[0])
            late.append(torch.cat([taken["early"], found[1]], dim=1))
    model.vision.standardise(torch.cat(pooled), torch.cat(late))


class Extras(nn.Module):
    """Hard negatives, a tag loss, a label graph, mixed photos; each does nothing at weight 0."""

    def __init__(
        self,
        settings: Settings,
        corpus: batches.Corpus,
        cache: texts.TextCache,
        classes: list[dict],
    ):
        super().__init__()
        self.settings, self.cache = settings, cache
        if settings.graph:
            self.graph = graph.LabelGraph(classes)
            self.spelled = list(cache.index)
            self.nodes_of: dict[int, np.ndarray] = {}
        if settings.tags:
            used = [
                np.unique(tokens_of(cache, number))
                for photos in corpus.sets
                for row in photos.rows("train")
                for number in photos.text_numbers[row]
            ]
            counts = np.bincount(np.concatenate(used), minlength=30522)
            # The most common are function words, and the rarest teach nothing.
            self.tag_of = np.full(30522, -1)
            self.tag_of[np.argsort(-counts)[40 : 40 + TAGS]] = np.arange(TAGS)
            self.to_tags = nn.Linear(settings.width, TAGS)

    def mix(
        self, photos: dict[str, Tensor], random: np.random.Generator
    ) -> tuple[dict[str, Tensor], tuple[Tensor, float] | None]:
        """All parts of photos mixed with others' (manifold mixup, arXiv 1806.05236)."""
        if not self.settings.mixup:
            return photos, None
        share = float(random.beta(self.settings.mixup, self.settings.mixup))
        other = torch.from_numpy(random.permutation(len(photos["cut"])))
        mixed = {
            name: share * value + (1 - share) * value[other.to(value.device)]
            for name, value in photos.items()
        }
        return mixed, (other.to(photos["cut"].device), share)

    def mix_target(self, target: Tensor, mixed: tuple[Tensor, float] | None) -> Tensor:
        """The target that goes with mixed photos: rows are photos."""
        if mixed is None:
            return target
        other, share = mixed
        return share * target + (1 - share) * target[other]

    def relate(self, target: Tensor, numbers: np.ndarray) -> Tensor:
        """The target with a share of it spread over rows whose texts speak of related things."""
        share = self.settings.graph
        if not share:
            return target
        for number in set(numbers.tolist()) - self.nodes_of.keys():
            self.nodes_of[number] = self.graph.vector(self.spelled[number])
        near = graph.related(np.stack([self.nodes_of[number] for number in numbers.tolist()]))
        return (1 - share) * target + share * torch.from_numpy(near).to(target.device)

    def loss(self, images: Tensor, words: Tensor, groups: Tensor, numbers: np.ndarray) -> Tensor:
        """The sum of the losses that are switched on."""
        settings = self.settings
        total = images.new_zeros(())
        if settings.hardest:
            total = total + settings.hardest * losses.hardest_margin(images, words, groups)
        if settings.tags:
            truth = torch.from_numpy(self.tag_rows(numbers)).to(images.device)
            for side in (images, words):
                guess = self.to_tags(side * 10)
                total = total + settings.tags * functional.binary_cross_entropy_with_logits(
                    guess, truth, pos_weight=torch.tensor(10.0)
                )
        return total

    def tag_rows(self, numbers: np.ndarray) -> np.ndarray:
        """Which tags the two texts of each row hold: float32 [n, TAGS]."""
        found = np.zeros((numbers.shape[1], TAGS), dtype=np.float32)
        for pair in numbers:
            for row, number in enumerate(pair):
                tags = self.tag_of[tokens_of(self.cache, number)]
                found[row, tags[tags >= 0]] = 1
        return found


def tokens_of(cache: texts.TextCache, number: int) -> np.ndarray:
    """A text's tokens."""
    return cache.tokens[cache.starts[number] : cache.starts[number + 1]]


def judge_pairs(training) -> np.ndarray:
    """How far to trust each training pair, from the loss of the averaged model: [rows] in 0..1."""
    corpus, model = training.corpus, training.averaged
    trust = np.ones(len(corpus.where), dtype=np.float32)
    device = next(model.parameters()).device
    for number, photos in enumerate(corpus.sets):
        places = np.flatnonzero(corpus.where[:, 0] == number)
        rows = corpus.where[places, 1]
        images, _ = embed.embed_photos(model, photos, rows, device)
        own = np.array([photos.text_numbers[row][0] for row in rows])
        words, _ = embed.embed_texts(model, training.cache, own, device)
        logits = torch.from_numpy(images @ words.T) * model.scale().cpu()
        loss = functional.cross_entropy(logits, torch.arange(len(rows)), reduction="none")
        trust[places] = losses.pair_trust(loss).numpy()
    return trust
