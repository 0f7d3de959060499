"""The plots in docs/images: drawn photos beside real ones, and the ROC of "nothing matches".

    python -m training.plots [--population LOG] [--cut-off LOG] [--out ../docs/images]

The logs are what `training.population` and `npm run -s measure -- cut-off DIR` printed.
"""

import argparse
import json
import re
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402

from training import population  # noqa: E402

SIZE = (8.4, 3.6)
TOLD = "unanswerable that say nothing matches, %"
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
    for axes, ticks in ((left, population.NEAREST), (right, population.CANDIDATES)):
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
    left.legend(frameon=False)
    save(figure, path)


def plot_roc(lines: list[dict], path: Path) -> None:
    """From the measurement's lines: the points, and where the three strictnesses are."""
    points = np.array(next(line[ROC] for line in lines if ROC in line))
    area = next(line["areaUnderCurve"] for line in lines if "areaUnderCurve" in line)
    figure, axes = plt.subplots(figsize=(4.6, 3.6))
    axes.step([0, *points[:, 0], 100], [0, *points[:, 1], 100], where="post")
    for line in (line for line in lines if TOLD in line):
        across = 100 - line[TOLD]["all"]
        up = points[np.searchsorted(points[:, 0], across, side="right") - 1, 1]
        axes.plot(across, up, "o", color="black")
        axes.annotate(line["strictness"], (across, up), (4, -13), textcoords="offset points")
    axes.set(xlabel="unanswerable queries that are answered, %", ylabel="answerable ones, %")
    axes.set(title=f"area under the curve {area}", xlim=(-1, 62), ylim=(80, 101))
    save(figure, path)


def save(figure: plt.Figure, path: Path) -> None:
    """The same bytes each time; words stay words."""
    plt.rcParams.update({"svg.hashsalt": "afterimage", "svg.fonttype": "none"})
    figure.patch.set_facecolor("white")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def read_table(text: str) -> tuple[list[float], list[float]]:
    """What `population.tell` printed: of photos, and of those that were drawn."""
    rows = [line.split("|") for line in text.splitlines() if re.match(r"\| (distance|ten)", line)]
    return [float(row[2]) for row in rows], [float(row[3]) for row in rows]


def main() -> None:
    """Those whose log is given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--population", type=Path)
    parser.add_argument("--cut-off", type=Path)
    parser.add_argument("--out", type=Path, default=Path("../docs/images"))
    arguments = parser.parse_args()
    if arguments.cut_off:
        text = arguments.cut_off.read_text()
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        plot_roc(lines, arguments.out / "cut-off.svg")
    if arguments.population:
        photos, drawn = read_table(arguments.population.read_text())
        plot_population(photos, drawn, arguments.out / "population.svg")


if __name__ == "__main__":
    main()
