"""Reads the training data: photos, what kind of words go with them, and the words."""

import json
from dataclasses import dataclass
from pathlib import Path

CAPTION_SETS = ("coco", "flickr30k", "conceptual", "flowers", "food", "landscapes")
LABEL_SETS = (
    "scenes",
    "weather",
    "rooms",
    "objects101",
    "nouns",
    "clothing",
    "classes100-84px",
)
MORE_SETS = (*CAPTION_SETS, *LABEL_SETS)


LANGUAGES = ("de", "fr", "cs")


@dataclass(frozen=True)
class Record:
    """One photo and its words. `kind` says how far to trust them; `photo` is relative to --data."""

    photo: str
    kind: str
    texts: tuple[str, ...]
    translations: tuple[str, ...] = ()


def read_lines(path: Path) -> list[dict]:
    """Parses a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_source(data: Path, name: str) -> list[Record]:
    """Reads `train`, `val` or one of MORE_SETS; `texts` are the English words."""
    if name in ("train", "val"):
        path = data / f"captions-{name}.jsonl"
    elif name in MORE_SETS:
        path = data / "more" / f"{name}.jsonl"
    else:
        raise ValueError(f"unknown source: {name}")
    return [
        Record(
            line["photo"],
            line.get("kind", "caption"),
            tuple(line["en"]),
            tuple(text for language in LANGUAGES for text in line.get(language, [])),
        )
        for line in read_lines(path)
    ]


def read_classes(data: Path) -> list[dict]:
    """The classifier's 1,000 classes in its order: `words`, `hypernyms` (nearest first)."""
    return json.loads((data / "imagenet-classes.json").read_text(encoding="utf-8"))
