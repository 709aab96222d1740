"""The whole training: vocabulary, n-grams and two encoders side by side, then the threshold and the card.

One thread a model. Going on from trained models, the vocabulary stays and the encoders learn what is new.
"""

import argparse
import multiprocessing
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from contactguard.models.layout import Layout
from contactguard.models.tokenizer import Tokenizer
from training import bag, batches, card, encoder, export, fit, glance, lessons, resuming, settling, vocabulary, weights
from training.data import Chosen, Example
from training.lessons import Lessons

GLANCE = fit.Plan(epochs=6, tokens=4000, rate=3e-3, contact=0.5, seed=4)
PLANS = {
    "first": fit.Plan(epochs=3, contact=0.5, seed=2),
    "second": fit.Plan(epochs=3, contact=0.5, seed=3),
}
ONWARDS = 2  # epochs when going on
SHARES = {"ngrams": 2.0, "first": 2.0, "second": 2.0}


@dataclass(frozen=True)
class Job:
    """What one encoder's process needs to know; `before` has the models to go on from."""

    name: str
    plan: fit.Plan
    folder: Path
    chosen: Chosen
    before: Path | None


def main() -> None:
    options = _options()
    started = time.monotonic()
    options.folder.mkdir(parents=True, exist_ok=True)
    chosen = Chosen(options.share, tuple(options.without), tuple(options.also))
    examples = chosen.examples()
    if options.ngrams_only:
        bag.fit(examples).save(options.folder / "ngrams.npz")
    else:
        if options.onwards:
            _keep_vocabulary(options.onwards, options.folder)
        else:
            _write_vocabulary(examples, options.folder)
        _fit_all(examples, _jobs(options, chosen), options.folder)
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
    parser.add_argument(
        "--onwards",
        type=_trained,
        metavar="FOLDER",
        help="go on from these models: learn the corpus files they do not know",
    )
    parser.add_argument("--ngrams-only", action="store_true", help="keep the encoders, fit n-grams and threshold anew")
    return parser.parse_args()


def _trained(folder: str) -> Path:
    """A folder with models of which is known what they learnt; others are told before any work."""
    lessons.corpora(Path(folder))
    return Path(folder)


def _write_vocabulary(examples: list[Example], folder: Path) -> None:
    pieces, scores = vocabulary.choose(weights.read_packed(weights.packed_path()), examples)
    vocabulary.write(folder / "vocabulary.tsv", pieces, scores)


def _keep_vocabulary(before: Path, folder: Path) -> None:
    """Encoders know no pieces but those that they were trained with."""
    if before.resolve() != folder.resolve():
        shutil.copy(before / "vocabulary.tsv", folder)


def _jobs(options: argparse.Namespace, chosen: Chosen) -> list[Job]:
    epochs = options.epochs or (ONWARDS if options.onwards else None)
    plans = {name: replace(plan, epochs=epochs or plan.epochs) for name, plan in PLANS.items()}
    return [Job(name, plan, options.folder, chosen, options.onwards) for name, plan in plans.items()]


def _fit_all(examples: list[Example], jobs: list[Job], folder: Path) -> None:
    """The encoders in a process each; n-grams and glance, which take a quarter of an hour, here meanwhile."""
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=fit_encoder, args=(job,)) for job in jobs]
    for worker in workers:
        worker.start()
    bag.fit(examples).save(folder / "ngrams.npz")
    _fit_glance(examples, folder)
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        sys.exit("an encoder's training failed")
    lessons.note(folder, examples)


def _fit_glance(examples: list[Example], folder: Path) -> None:
    _prepare(GLANCE)
    tokenizer = Tokenizer.load(folder / "vocabulary.tsv")
    layout = Layout(tokenizer)
    network = glance.build(vocabulary.embeddings(weights.read_packed(weights.packed_path()), tokenizer))
    fit.fit(network, lambda draw: batches.items(examples, layout, draw), GLANCE)
    export.write(network, folder / "glance.onnx")


def _prepare(plan: fit.Plan) -> None:
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("medium")
    torch.manual_seed(plan.seed)


def fit_encoder(job: Job) -> None:
    _prepare(job.plan)
    told = Lessons.of(job.chosen.examples(), job.before)
    tokenizer = Tokenizer.load(job.folder / "vocabulary.tsv")
    layout = Layout(tokenizer)
    network = _begun(job, tokenizer)
    before = {name: weight.clone() for name, weight in network.state_dict().items()}
    fit.fit(network, lambda draw: batches.items(told.drawn(draw), layout, draw), job.plan)
    if job.before:
        resuming.halfway(network, before)
    export.write(network, job.folder / f"{job.name}.onnx")


def _begun(job: Job, tokenizer: Tokenizer) -> encoder.Encoder:
    """The trained encoder to go on from, or the pretrained one."""
    if job.before:
        return resuming.resumed(job.before / f"{job.name}.onnx")
    packed = weights.read_packed(weights.packed_path())
    return encoder.build(packed, vocabulary.embeddings(packed, tokenizer))


if __name__ == "__main__":
    main()
