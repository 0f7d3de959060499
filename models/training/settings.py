"""Everything that changes a run."""

import argparse
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Settings:
    """Weights of losses are relative to the matching loss of the photos; 0 leaves one out.

    `more`: the further sets, separated by commas, or `all`, or nothing. `share`: of the photos.
    """

    more: str = "all"
    seed: int = 1
    share: float = 1.0
    width: int = 512
    hidden: int = 768
    text_hidden: int = 512
    epochs: int = 14
    batch: int = 256
    more_batch: int = 112
    head_rate: float = 1e-3
    tail_rate: float = 2e-4
    text_rate: float = 2e-4
    weight_decay: float = 0.05
    vision_dropout: float = 0.4
    text_dropout: float = 0.2
    word_dropout: float = 0.1
    smooth: float = 0.1
    soft: float = 0.0
    average: float = 0.98
    views: int = 5
    text_to_text: float = 0.2
    keep_logits: float = 0.5
    keep_text: float = 0.5
    names: int = 64
    translations: float = 0.5
    translated: float = 0.8
    hardest: float = 0.0
    robust: bool = False
    mixup: float = 0.0
    tags: float = 0.0
    graph: float = 0.0


SWITCH = {"true": True, "false": False, "1": True, "0": False}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--set name=value ...`"""
    parser.add_argument("--set", nargs="*", default=[], help="name=value of Settings")


def read_settings(pairs: list[str]) -> Settings:
    """Settings from `name=value` pairs. Raises ValueError on an unknown name or a bad value."""
    kinds = {field.name: field.type for field in fields(Settings)}
    changed = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if name not in kinds:
            raise ValueError(f"there is no setting {name}")
        try:
            changed[name] = SWITCH[value] if kinds[name] is bool else kinds[name](value)
        except (KeyError, ValueError) as error:
            raise ValueError(f"{name} cannot be {value!r}") from error
    return Settings(**changed)
