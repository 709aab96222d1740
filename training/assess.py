"""`scripts/evaluate`: labelled contacts in, the scanner's figures out; on request into the model card."""

import argparse
import sys
from pathlib import Path

from contactguard.models.ensemble import Ensemble
from contactguard.scanning.scanner import MODELS
from training import card, data
from training.evaluate import Evaluation, evaluate


def main() -> None:
    options = _options()
    result = _company_by_company(options.companies) if options.companies else _scanned(options)
    if options.errors:
        print("\n".join(result.errors))
    print(result.table())
    if options.card:
        card.put(MODELS / "README.md", _section(options), result.table())


def _company_by_company(groups: int) -> Evaluation:
    try:
        from training import companies
    except ImportError as error:
        sys.exit(f'--companies fits models and needs the extra "train" (pip install -e ".[train]"): {error}')
    return companies.evaluate(groups)


def _scanned(options: argparse.Namespace) -> Evaluation:
    ensemble = None if options.no_models else Ensemble(options.models)
    if options.held_out:
        return evaluate([*data.traded_files(), *data.judging_files()], ensemble, frozenset(options.held_out))
    return evaluate(options.files or (data.unseen_files() if options.unseen else data.judging_files()), ensemble)


def _section(options: argparse.Namespace) -> str:
    """The part of the card that the figures belong to."""
    kinds = {"companies": options.companies, "held-out": options.held_out, "unseen": options.unseen}
    return next((name for name, asked in kinds.items() if asked), "scanner")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="labelled contacts; default: tests/corpus/dev-*.jsonl")
    parser.add_argument("--no-models", action="store_true", help="the rules alone")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help="other models than those shipped")
    parser.add_argument("--unseen", action="store_true", help="tests/corpus/unseen-*.jsonl: companies never seen")
    parser.add_argument(
        "--held-out", nargs="+", metavar="COMPANY", help="all contacts of these; for models trained `--without` them"
    )
    parser.add_argument("--companies", type=int, metavar="GROUPS", help="companies unseen, n-grams fitted a group anew")
    parser.add_argument("--errors", action="store_true", help="list every false and missed finding")
    parser.add_argument("--card", action="store_true", help="write the figures into models/README.md")
    options = parser.parse_args()
    shipped = options.models == MODELS
    if options.card and (options.files or options.no_models or shipped is bool(options.held_out)):
        parser.error("--card takes the figures of the models as shipped, or of --models FOLDER with --held-out")
    return options


if __name__ == "__main__":
    main()
