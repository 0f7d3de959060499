"""Every text that training uses: its tokens, and what the untrained text tower says of it."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import sources, towers


@dataclass(frozen=True)
class TextCache:
    """`tokens` int32 of all texts in a row, text i at starts[i]:starts[i + 1].

    `anchors` float16 [texts, 384]: unit vectors, the untrained tower's mean of the token states.
    `index` finds a text's number.
    """

    index: dict[str, int]
    starts: np.ndarray
    tokens: np.ndarray
    anchors: np.ndarray


def class_names(entry: dict) -> list[str]:
    """A classifier class's own words, most used first."""
    return [word.replace("_", " ") for word in entry["words"]]


def hypernym_names(entry: dict, nearest: int = 5) -> list[str]:
    """First words of the nearest hypernyms, leaving out what says nothing about a picture."""
    vague = {"whole", "object", "physical entity", "entity", "artifact", "instrumentality"}
    chain = [words[0].replace("_", " ") for words in entry["hypernyms"][:nearest]]
    return [name for name in chain if name not in vague]


def phrase(name: str) -> list[str]:
    """What people type for a thing: the bare name and two short phrases."""
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return [name, f"{article} {name}", f"a photo of {article} {name}"]


def record_texts(record: sources.Record) -> list[str]:
    """The texts that may stand for a photo: captions as they are, labels as short phrases."""
    if record.kind == "label":
        return [text for name in record.texts for text in phrase(name)]
    if record.kind == "labels":
        names = [name.strip() for text in record.texts for name in text.split(",")]
        pairs = [f"{first} and {second}" for first, second in itertools.pairwise(names)]
        return [*record.texts, *names, *pairs]
    if record.kind == "title":
        stock = "Free stock photo of "
        return [text.removeprefix(stock) for text in record.texts]
    return list(record.texts)


def every_text(data: Path) -> list[str]:
    """All texts of all sources and classes, each once, in a fixed order."""
    found: dict[str, None] = {}
    for source in ("train", "val", *sources.MORE_SETS):
        for record in sources.read_source(data, source):
            for text in (*record_texts(record), *record.translations):
                found[text] = None
    for entry in sources.read_classes(data):
        for name in class_names(entry) + hypernym_names(entry):
            for text in phrase(name):
                found[text] = None
    return list(found)


def cache_texts(data: Path, cache: Path, batch: int = 128) -> None:
    """Writes texts.json, texts.npz."""
    if (cache / "texts.npz").exists():
        return
    tower, every = towers.load_text(), every_text(data)
    found = tokenise(towers.load_tokenizer(), every)
    starts, tokens, anchors = found.starts, found.tokens, found.anchors
    order = np.argsort(np.diff(starts), kind="stable")
    for first in range(0, len(order), batch):
        numbers = order[first : first + batch]
        input_ids, mask = pad(tokens, starts, numbers)
        with torch.no_grad():
            states = tower(input_ids, mask)
        anchors[numbers] = towers.mean_states(states, mask).numpy()
    (cache / "texts.json").write_text(json.dumps(every, ensure_ascii=False), encoding="utf-8")
    np.savez(cache / "texts.npz", starts=starts, tokens=tokens, anchors=anchors)
    print(f"{len(every)} texts, {starts[-1]} tokens", flush=True)


def tokenise(tokenizer: Tokenizer, every: list[str]) -> TextCache:
    """Texts with their tokens, the anchors left at zero."""
    ids = [cut_ids(encoding.ids) for encoding in tokenizer.encode_batch(every)]
    return TextCache(
        {text: number for number, text in enumerate(every)},
        np.concatenate([[0], np.cumsum([len(row) for row in ids])]),
        np.concatenate(ids).astype(np.int32),
        np.zeros((len(every), towers.TEXT_WIDTH), dtype=np.float16),
    )


def cut_ids(ids: list[int]) -> list[int]:
    """At most CONTEXT_LENGTH tokens; the closing one is kept, as the product does."""
    limit = towers.CONTEXT_LENGTH
    return ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]]


def pad(tokens: np.ndarray, starts: np.ndarray, numbers: np.ndarray) -> tuple[Tensor, Tensor]:
    """Texts by number -> int64 tokens and mask, both [n, longest]."""
    lengths = starts[numbers + 1] - starts[numbers]
    places = np.arange(lengths.max())[None, :]
    mask = places < lengths[:, None]
    ids = tokens[np.where(mask, starts[numbers][:, None] + places, 0)]
    ids[~mask] = 0
    return torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(mask.astype(np.int64))


def load_texts(cache: Path) -> TextCache:
    """Reads what cache_texts wrote."""
    every = json.loads((cache / "texts.json").read_text(encoding="utf-8"))
    index = {text: number for number, text in enumerate(every)}
    with np.load(cache / "texts.npz") as stored:
        return TextCache(index, stored["starts"], stored["tokens"], stored["anchors"])
