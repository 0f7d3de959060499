"""Every text the training uses, through the frozen text tower once.

The cache holds token states, not sentences, so that a head can be trained on single words.
"""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from training import sources, towers


@dataclass(frozen=True)
class TextCache:
    """Token states of many texts: `states` float16 [tokens, 384], text i at starts[i]:starts[i+1].

    `index` finds a text's number.
    """

    index: dict[str, int]
    starts: np.ndarray
    states: np.ndarray


def class_names(entry: dict) -> list[str]:
    """A classifier class's own words, most used first."""
    return [word.replace("_", " ") for word in entry["words"]]


def hypernym_names(entry: dict, nearest: int = 5) -> list[str]:
    """First words of the nearest hypernyms, leaving out what says nothing about a picture."""
    vague = {"whole", "object", "physical entity", "entity", "artifact", "instrumentality"}
    chain = [words[0].replace("_", " ") for words in entry["hypernyms"][:nearest]]
    return [name for name in chain if name not in vague]


def every_text(data: Path) -> list[str]:
    """All texts of all sources and classes, each once, in a fixed order."""
    found: dict[str, None] = {}
    for source in ("train", "val", *sources.MORE_SETS):
        for record in sources.read_source(data, source):
            for text in label_texts(record):
                found[text] = None
    for entry in sources.read_classes(data):
        for name in class_names(entry) + hypernym_names(entry):
            for text in phrase(name):
                found[text] = None
    return list(found)


def phrase(name: str) -> list[str]:
    """What people type for a thing: the bare name and two short phrases."""
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return [name, f"{article} {name}", f"a photo of {article} {name}"]


def label_texts(record: sources.Record) -> list[str]:
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


def cache_texts(data: Path, cache: Path, batch: int = 128) -> None:
    """Writes texts.json, texts.starts.npy and texts.states.npy."""
    if (cache / "texts.states.npy").exists():
        return
    tower, tokenizer = towers.load_text(), towers.load_tokenizer()
    every = every_text(data)
    ids = [encoding.ids[: towers.CONTEXT_LENGTH] for encoding in tokenizer.encode_batch(every)]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in ids])])
    states = np.zeros((starts[-1], towers.TEXT_WIDTH), dtype=np.float16)
    order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
    for first in range(0, len(order), batch):
        numbers = order[first : first + batch]
        length = max(len(ids[number]) for number in numbers)
        input_ids = torch.zeros(len(numbers), length, dtype=torch.int64)
        mask = torch.zeros_like(input_ids)
        for row, number in enumerate(numbers):
            input_ids[row, : len(ids[number])] = torch.tensor(ids[number])
            mask[row, : len(ids[number])] = 1
        with torch.no_grad():
            hidden = tower(input_ids, mask).numpy()
        for row, number in enumerate(numbers):
            states[starts[number] : starts[number + 1]] = hidden[row, : len(ids[number])]
    (cache / "texts.json").write_text(json.dumps(every, ensure_ascii=False), encoding="utf-8")
    np.save(cache / "texts.starts.npy", starts)
    np.save(cache / "texts.states.npy", states)
    print(f"{len(every)} texts, {starts[-1]} tokens", flush=True)


def load_texts(cache: Path) -> TextCache:
    """Reads what cache_texts wrote."""
    every = json.loads((cache / "texts.json").read_text(encoding="utf-8"))
    index = {text: number for number, text in enumerate(every)}
    starts = np.load(cache / "texts.starts.npy")
    return TextCache(index, starts, np.load(cache / "texts.states.npy"))
