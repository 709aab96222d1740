"""The whole training: vocabulary, n-grams and two encoders side by side, then the threshold and the card.

One thread a model.
"""

import argparse
import multiprocessing
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from contactguard.models.layout import Layout
from contactguard.models.tokenizer import Tokenizer
from training import bag, batches, card, export, fit, network, settling, vocabulary, weights
from training.data import Chosen, Example

PLANS = {
    "first": fit.Plan(epochs=3, contact=0.5, seed=2),
    "second": fit.Plan(epochs=3, contact=0.5, seed=3),
}
SHARES = {"ngrams": 2.0, "first": 2.0, "second": 2.0}


@dataclass(frozen=True)
class Job:
    """What one encoder's process needs to know."""

    name: str
    plan: fit.Plan
    folder: Path
    chosen: Chosen


def main() -> None:
    options = _options()
    started = time.monotonic()
    options.folder.mkdir(parents=True, exist_ok=True)
    chosen = Chosen(options.share, tuple(options.without), tuple(options.also))
    examples = chosen.examples()
    if options.ngrams_only:
        bag.fit(examples).save(options.folder / "ngrams.npz")
    else:
        _write_vocabulary(examples, options.folder)
        _fit_all(examples, options.folder, chosen, options.epochs)
    figures, judged = settling.settle(options.folder, SHARES, chosen.without)
    text = card.systems(figures, examples, judged, time.monotonic() - started)
    card.put(options.folder / "README.md", "systems", text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/train", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("models"), help="where the models go")
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="more labelled contacts, e.g. those passed")
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="COMPANY", help="profiles whose contacts stay unseen"
    )
    parser.add_argument("--share", type=float, default=1.0, help="train on this share of the contacts (for a trial)")
    parser.add_argument("--epochs", type=int, help="instead of the planned number")
    parser.add_argument("--ngrams-only", action="store_true", help="keep the encoders, fit n-grams and threshold anew")
    return parser.parse_args()


def _write_vocabulary(examples: list[Example], folder: Path) -> None:
    pieces, scores = vocabulary.choose(weights.read_packed(weights.packed_path()), examples)
    vocabulary.write(folder / "vocabulary.tsv", pieces, scores)


def _fit_all(examples: list[Example], folder: Path, chosen: Chosen, epochs: int | None) -> None:
    """The encoders in a process each; the n-grams, which take some minutes, here meanwhile."""
    plans = {name: replace(plan, epochs=epochs or plan.epochs) for name, plan in PLANS.items()}
    context = multiprocessing.get_context("spawn")
    jobs = [Job(name, plan, folder, chosen) for name, plan in plans.items()]
    workers = [context.Process(target=fit_encoder, args=(job,)) for job in jobs]
    for worker in workers:
        worker.start()
    bag.fit(examples).save(folder / "ngrams.npz")
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sys.exit("an encoder's training failed")


def fit_encoder(job: Job) -> None:
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("medium")
    torch.manual_seed(job.plan.seed)
    examples = job.chosen.examples()
    tokenizer = Tokenizer.load(job.folder / "vocabulary.tsv")
    packed = weights.read_packed(weights.packed_path())
    encoder = network.build(packed, vocabulary.embeddings(packed, tokenizer))
    layout = Layout(tokenizer)
    fit.fit(encoder, lambda draw: batches.items(examples, layout, draw), job.plan)
    export.write(encoder, job.folder / f"{job.name}.onnx")


if __name__ == "__main__":
    main()
