"""Short questions, drawn from captions: what people type is shorter and more general than a caption.

A phrase is a run of one to five words that ends where a part of the sentence does ("dog in the
snow", "red car"). A photo answers it when its captions have all of its words, together. Captions
do not name all that is to be seen, so some of the photos that count as wrong are not.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

LONGEST = 5
# Photos whose captions have the phrase as it stands: fewer say too little, more are of everything.
FEWEST, MOST = 3, 300
# What may follow a phrase.
JOINING = frozenset(
    "in on at of to with and or by for from into onto over under near through while as behind "
    "beside between along across around against is are was were".split()
)
EMPTY = JOINING | frozenset(
    "a an the be being been next his her its their it he she they him this that these those there "
    "who which what up down out off some one several many other another each all both during "
    "front very has have having had just about".split()
)
SAME = {
    "men": "man",
    "women": "woman",
    "people": "person",
    "children": "child",
    "kid": "child",
    "kids": "child",
    "puppy": "dog",
    "puppies": "dog",
    "bike": "bicycle",
    "bikes": "bicycle",
    "ran": "run",
}


def words_of(text: str) -> list[str]:
    """Lower case, without signs."""
    return re.findall(r"[a-z']+", text.lower())


def stem(word: str) -> str:
    """What is left without the endings of plurals and tenses; roughly."""
    word = SAME.get(word, word).removesuffix("'s")
    for ending, rest in (
        ("sses", "ss"),
        ("ies", "y"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
    ):
        if word.endswith(ending):
            return word.removesuffix(ending) + rest
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        word = word[:-1]
    if word.endswith("ing") and len(word) > 5:
        word = word[:-3]
        if word[-1] == word[-2] and word[-1] not in "ls":
            word = word[:-1]
    elif word.endswith("ed") and len(word) > 4:
        word = word[:-2]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def content(text: str) -> set[str]:
    """Stems of the words that say something."""
    return {stem(word) for word in words_of(text) if word not in EMPTY}


@dataclass(frozen=True)
class WordTable:
    """`counts` int8 [photos, stems]: in how many of a photo's captions each stem is."""

    column: dict[str, int]
    counts: np.ndarray

    def shared(self, text: str) -> np.ndarray:
        """float [photos]: the part of a text's stems that a photo's captions have."""
        known = [self.column[word] for word in content(text) if word in self.column]
        parts = (self.counts[:, known] > 0).sum(axis=1)
        return parts / max(1, len(content(text)))

    def answers(self, phrase: str) -> tuple[np.ndarray, np.ndarray]:
        """bool [photos] twice: right, and wrong; what is neither is in doubt.

        A single word has to be in two captions: one alone may be about a detail.
        """
        known = [self.column[word] for word in content(phrase)]
        least = 2 if len(known) == 1 else 1
        own = self.counts[:, known]
        return (own >= least).all(axis=1), (own == 0).any(axis=1)


def word_table(captions: list[tuple[str, ...]]) -> WordTable:
    """Of each photo's captions."""
    column: dict[str, int] = {}
    found = []
    for row, own in enumerate(captions):
        for text in own:
            found += [(row, column.setdefault(word, len(column))) for word in content(text)]
    counts = np.zeros((len(captions), len(column)), dtype=np.int8)
    np.add.at(counts, tuple(np.array(found).T), 1)
    return WordTable(column, counts)


def phrases(captions: list[tuple[str, ...]], table: WordTable) -> list[str]:
    """All phrases that at least FEWEST photos answer, in order of the alphabet."""
    photos = defaultdict(set)
    for row, own in enumerate(captions):
        for text in own:
            for phrase in runs(words_of(text)):
                photos[phrase].add(row)
    often = [phrase for phrase, rows in photos.items() if FEWEST <= len(rows) <= MOST]
    return sorted(phrase for phrase in often if table.answers(phrase)[0].sum() >= FEWEST)


def runs(words: list[str]) -> list[str]:
    """Runs of words that begin and end with one that says something, at the end of a part."""
    found = []
    for start, first in enumerate(words):
        if first in EMPTY:
            continue
        for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
            last = words[end - 1]
            if last in EMPTY or len(last) < 3:
                continue
            if end == len(words) or words[end] in JOINING:
                found.append(" ".join(words[start:end]))
    return found
