"""Step 4: scores that mean the same for every query; writes them into an exported manifest.

python -m training.calibrate --data DIR [--folder ../models/builtin]

A score is a logistic function of a cosine less the query's *reference* (`references.py`). The
reference of words is fitted on one half of the photos that were kept back, with captions, short
phrases and names; the logistic function and the least scores on the other half.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from training import cohort, evaluate, phrases, prepare, references, sources, texts
from training.references import Questions, Reference

# The share of right photos among the ten best whose score each strictness gives up.
CUTS = {"loose": 0.02, "normal": 0.06, "strict": 0.25}
# What questions of each kind count in sum: what people type is short.
CAPTIONS, PHRASES, LABELS, BROADER = 1.0, 2.4, 1.2, 1.4
# Photos of these sets are so alike that a sentence on one fits many others.
ALIKE = ("flowers", "food")
# A photo is certainly not what a caption says where its own have at most this part of its words.
STRANGE = 0.34
TOP = 10
COPIES = 1000
DIRECTION_FILE = "reference.bin"


def ask_val(model: evaluate.Exported, data: Path) -> tuple[Questions, Questions]:
    """Captions and phrases, over the photos of val."""
    records = sources.read_source(data, "val")
    photos = model.embed_photos([data / record.photo for record in records])
    captions = [record.texts for record in records]
    table = phrases.word_table(captions)
    owner = np.repeat(np.arange(len(records)), [len(own) for own in captions])
    said = [text for own in captions for text in own]
    right = owner[:, None] == np.arange(len(records))
    wrong = np.stack([table.shared(text) <= STRANGE for text in said]) & ~right
    whole = Questions("captions", model.embed_texts(said), photos, right, wrong, CAPTIONS)
    short = phrases.phrases(captions, table)
    right, wrong = map(np.stack, zip(*map(table.answers, short), strict=True))
    return whole, Questions("phrases", model.embed_texts(short), photos, right, wrong, PHRASES)


def ask_broader(model: evaluate.Exported, data: Path) -> tuple[Questions, Questions]:
    """Labels over the labelled pictures of the broader sets, sentences over all; those kept back."""
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    held = [
        (name, record)
        for name in sources.MORE_SETS
        for record in sources.read_source(data, name)
        if sides[record.photo] == "held"
    ]
    photos = model.embed_photos([data / record.photo for _, record in held])
    labelled = np.flatnonzero([record.kind == "label" for _, record in held])
    names = sorted({held[row][1].texts[0] for row in labelled})
    given = np.array([held[row][1].texts[0] for row in labelled])
    right = np.array(names)[:, None] == given
    labels = Questions("labels", model.embed_texts(names), photos[labelled], right, ~right, LABELS)
    said = [row for row, (_, record) in enumerate(held) if not record.kind.startswith("label")]
    asked = [texts.record_texts(held[row][1])[0] for row in said]
    table = phrases.word_table([record.texts for _, record in held])
    kinds = np.array([name for name, _ in held])
    right = np.array(said)[:, None] == np.arange(len(held))
    alike = np.isin(kinds, ALIKE) & (kinds[said][:, None] == kinds)
    wrong = np.stack([table.shared(text) <= STRANGE for text in asked]) & ~right & ~alike
    return labels, Questions("broader", model.embed_texts(asked), photos, right, wrong, BROADER)


def ask_copies(model: evaluate.Exported, data: Path) -> Questions:
    """Crops of training photos that are not of the cohort, over those photos."""
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    records = [each for each in sources.read_source(data, "train") if sides[each.photo] == "train"]
    rows = np.arange(len(records))
    rows = np.setdiff1d(rows, cohort.spread(rows, cohort.MAIN))[:COPIES]
    paths = [data / records[row].photo for row in rows]
    crops = np.stack([model.embed_pixels(prepare.read_view(path, "crop-a")) for path in paths])
    own = np.eye(len(rows), dtype=bool)
    return Questions("copies", crops, model.embed_photos(paths), own, ~own, 1.0)


def relative_cosines(asked: Questions, reference: Reference, there: np.ndarray) -> np.ndarray:
    """[q, n]: less each query's reference."""
    return asked.queries @ asked.photos.T - reference(asked.queries, there)


def pairs(scores: np.ndarray, asked: Questions, hard: int = 3, easy: int = 3):
    """Values, answers and weights: the right photos among the ten best, or the best of them, the
    best wrong ones and random wrong ones. Right and wrong weigh the same in sum."""
    random = np.random.default_rng(1)
    true, false = [], []
    for own, right, wrong in zip(scores, asked.right, asked.wrong, strict=True):
        best = np.argsort(-own)[:TOP]
        shown = best[right[best]]
        true += [own[shown] if len(shown) else own[right].max(keepdims=True, initial=-1)]
        others = np.flatnonzero(wrong)
        worst = others[np.argsort(-own[others])[:hard]]
        false += [own[worst], own[random.choice(others, easy)]]
    true, false = np.concatenate(true), np.concatenate(false)
    truth = np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weights = np.where(truth == 1, 1 / len(true), 1 / len(false))
    return np.concatenate([true, false]), truth, weights * asked.weight


def fit_scores(asked: list[Questions], reference: Reference, there: np.ndarray) -> dict[str, float]:
    """Slope and intercept."""
    parts = [pairs(relative_cosines(part, reference, there), part) for part in asked]
    values, truth, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    slope, intercept = references.logistic(values[:, None], truth, weights)
    return {"slope": round(float(slope), 4), "intercept": round(float(intercept), 4)}


def cuts(scores: np.ndarray, right: np.ndarray, fit: dict[str, float]) -> dict[str, float]:
    """Least scores by strictness, of relative cosines [queries, photos]."""
    best = np.argsort(-scores, axis=1)[:, :TOP]
    shown = np.take_along_axis(scores, best, axis=1)[np.take_along_axis(right, best, axis=1)]
    least = {name: float(np.quantile(shown, share)) for name, share in CUTS.items()}
    return {
        name: round(float(1 / (1 + np.exp(-(fit["slope"] * value + fit["intercept"])))), 4)
        for name, value in least.items()
    }


def calibrate(model: evaluate.Exported, data: Path) -> tuple[dict, Reference]:
    """The manifest's `calibration`, and the reference of words."""
    described = model.manifest["calibration"]["cohort"]
    content = (model.folder / described["file"]).read_bytes()
    there = np.frombuffer(content, dtype=np.int8).reshape(described["photos"], -1)
    asked = [*ask_val(model, data), *ask_broader(model, data)]
    reference = references.fit_reference([part.half(0) for part in asked], there)
    others = [part.half(1) for part in asked]
    text = fit_scores(others, reference, there)
    captions = others[0]
    least = cuts(relative_cosines(captions, reference, there), captions.right, text)
    copies = ask_copies(model, data)
    plain = Reference({TOP: 1.0}, np.zeros(copies.queries.shape[1], dtype=np.float32))
    return {
        "text": {
            **text,
            "cuts": least,
            "reference": {
                "nearest": describe(reference),
                "direction": DIRECTION_FILE,
            },
        },
        "image": {
            **fit_scores([copies], plain, there),
            "reference": {"nearest": describe(plain)},
        },
        "cohort": {"file": described["file"], "photos": len(there)},
    }, reference


def describe(reference: Reference) -> list[dict]:
    """As the manifest has it."""
    return [{"count": count, "weight": weight} for count, weight in reference.nearest.items()]


def main() -> None:
    """Reads the arguments and writes the reference and the manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "builtin")
    arguments = parser.parse_args()
    model = evaluate.Exported(arguments.folder)
    calibration, reference = calibrate(model, arguments.data)
    print(json.dumps(calibration, indent=2))
    path = arguments.folder / DIRECTION_FILE
    path.write_bytes(reference.direction.astype("<f4").tobytes())
    model.manifest["calibration"] = calibration
    model.manifest["files"][path.name] = evaluate.describe(path)
    model.write_manifest()


if __name__ == "__main__":
    main()
