"""The whole training: vocabulary, n-grams and two encoders side by side, then shares, threshold and card.

Two cores, one thread a model. The threshold is chosen on the int8 models: rounding moves single probabilities.
"""

import argparse
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from contactguard.models.ensemble import Ensemble
from contactguard.models.layout import Layout
from contactguard.models.tokenizer import Tokenizer
from training import bag, batches, card, data, export, fit, judge, network, vocabulary, weights
from training.data import Example
from training.judge import Prediction

VERSION = "1"
PLANS = {
    "sentence": fit.Plan(epochs=4, seed=1),
    "whole": fit.Plan(epochs=6, contact=0.5, seed=2),
}
SHARES = {"ngrams": 2.0, "sentence": 1.0, "whole": 2.0}
FORMS: dict[str, Callable[[Sequence[Example], Layout, random.Random | None], list[batches.Item]]] = {
    "sentence": batches.sentence_items,
    "whole": batches.whole_items,
}


@dataclass(frozen=True)
class Job:
    """What one encoder's process needs to know."""

    form: str
    plan: fit.Plan
    folder: Path
    share: float


def main() -> None:
    options = _options()
    started = time.monotonic()
    options.folder.mkdir(parents=True, exist_ok=True)
    examples = training_examples(options.share)
    if options.ngrams_only:
        bag.fit(examples).save(options.folder / "ngrams.npz")
    else:
        _write_vocabulary(examples, options.folder)
        _fit_all(examples, options)
    judged = data.read(data.judging_files())
    card.write(options.folder, _settle(options.folder, judged), judged, len(examples), time.monotonic() - started)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("models"), help="where the models go")
    parser.add_argument("--share", type=float, default=1.0, help="train on this share of the contacts (for a trial)")
    parser.add_argument("--epochs", type=int, help="instead of the planned number")
    parser.add_argument("--ngrams-only", action="store_true", help="keep the encoders, fit n-grams and threshold anew")
    return parser.parse_args()


def training_examples(share: float) -> list[Example]:
    examples = data.read(data.training_files())
    return examples if share >= 1 else random.Random(1).sample(examples, int(len(examples) * share))


def _write_vocabulary(examples: list[Example], folder: Path) -> None:
    pieces, scores = vocabulary.choose(weights.read_packed(weights.packed_path()), examples)
    vocabulary.write(folder / "vocabulary.tsv", pieces, scores)


def _fit_all(examples: list[Example], options: argparse.Namespace) -> None:
    """The encoders in a process each; the n-grams, which take seconds, here meanwhile."""
    plans = {form: replace(plan, epochs=options.epochs or plan.epochs) for form, plan in PLANS.items()}
    context = multiprocessing.get_context("spawn")
    jobs = [Job(form, plan, options.folder, options.share) for form, plan in plans.items()]
    workers = [context.Process(target=fit_encoder, args=(job,)) for job in jobs]
    for worker in workers:
        worker.start()
    bag.fit(examples).save(options.folder / "ngrams.npz")
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sys.exit("an encoder's training failed")


def fit_encoder(job: Job) -> None:
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("medium")
    torch.manual_seed(job.plan.seed)
    examples = training_examples(job.share)
    tokenizer = Tokenizer.load(job.folder / "vocabulary.tsv")
    packed = weights.read_packed(weights.packed_path())
    encoder = network.build(packed, vocabulary.embeddings(packed, tokenizer))
    layout, items = Layout(tokenizer), FORMS[job.form]
    fit.fit(encoder, lambda draw: items(examples, layout, draw), job.plan)
    export.write(encoder, job.folder / f"{job.form}.onnx")


def _settle(folder: Path, judged: Sequence[Example]) -> dict[str, judge.Figures]:
    """Choose the threshold, write the configuration; give the figures of each system and of all together."""
    write_config(folder, 0.5)
    systems = predictions(Ensemble(folder), judged)
    figures = {name: judge.best(judged, one) for name, one in systems.items()}
    write_config(folder, figures["together"].threshold)
    return figures


def predictions(ensemble: Ensemble, judged: Sequence[Example]) -> dict[str, list[Prediction]]:
    read = {
        "ngrams": ensemble.bag,
        "sentence": ensemble.sentences,
        "whole": ensemble.whole,
        "together": ensemble.logits,
    }
    return {name: [Prediction(*score(example.case)) for example in judged] for name, score in read.items()}


def write_config(folder: Path, threshold: float) -> None:
    config = {"version": VERSION, "shares": SHARES | {"threshold": threshold}}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
