"""What each ingredient gives: short runs that differ in one setting.

    python -m training.ladder --data DIR [--only NAME ...] [--set share=1 ...]

Each run sees a share of the photos for a few epochs, so its recall is far below a full run's; what
counts is the difference to the first line. Finished lines are kept in cache/ladder.json.
"""

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import torch

from training import memory, prepare, train
from training.settings import Settings, add_arguments, read_settings

# A quarter of the photos, in quarter batches, so that there are as many steps as with all.
# The weights of other languages are those from before this ladder, which raised them.
SHORT = (
    *("epochs=3", "share=0.25", "batch=64", "more_batch=28"),
    *("translations=0.3", "translated=0.5"),
)

RUNGS: dict[str, dict] = {
    "the recipe": {},
    "another seed": {"seed": 2},
    "tail frozen": {"tail_rate": 0.0},
    "text tower frozen": {"text_rate": 0.0},
    "no other pictures": {"more": "", "more_batch": 0},
    "one view": {"views": 1},
    "no text-to-text loss": {"text_to_text": 0.0},
    "no label smoothing": {"smooth": 0.0},
    "no other languages": {"translations": 0.0},
    "more of other languages (taken)": {"translations": 0.5, "translated": 0.8},
    "classifier not held": {"keep_logits": 0.0},
    "classifier held four times as hard": {"keep_logits": 2.0},
    "text not held": {"keep_text": 0.0},
    "no averaging": {"average": 0.0},
    "no left-out words": {"word_dropout": 0.0},
    "soft targets from the untrained text tower": {"soft": 0.2},
    "hardest negatives (VSE++)": {"hardest": 0.5},
    "doubtful pairs weighed down (beta mixture)": {"robust": True},
    "multi-label tags (MVSEN)": {"tags": 0.3},
    "label graph (SCAHN)": {"graph": 0.2},
    "photos mixed at the cut (mixup)": {"mixup": 0.2},
    "twice the rates of both towers": {"tail_rate": 4e-4, "text_rate": 4e-4},
    "half the rates of both towers": {"tail_rate": 1e-4, "text_rate": 1e-4},
}


def main() -> None:
    """Runs the rungs that are not done and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=list(RUNGS))
    add_arguments(parser)
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    base = read_settings([*SHORT, *arguments.set])
    kept = prepare.CACHE / "ladder.json"
    done = json.loads(kept.read_text()) if kept.exists() else {}

    def is_current(name: str) -> bool:
        wanted = asdict(replace(base, **RUNGS[name]))
        # A setting that came later was at its default, which leaves it out.
        return name in done and {**asdict(Settings()), **done[name]["settings"]} == wanted

    for name, changed in RUNGS.items():
        settings = replace(base, **changed)
        if (arguments.only and name not in arguments.only) or is_current(name):
            continue
        started = time.time()
        _, report = train.train(settings, arguments.data, checked=settings.epochs)
        last = report["log"][-1]
        done[name] = {"settings": asdict(settings), "seconds": round(time.time() - started)}
        done[name].update({key: last[key] for key in SHOWN})
        kept.write_text(json.dumps(done, indent=2) + "\n")
        print(json.dumps({name: {key: last[key] for key in SHOWN}}), flush=True)
    print_table({name: done[name] for name in RUNGS if is_current(name)})


SHOWN = ("val", "back", "german", "nouns")


def print_table(done: dict) -> None:
    """As it stands in docs/model.md."""
    print("| run | text to photo R@1/5/10 | photo to text | German | nouns by class |")
    print("| --- | --- | --- | --- | --- |")
    for name, found in done.items():
        cells = [" / ".join(f"{value:.1f}" for value in found[key]) for key in SHOWN]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
