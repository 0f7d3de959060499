"""Reads the training data: photos, what kind of words go with them, and the words."""

import json
from dataclasses import dataclass
from pathlib import Path

MORE_SETS = (
    "coco",
    "flickr30k",
    "conceptual",
    "flowers",
    "food",
    "landscapes",
    "scenes",
    "weather",
    "rooms",
    "objects101",
    "nouns",
    "clothing",
    "classes100-84px",
)


@dataclass(frozen=True)
class Record:
    """One photo and its words. `kind` says how far to trust them; `photo` is relative to --data."""

    photo: str
    kind: str
    texts: tuple[str, ...]


def read_lines(path: Path) -> list[dict]:
    """Parses a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_source(data: Path, name: str) -> list[Record]:
    """Reads `train`, `val` or one of MORE_SETS. English words only."""
    if name in ("train", "val"):
        path = data / f"captions-{name}.jsonl"
    elif name in MORE_SETS:
        path = data / "more" / f"{name}.jsonl"
    else:
        raise ValueError(f"unknown source: {name}")
    return [
        Record(line["photo"], line.get("kind", "caption"), tuple(line["en"]))
        for line in read_lines(path)
    ]


def read_classes(data: Path) -> list[dict]:
    """The classifier's 1,000 classes in its order: `words`, `hypernyms` (nearest first)."""
    return json.loads((data / "imagenet-classes.json").read_text(encoding="utf-8"))


def is_held_out(name: str, index: int) -> bool:
    """Whether a photo of a `more` set is kept for reporting: every tenth, every fifth noun."""
    return index % (5 if name == "nouns" else 10) == 4
