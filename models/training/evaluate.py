"""Step 5: measures the exported model folder, reading nothing but what the product reads.

python -m training.evaluate --data DIR --folder ../models/builtin
"""

import argparse
import hashlib
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer

from training import hashing, metrics, pixels, prepare, sources, texts


class Exported:
    """A model folder opened as the product opens it: 2 threads, CPU."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.load_seconds = {}
        self.sessions = {}
        for name in ("vision", "text"):
            started = time.perf_counter()
            path = folder / self.manifest[name]["file"]
            self.sessions[name] = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
            self.load_seconds[name] = round(time.perf_counter() - started, 2)

    def embed_photos(self, paths: list[Path]) -> np.ndarray:
        """float32 [n, d], one photo at a time."""
        return np.stack([self.embed_image(pixels.see(path)) for path in paths])

    def embed_image(self, image: Image.Image) -> np.ndarray:
        """float32 [d] of a picture in the model's size."""
        return self.embed_pixels(pixels.to_input(image))

    def embed_pixels(self, value: np.ndarray) -> np.ndarray:
        """float32 [d] of the vision tower's input [3, side, side]."""
        return self.sessions["vision"].run(None, {"pixels": value[None]})[0][0]

    def embed_texts(self, words: list[str], batch: int = 32) -> np.ndarray:
        """float32 [n, d], texts of like length together."""
        limit = self.manifest["text"]["contextLength"]
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(words)]
        ids = [row if len(row) <= limit else [*row[: limit - 1], row[-1]] for row in ids]
        found = np.zeros((len(ids), self.manifest["embedding"]["dimension"]), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
        for start in range(0, len(order), batch):
            numbers = order[start : start + batch]
            longest = len(ids[numbers[-1]])
            padded = np.zeros((len(numbers), longest), dtype=np.int64)
            mask = np.zeros_like(padded)
            for row, number in enumerate(numbers):
                padded[row, : len(ids[number])] = ids[number]
                mask[row, : len(ids[number])] = 1
            feed = {"input_ids": padded, "attention_mask": mask}
            found[numbers] = self.sessions["text"].run(None, feed)[0]
        return found

    def hash_head(self) -> list[hashing.Group]:
        """The groups of the hash head."""
        content = (self.folder / self.manifest["hash"]["file"]).read_bytes()
        width = self.manifest["embedding"]["dimension"]
        return hashing.unpack_head(content, self.manifest["hash"]["groups"], width)

    def write_manifest(self) -> None:
        """Puts a changed manifest in the place of the old one."""
        fresh = self.folder / "manifest.json.new"
        fresh.write_text(json.dumps(self.manifest, indent=2) + "\n")
        fresh.rename(self.folder / "manifest.json")


def describe_file(path: Path) -> dict:
    """Size and checksum of one file, as the manifest has them."""
    content = path.read_bytes()
    return {"sizeBytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def measure_codes(words, images, owner, head: list[hashing.Group], candidates: int = 50) -> dict:
    """Hash alone, best `candidates` by hash rescored, and how many of the exact ten they hold."""
    exact = words @ images.T
    coarse = hashing.code_scores(words, images, head)
    chosen = np.argsort(-coarse, axis=1, kind="stable")[:, :candidates]
    rescored = np.full_like(exact, -2)
    np.put_along_axis(rescored, chosen, np.take_along_axis(exact, chosen, axis=1), axis=1)
    best = np.argsort(-exact, axis=1)[:, :10]
    held = [len(set(a) & set(b)) / 10 for a, b in zip(best, chosen, strict=True)]
    ranks = metrics.ranks_of_truth(rescored, owner)
    ranks[rescored[np.arange(len(owner)), owner] <= -2] = len(images)
    return {
        "hashAlone": metrics.recall(metrics.ranks_of_truth(coarse, owner)),
        "candidatesThenRescored": {"candidates": candidates, **metrics.recall(ranks)},
        "exactTopTenAmongCandidates": round(float(np.mean(held)), 4),
    }


def measure_val(model: Exported, data: Path) -> dict:
    """All recalls on val."""
    records = sources.read_source(data, "val")
    started = time.perf_counter()
    images = model.embed_photos([data / record.photo for record in records])
    per_second = len(records) / (time.perf_counter() - started)
    owner = np.repeat(np.arange(len(records)), [len(record.texts) for record in records])
    words = model.embed_texts([text for record in records for text in record.texts])
    return {
        "float": metrics.both_directions(words @ images.T, owner),
        **measure_codes(words, images, owner, model.hash_head()),
        "photosPerSecondWithDecoding": round(per_second, 1),
    }


def measure_more(model: Exported, data: Path, sides: dict[str, str]) -> dict:
    """The kept-back photos of the broader sets.

    Caption and title sets: text to image within the set. Label sets: mean average precision of
    each label as a query, over the kept-back photos of all sets together; a picture that another
    set gives the same label is right too. Names: recall of one
    photo of each of the nouns by its bare name.
    """
    photos, captions = [], {}
    labels: dict[str, dict[str, set[int]]] = {}
    for source in sources.MORE_SETS:
        for record in sources.read_source(data, source):
            if sides[record.photo] != "held":
                continue
            place = len(photos)
            photos.append(record.photo)
            if record.kind in ("label", "labels"):
                for name in labels_of(record):
                    labels.setdefault(source, {}).setdefault(name, set()).add(place)
            else:
                captions.setdefault(source, []).append((texts.record_texts(record)[0], place))
    images = model.embed_photos([data / name for name in photos])
    found: dict = {"pool": len(photos)}
    for source, pairs in captions.items():
        words = model.embed_texts([text for text, _ in pairs])
        own = images[[place for _, place in pairs]]
        ranks = metrics.ranks_of_truth(words @ own.T, np.arange(len(pairs)))
        found[source] = {"photos": len(pairs), **metrics.recall(ranks)}
    right: dict[str, set[int]] = {}
    for places in labels.values():
        for name, own in places.items():
            right[name] = right.get(name, set()) | own
    for source, places in labels.items():
        scores = model.embed_texts(list(places)) @ images.T
        precisions = [
            metrics.average_precision(row, right[name])
            for row, name in zip(scores, places, strict=True)
        ]
        mean = round(100 * float(np.mean(precisions)), 1)
        found[source] = {"labels": len(places), "meanAveragePrecision": mean}
    nouns = labels["nouns"]
    own = images[[min(places) for places in nouns.values()]]
    ranks = metrics.ranks_of_truth(model.embed_texts(list(nouns)) @ own.T, np.arange(len(nouns)))
    found["nounsByName"] = {"photos": len(nouns), **metrics.recall(ranks)}
    return found


def labels_of(record: sources.Record) -> list[str]:
    """The labels of a photo, one by one."""
    return [name.strip() for text in record.texts for name in text.split(",")]


def measure_languages(model: Exported, data: Path) -> dict:
    """Val by its captions in other languages, next to the same photos' English ones."""
    lines = sources.read_lines(data / "captions-val.jsonl")
    images = model.embed_photos([data / line["photo"] for line in lines])
    found = {}
    for language in sources.LANGUAGES:
        rows = [row for row, line in enumerate(lines) if line.get(language)]
        for name, words in (
            (language, [(text, row) for row in rows for text in lines[row][language]]),
            (f"{language}: English", [(text, row) for row in rows for text in lines[row]["en"]]),
        ):
            embedded = model.embed_texts([text for text, _ in words])
            truth = np.array([row for _, row in words])
            found[name] = metrics.recall(metrics.ranks_of_truth(embedded @ images.T, truth))
    return found


def measure_latency(model: Exported) -> dict:
    """Median milliseconds of one query and of one photo without decoding."""
    pixel = np.zeros((1, 3, pixels.SIDE, pixels.SIDE), dtype=np.float32)

    def median(run) -> float:
        times = []
        for _ in range(30):
            started = time.perf_counter()
            run()
            times.append((time.perf_counter() - started) * 1000)
        return round(float(np.median(times)), 1)

    return {
        "loadSeconds": model.load_seconds,
        "queryMs": median(lambda: model.embed_texts(["two dogs play on the beach at sunset"])),
        "photoMs": median(lambda: model.sessions["vision"].run(None, {"pixels": pixel})),
    }


def main() -> None:
    """Prints the figures; with --write puts them into the manifest and a log."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent.parent / "builtin")
    parser.add_argument(
        "--more", action="store_true", help="kept-back broader sets and other languages"
    )
    parser.add_argument("--write", type=Path, help="log file, for instance training/run.json")
    arguments = parser.parse_args()
    model = Exported(arguments.folder)
    figures = {"latency": measure_latency(model), "val": measure_val(model, arguments.data)}
    if arguments.more:
        sides = json.loads((prepare.CACHE / "split.json").read_text())
        figures["more"] = measure_more(model, arguments.data, sides)
        figures["languages"] = measure_languages(model, arguments.data)
    print(json.dumps(figures, indent=2))
    if arguments.write:
        model.manifest["training"]["figures"] = figures
        log = json.dumps(model.manifest["training"], indent=2) + "\n"
        arguments.write.write_text(log)
        model.write_manifest()


if __name__ == "__main__":
    main()
