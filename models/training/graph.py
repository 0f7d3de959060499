"""Which texts speak of related things, by the hypernyms of WordNet: a graph of labels (SCAHN)."""

import math
from collections import Counter

import numpy as np

from training import texts

LONGEST = 3


class LabelGraph:
    """Finds the nodes of texts: the things that they name, and what those are kinds of.

    A node counts by its inverse document frequency among the nodes' own chains, so that two texts
    that share "terrier" are nearer than two that share "animal".
    """

    def __init__(self, classes: list[dict]):
        self.nodes: dict[str, frozenset[str]] = {}
        for entry in classes:
            chain = texts.hypernym_names(entry, nearest=12)
            for name in texts.class_names(entry):
                self.add(name, [name, *chain])
            for place, name in enumerate(chain):
                self.add(name, chain[place:])
        counts = Counter(node for chain in self.nodes.values() for node in chain)
        self.number = {node: place for place, node in enumerate(sorted(counts))}
        total = len(self.nodes)
        self.weights = np.array([math.log(total / counts[node]) + 0.1 for node in self.number])

    def add(self, name: str, chain: list[str]) -> None:
        """A name of several things is all of them."""
        known = self.nodes.get(name.lower(), frozenset())
        self.nodes[name.lower()] = known | frozenset(chain)

    def vector(self, text: str) -> np.ndarray:
        """Unit float32[nodes], zeros for a text that names nothing known."""
        words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
        found: set[str] = set()
        for size in range(1, LONGEST + 1):
            for start in range(len(words) - size + 1):
                phrase = " ".join(words[start : start + size])
                found |= self.nodes.get(phrase, self.nodes.get(phrase.removesuffix("s"), set()))
        value = np.zeros(len(self.number), dtype=np.float32)
        for node in found:
            value[self.number[node]] = self.weights[self.number[node]]
        return value / max(float(np.linalg.norm(value)), 1e-6)


def related(vectors: np.ndarray) -> np.ndarray:
    """How related rows are, each row summing to 1: [n, nodes] -> float32 [n, n].

    A row that names nothing is related to itself alone.
    """
    shared = vectors @ vectors.T
    np.fill_diagonal(shared, 1)
    shared[shared < 0.3] = 0
    return (shared / shared.sum(axis=1, keepdims=True)).astype(np.float32)
