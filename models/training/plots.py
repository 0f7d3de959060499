"""The plots in docs/images: drawn photos beside real ones, and the ROC of "nothing matches".

    python -m training.plots --data DIR --cut-off LOG [--out ../docs/images]

LOG is what `npm run -s measure -- cut-off DIR` printed. Prints the figures that it plots.
"""

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from training import memory, population, prepare  # noqa: E402

SIZE = (8.4, 3.6)
ROC = "answered, %: of unanswerable, of answerable"


def plot_population(photos: list[float], drawn: list[float], path: Path) -> None:
    """Both as `population.compare` gives them."""
    ranks = len(population.NEAREST)
    figure, (left, right) = plt.subplots(1, 2, figsize=SIZE)
    for name, own, style in (("20,000 photos", photos, "o-"), ("20,000 drawn", drawn, "s--")):
        left.plot(population.NEAREST, own[:ranks], style, label=name)
        shares = [100 * share for share in own[ranks:]]
        right.plot(population.CANDIDATES, shares, style, label=name)
    left.set(xscale="log", xlabel="neighbour", ylabel="distance to a caption, 1 - cosine")
    right.set(xscale="log", xlabel="candidates by code", ylabel="of the ten best found, %")
    left.legend(frameon=False)
    save(figure, path)


def plot_roc(lines: list[dict], path: Path) -> None:
    """From the measurement's lines: the points, and where the three strictnesses are."""
    points = np.array(next(line[ROC] for line in lines if ROC in line))
    area = next(line["areaUnderCurve"] for line in lines if "areaUnderCurve" in line)
    figure, axes = plt.subplots(figsize=(4.6, 3.6))
    axes.step([0, *points[:, 0], 100], [0, *points[:, 1], 100], where="post")
    for line in (line for line in lines if "strictness" in line):
        across = 100 - line["unanswerable that say nothing matches, %"]
        up = points[np.searchsorted(points[:, 0], across, side="right") - 1, 1]
        axes.plot(across, up, "o", color="black")
        axes.annotate(line["strictness"], (across, up), (6, -12), textcoords="offset points")
    axes.set(xlabel="unanswerable queries that are answered, %", ylabel="answerable ones, %")
    axes.set(title=f"area under the curve {area}", xlim=(-2, 60), ylim=(60, 101))
    save(figure, path)


def save(figure: plt.Figure, path: Path) -> None:
    """The same bytes each time; words stay words."""
    plt.rcParams.update({"svg.hashsalt": "afterimage", "svg.fonttype": "none"})
    figure.patch.set_facecolor("white")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    """Both plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cut-off", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=prepare.CACHE / "model.pt")
    parser.add_argument("--builtin", type=Path, default=Path("builtin"))
    parser.add_argument("--bench", type=Path, default=Path("../bench"))
    parser.add_argument("--out", type=Path, default=Path("../docs/images"))
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    text = arguments.cut_off.read_text()
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    plot_roc(lines, arguments.out / "cut-off.svg")
    joined, photos, random = population.photos_of(arguments.model, arguments.data)
    drawn_from, asked = population.read(arguments.bench)
    drawn = population.draw(drawn_from, len(photos), random, joined.settings.width)
    groups = population.groups_of(arguments.builtin, photos.shape[1])
    real, drawn = (population.compare(own, asked, groups) for own in (photos, drawn))
    population.tell(real, drawn)
    plot_population(real, drawn, arguments.out / "population.svg")


if __name__ == "__main__":
    main()
