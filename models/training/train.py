"""Step 2: fine-tunes the tail of the vision tower and the text tower, with their heads.

    python -m training.train --data DIR --out FILE

After every epoch the state is kept beside the result, and an interrupted run goes on from there.
"""

import argparse
import copy
import json
import math
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training import (
    batches,
    embed,
    extras,
    features,
    losses,
    matrices,
    memory,
    prepare,
    sources,
    texts,
)
from training.model import Model
from training.settings import Settings, add_arguments, read_settings

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def make_model(settings: Settings) -> Model:
    """An untrained model with the towers' own weights."""
    dropout = (settings.vision_dropout, settings.text_dropout)
    return Model(settings.width, settings.hidden, settings.text_hidden, dropout)


def load_sets(data: Path, cache: texts.TextCache, more: str) -> list[features.Photos]:
    """The training sets, Flickr8k first."""
    chosen = sources.MORE_SETS if more == "all" else [name for name in more.split(",") if name]
    return [
        features.load_photos(data, name, prepare.views_of(name), cache)
        for name in ("train", *chosen)
    ]


class Training:
    """Model, average, optimiser and random numbers of one run."""

    def __init__(
        self,
        settings: Settings,
        corpus: batches.Corpus,
        cache: texts.TextCache,
        classes: list[dict],
    ):
        torch.manual_seed(settings.seed)
        self.settings, self.corpus, self.cache = settings, corpus, cache
        named = {cache.index[text] for entry in classes for text in naming(entry)}
        self.names = np.array(sorted(named))
        self.random = np.random.default_rng(settings.seed)
        self.model = make_model(settings)
        extras.standardise(self.model, corpus.sets[0])
        self.model.to(DEVICE)
        self.extras = extras.Extras(settings, corpus, cache, classes).to(DEVICE)
        self.tail = matrices.MatrixTail(self.model.tail).to(DEVICE)
        self.averaged = copy.deepcopy(self.model).eval().requires_grad_(False)
        self.trust = np.ones(len(corpus.where), dtype=np.float32)
        rates = [(self.model.tail, settings.tail_rate), (self.model.text_tower, settings.text_rate)]
        groups = [{"params": list(part.parameters()), "lr": rate} for part, rate in rates]
        known = {id(value) for group in groups for value in group["params"]}
        rest = [value for value in self.model.parameters() if id(value) not in known]
        rest += list(self.extras.parameters())
        groups.append({"params": rest, "lr": settings.head_rate})
        self.optimiser = torch.optim.AdamW(groups, weight_decay=settings.weight_decay, fused=True)
        self.steps = len(corpus.main) // settings.batch
        total = self.steps * settings.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: warm_cosine(step / total)
        )
        self.step, self.epoch, self.log = 0, 0, []

    def run_epoch(self) -> float:
        """One pass over Flickr8k with as many steps of the rest; returns the last loss."""
        settings = self.settings
        self.model.train()
        order = self.random.permutation(self.corpus.main)
        if settings.robust and self.epoch >= 1:
            self.trust = extras.judge_pairs(self)
        value = math.nan
        for index in range(self.steps):
            rows = order[index * settings.batch : (index + 1) * settings.batch]
            if settings.more_batch and len(self.corpus.more):
                more = self.random.choice(self.corpus.more, settings.more_batch, False)
                rows = np.concatenate([rows, more])
            loss = self.step_loss(rows)
            self.optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimiser.step()
            self.schedule.step()
            self.step += 1
            self.follow()
            value = loss.item()
        self.epoch += 1
        return value

    def follow(self) -> None:
        """Moves the averaged weights towards the trained ones."""
        keep = min(self.settings.average, self.step / (self.step + 10))
        with torch.no_grad():
            old, new = list(self.averaged.parameters()), list(self.model.parameters())
            torch._foreach_lerp_(old, new, 1 - keep)

    def step_loss(self, rows: np.ndarray) -> Tensor:
        """All losses of one batch of photos with two texts each."""
        settings, model = self.settings, self.model
        batch = batches.take_batch(self.corpus, rows, settings, self.cache, self.random)
        photos = {name: value.to(DEVICE) for name, value in batch.photos.items()}
        groups = batch.groups.to(DEVICE)
        weight = (batch.weights * torch.from_numpy(self.trust[rows])).to(DEVICE)
        photos, mixed = self.extras.mix(photos, self.random)
        with torch.autocast(DEVICE.type, torch.bfloat16):
            pooled, late, grid = self.tail(photos["cut"])
        images = model.vision(pooled, torch.cat([photos["early"], late], dim=1), grid.float())
        names = self.random.choice(self.names, settings.names, replace=False)
        numbers = np.concatenate([batch.numbers.reshape(-1), batch.translations, names])
        words, means = embed.read_numbers(
            model, self.cache, numbers, 1 - settings.word_dropout, DEVICE
        )
        count, others = len(rows), len(batch.translations)
        first, second = words[:count], words[count : 2 * count]
        anchors = torch.from_numpy(self.cache.anchors[numbers].astype(np.float32)).to(DEVICE)
        target = losses.targets(groups, anchors[:count], settings.smooth, settings.soft)
        target = self.extras.relate(target, batch.numbers[0])
        target = self.extras.mix_target(target, mixed)
        scale = model.scale()
        loss = (
            losses.match_loss(images, first, scale, target, weight)
            + losses.match_loss(images, second, scale, target, weight)
        ) / 2
        plain = losses.targets(groups, None, settings.smooth, 0)
        if settings.text_to_text:
            between = losses.match_loss(first, second, scale, plain, weight)
            loss = loss + settings.text_to_text * between
        if settings.translations and others:
            place = torch.from_numpy(batch.translated).to(DEVICE)
            foreign = words[2 * count : 2 * count + others]
            part = target[place][:, place]
            told = losses.match_loss(images[place], foreign, scale, part, weight[place])
            meant = losses.keep_direction(
                means[2 * count : 2 * count + others], unit(batch.meanings.to(DEVICE))
            )
            loss = loss + settings.translations * (told + meant)
        if settings.keep_text:
            english = torch.ones(len(numbers), dtype=torch.bool)
            english[2 * count : 2 * count + others] = False
            drift = losses.keep_direction(means[english], unit(anchors[english]))
            loss = loss + settings.keep_text * drift
        if settings.keep_logits:
            old = model.classify(photos["pooled"])
            drift = losses.keep_logits(model.classify(pooled), old)
            loss = loss + settings.keep_logits * drift
        return loss + self.extras.loss(images, first, groups, batch.numbers)

    def state(self) -> dict:
        """What `restore` needs."""
        parts = {name: getattr(self, name).state_dict() for name in STATEFUL}
        numbers = {"random": self.random.bit_generator.state, "torch": torch.get_rng_state()}
        place = {"step": self.step, "epoch": self.epoch, "log": self.log, "trust": self.trust}
        return {**parts, **numbers, **place, "settings": asdict(self.settings)}

    def restore(self, state: dict) -> None:
        """Goes on from a state of the same settings."""
        for name in STATEFUL:
            getattr(self, name).load_state_dict(state[name])
        self.random.bit_generator.state = state["random"]
        torch.set_rng_state(state["torch"])
        self.step, self.epoch = state["step"], state["epoch"]
        self.log, self.trust = state["log"], state["trust"]


STATEFUL = ("model", "averaged", "extras", "optimiser", "schedule")


def unit(value: Tensor) -> Tensor:
    """Rows of length 1."""
    return nn.functional.normalize(value, dim=1)


def warm_cosine(done: float, warm: float = 0.08) -> float:
    """The learning rate's share: a short rise, then half a cosine down to nearly nothing."""
    if done < warm:
        return 0.05 + 0.95 * done / warm
    return 0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))


def train(
    settings: Settings, data: Path, kept: Path | None = None, checked: int = 2
) -> tuple[Training, dict]:
    """Trains and returns the run and its report.

    kept: where its state is kept, if at all. checked: val is looked at after so many epochs.
    """
    cache = texts.load_texts(prepare.CACHE)
    corpus = batches.build_corpus(load_sets(data, cache, settings.more), settings.share)
    training = Training(settings, corpus, cache, sources.read_classes(data))
    if kept is not None and kept.exists():
        state = torch.load(kept, weights_only=False)
        if state["settings"] == asdict(settings):
            training.restore(state)
    check = embed.Check(data, cache, DEVICE)
    while training.epoch < settings.epochs:
        started = time.time()
        loss = training.run_epoch()
        entry = {"epoch": training.epoch, "loss": round(loss, 3)}
        if training.epoch % checked == 0 or training.epoch == settings.epochs:
            entry.update(check(training.averaged))
        entry["scale"] = round(training.model.scale().item(), 1)
        entry["seconds"] = round(time.time() - started)
        training.log.append(entry)
        print(json.dumps(entry), flush=True)
        if kept is not None:
            torch.save(training.state(), kept.with_suffix(".new"))
            kept.with_suffix(".new").rename(kept)
    counts = {
        photos.name: int((corpus.where[:, 0] == number).sum())
        for number, photos in enumerate(corpus.sets)
    }
    return training, {"settings": asdict(settings), "photos": counts, "log": training.log}


def naming(entry: dict) -> list[str]:
    """The phrases that name a class or what it is a kind of."""
    names = texts.class_names(entry) + texts.hypernym_names(entry)
    return [text for name in names for text in texts.phrase(name)]


def main() -> None:
    """Reads the arguments, trains, writes the averaged weights and a report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=prepare.CACHE / "model.pt")
    add_arguments(parser)
    arguments = parser.parse_args()
    memory.keep_blocks()
    torch.set_num_threads(2)
    settings = read_settings(arguments.set)
    training, report = train(settings, arguments.data, arguments.out.with_suffix(".state"))
    torch.save(
        {"settings": asdict(settings), "weights": training.averaged.cpu().state_dict()},
        arguments.out,
    )
    arguments.out.with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
