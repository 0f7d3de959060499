"""What the broader pictures give: trained models, in PyTorch, on what is kept back of them.

    python -m training.train --data DIR --out with.pt --set epochs=3 share=0.25 ...
    python -m training.train --data DIR --out without.pt --set epochs=3 ... more= more_batch=0
    python -m training.breadth --data DIR with.pt without.pt

All with the class side and the gate, as `evaluate --more` measures the exported one.
"""

import argparse
import json
from pathlib import Path

import torch

from training import evaluate, export, exported, memory, prepare, towers


class Session:
    """A module that is called as ONNX Runtime calls a graph."""

    def __init__(self, module: torch.nn.Module):
        self.module = module.eval()

    def run(self, _, feed: dict) -> list:
        """One output."""
        with torch.no_grad():
            return [self.module(*map(torch.from_numpy, feed.values())).numpy()]


class Floating(evaluate.Exported):
    """A trained model measured before it is exported."""

    def __init__(self, model: Path, data: Path):
        joined, _ = export.open_joined(model, data)
        self.tokenizer = towers.load_tokenizer()
        names, reduce = joined.names @ joined.reduce.T, torch.from_numpy(joined.reduce)
        self.sessions = {
            "vision": Session(exported.Vision(joined.model, torch.from_numpy(names))),
            "text": Session(exported.Text(joined.model, joined.gate, reduce)),
        }
        dimension = joined.settings.width + export.CLASS_WIDTH + 2
        self.manifest = {
            "text": {"contextLength": towers.CONTEXT_LENGTH},
            "embedding": {"dimension": dimension},
        }


def main() -> None:
    """Prints a line a model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("models", type=Path, nargs="+")
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    for path in arguments.models:
        found = evaluate.measure_more(Floating(path, arguments.data), arguments.data, sides)
        print(json.dumps({path.stem: found}), flush=True)


if __name__ == "__main__":
    main()
