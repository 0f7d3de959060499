"""Step 4: scores that mean the same for every query; writes them into an exported manifest.

python -m training.calibrate --data DIR [--folder ../models/builtin]

A score is a logistic function of a cosine less the query's *reference* (`references.py`). The
reference of words is fitted on two quarters of the photos that were kept back, with captions, short
phrases and names; the logistic function and the least scores on the third. The fourth is for
reporting (`npm run -s measure -- cut-off`).
"""

import argparse
import json
from pathlib import Path

import numpy as np

from training import cohort, evaluate, phrases, prepare, references, sources, texts
from training.references import Questions, Reference, quarter_of

# The share of right photos among the ten best whose score each strictness gives up.
CUTS = {"loose": 0.02, "normal": 0.06, "strict": 0.25}
# What questions of each kind count in sum: what people type is short.
CAPTIONS, PHRASES, LABELS, BROADER = 1.0, 2.4, 1.2, 1.4
# Photos of these sets are so alike that a sentence on one fits many others.
ALIKE = ("flowers", "food")
# A photo is certainly not what a caption says where its own have at most this part of its words.
STRANGE = 0.34
# Quarters of what was kept back; the last one is for reporting.
REFERENCE, SCORES = (0, 1), 2
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
    quarters = np.array([quarter_of(record.photo) for record in records])
    words = model.embed_texts(said)
    whole = Questions("captions", words, photos, right, wrong, CAPTIONS, quarters)
    short = phrases.phrases(captions, table)
    right, wrong = map(np.stack, zip(*map(table.answers, short), strict=True))
    words = model.embed_texts(short)
    return whole, Questions("phrases", words, photos, right, wrong, PHRASES, quarters)


def ask_broader(model: evaluate.Exported, data: Path) -> tuple[Questions, Questions]:
    """Labels over the labelled pictures of the broader sets, sentences over all; those kept back.

    All pictures of a label are in one quarter.
    """
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    held = [
        (name, record)
        for name in sources.MORE_SETS
        for record in sources.read_source(data, name)
        if sides[record.photo] == "held"
    ]
    photos = model.embed_photos([data / record.photo for _, record in held])
    quarters = np.array([quarter_of(record.texts[0]) for _, record in held])
    labelled = np.flatnonzero([record.kind == "label" for _, record in held])
    names = sorted({held[row][1].texts[0] for row in labelled})
    given = np.array([held[row][1].texts[0] for row in labelled])
    right = np.array(names)[:, None] == given
    words, own = model.embed_texts(names), quarters[labelled]
    labels = Questions("labels", words, photos[labelled], right, ~right, LABELS, own)
    said = [row for row, (_, record) in enumerate(held) if not record.kind.startswith("label")]
    asked = [texts.record_texts(held[row][1])[0] for row in said]
    table = phrases.word_table([record.texts for _, record in held])
    kinds = np.array([name for name, _ in held])
    right = np.array(said)[:, None] == np.arange(len(held))
    alike = np.isin(kinds, ALIKE) & (kinds[said][:, None] == kinds)
    wrong = np.stack([table.shared(text) <= STRANGE for text in asked]) & ~right & ~alike
    words = model.embed_texts(asked)
    return labels, Questions("broader", words, photos, right, wrong, BROADER, quarters)


def ask_copies(model: evaluate.Exported, data: Path) -> Questions:
    """Crops of training photos that are not of the cohort, over those photos."""
    sides = json.loads((prepare.CACHE / "split.json").read_text())
    records = [each for each in sources.read_source(data, "train") if sides[each.photo] == "train"]
    rows = np.arange(len(records))
    rows = np.setdiff1d(rows, cohort.spread(rows, cohort.MAIN))[:COPIES]
    paths = [data / records[row].photo for row in rows]
    crops = np.stack([model.embed_pixels(prepare.read_view(path, "crop-a")) for path in paths])
    own = np.eye(len(rows), dtype=bool)
    quarters = np.zeros(len(rows), dtype=int)
    return Questions("copies", crops, model.embed_photos(paths), own, ~own, 1.0, quarters)


def relative_cosines(asked: Questions, reference: Reference, cohort_rows: np.ndarray) -> np.ndarray:
    """[q, n]: less each query's reference."""
    return asked.queries @ asked.photos.T - reference(asked.queries, cohort_rows)


def pairs(scores: np.ndarray, asked: Questions, hard: int = 3, easy: int = 3):
    """Values, answers and weights: the right photos among the ten best, or the best of them, the
    best wrong ones and random wrong ones. Right and wrong weigh the same in sum."""
    random = np.random.default_rng(1)
    true, false = [], []
    for own, right, wrong in zip(scores, asked.right, asked.wrong, strict=True):
        best = np.argsort(-own)[:TOP]
        shown = best[right[best]]
        true += [own[shown] if len(shown) else own[right].max(keepdims=True)]
        others = np.flatnonzero(wrong)
        worst = others[np.argsort(-own[others])[:hard]]
        false += [own[worst], own[random.choice(others, easy)]]
    true, false = np.concatenate(true), np.concatenate(false)
    truth = np.concatenate([np.ones(len(true)), np.zeros(len(false))])
    weights = np.where(truth == 1, 1 / len(true), 1 / len(false))
    return np.concatenate([true, false]), truth, weights * asked.weight


def fit_scores(
    asked: list[Questions], reference: Reference, cohort_rows: np.ndarray
) -> dict[str, float]:
    """Slope and intercept."""
    parts = [pairs(relative_cosines(part, reference, cohort_rows), part) for part in asked]
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


def cohort_vectors(model: evaluate.Exported) -> np.ndarray:
    """int8 [photos, D]."""
    described = model.manifest["calibration"]["cohort"]
    content = (model.folder / described["file"]).read_bytes()
    return np.frombuffer(content, dtype=np.int8).reshape(described["photos"], -1)


def calibrate(model: evaluate.Exported, data: Path) -> tuple[dict, Reference]:
    """The manifest's `calibration`, and the reference of words."""
    vectors = cohort_vectors(model)
    asked = [*ask_val(model, data), *ask_broader(model, data)]
    reference = references.fit_reference([part.part(*REFERENCE) for part in asked], vectors)
    others = [part.part(SCORES) for part in asked]
    text = fit_scores(others, reference, vectors)
    # Over all photos: among fewer a right one is sooner among the ten best.
    captions = asked[0]
    own = captions.right[:, captions.quarters == SCORES].any(axis=1)
    least = cuts(relative_cosines(captions, reference, vectors)[own], captions.right[own], text)
    copies = ask_copies(model, data)
    plain = Reference({TOP: 1.0}, np.zeros(copies.queries.shape[1], dtype=np.float32))
    return {
        "text": {
            **text,
            "cuts": least,
            "reference": {
                "nearest": entries(reference),
                "direction": DIRECTION_FILE,
            },
        },
        "image": {
            **fit_scores([copies], plain, vectors),
            "reference": {"nearest": entries(plain)},
        },
        "cohort": model.manifest["calibration"]["cohort"],
    }, reference


def entries(reference: Reference) -> list[dict]:
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
    probe = probe_vector(len(reference.direction))
    print("reference of the probe:", float(reference(probe[None], cohort_vectors(model))[0, 0]))
    path = arguments.folder / DIRECTION_FILE
    path.write_bytes(reference.direction.astype("<f4").tobytes())
    model.manifest["calibration"] = calibration
    model.manifest["files"][path.name] = evaluate.describe_file(path)
    model.write_manifest()


def probe_vector(dimension: int) -> np.ndarray:
    """A unit vector that a test of the product makes as well (`reference.test.ts`)."""
    values = np.sin(np.arange(1, dimension + 1, dtype=np.float64)).astype(np.float32)
    return values / np.linalg.norm(values)


if __name__ == "__main__":
    main()
