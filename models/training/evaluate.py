"""Step 4: measures the exported model folder, reading nothing but what the product reads.

python -m training.evaluate --data DIR --folder ../models/builtin
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from training import hashing, metrics, pixels, sources, texts


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
        rows = []
        for path in paths:
            value = pixels.to_input(pixels.squash(pixels.open_photo(path)))[None]
            rows.append(self.sessions["vision"].run(None, {"pixels": value})[0][0])
        return np.stack(rows)

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

    def hash_head(self) -> tuple[np.ndarray, ...]:
        """Photo mean, text mean, rotation."""
        content = (self.folder / self.manifest["hash"]["file"]).read_bytes()
        width, bits = self.manifest["embedding"]["dimension"], self.manifest["hash"]["bits"]
        return hashing.unpack_head(content, width, bits)


def measure_codes(words, images, owner, head, candidates: int = 50) -> dict:
    """Hash alone, best `candidates` by hash rescored, and how many of the exact ten they hold."""
    photo_mean, text_mean, rotation = head
    exact = words @ images.T
    coarse = hashing.hamming_scores(
        hashing.to_bits(words, text_mean, rotation), hashing.to_bits(images, photo_mean, rotation)
    )
    chosen = np.argsort(-coarse, axis=1, kind="stable")[:, :candidates]
    rescored = np.full_like(exact, -2)
    np.put_along_axis(rescored, chosen, np.take_along_axis(exact, chosen, axis=1), axis=1)
    best = np.argsort(-exact, axis=1)[:, :10]
    held = [len(set(a) & set(b)) / 10 for a, b in zip(best, chosen, strict=True)]
    ranks = metrics.ranks_of_truth(rescored, owner)
    ranks[rescored[np.arange(len(owner)), owner] <= -2] = len(images)
    return {
        "hashAlone": metrics.both_directions(coarse, owner),
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


def measure_more(model: Exported, data: Path) -> dict:
    """Held-out photos of the broader sets, all in one pool.

    Captions and titles: recall at 10. Labels: R-precision, the share of right photos among the
    first n when n photos bear the label.
    """
    photos, queries = [], []
    for source in sources.MORE_SETS:
        for row, record in enumerate(sources.read_source(data, source)):
            if sources.is_held_out(source, row):
                photos.append((source, record))
    images = model.embed_photos([data / record.photo for _, record in photos])
    by_source: dict[str, list[float]] = {}
    labels: dict[tuple[str, str], set[int]] = {}
    for place, (source, record) in enumerate(photos):
        if record.kind == "label":
            labels.setdefault((source, record.texts[0]), set()).add(place)
        else:
            queries.append((source, texts.label_texts(record)[0], {place}))
    queries += [(source, name, places) for (source, name), places in labels.items()]
    words = model.embed_texts([text for _, text, _ in queries])
    order = np.argsort(-(words @ images.T), axis=1)
    for (source, _, places), row in zip(queries, order, strict=True):
        cut = 10 if len(places) == 1 and source not in LABEL_SETS else len(places)
        hits = len(places & set(row[:cut].tolist()))
        by_source.setdefault(source, []).append(hits / len(places))
    return {
        "pool": len(photos),
        **{name: round(100 * float(np.mean(hits)), 1) for name, hits in by_source.items()},
    }


LABEL_SETS = ("scenes", "weather", "objects101", "nouns", "clothing", "classes100-84px")


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
    parser.add_argument("--more", action="store_true", help="the held-out broader sets as well")
    parser.add_argument("--write", type=Path, help="log file, for instance training/run.json")
    arguments = parser.parse_args()
    model = Exported(arguments.folder)
    figures = {"latency": measure_latency(model), "val": measure_val(model, arguments.data)}
    if arguments.more:
        figures["more"] = measure_more(model, arguments.data)
    print(json.dumps(figures, indent=2))
    if arguments.write:
        model.manifest["training"]["figures"] = figures
        log = json.dumps(model.manifest["training"], indent=2) + "\n"
        arguments.write.write_text(log)
        fresh = arguments.folder / "manifest.json.new"
        fresh.write_text(json.dumps(model.manifest, indent=2) + "\n")
        fresh.rename(arguments.folder / "manifest.json")


if __name__ == "__main__":
    main()
