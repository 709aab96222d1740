"""`contactguard rules`: for those who write them: are the files right, do the examples hold, why and why not."""

import sys
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from contactguard.cli.check import ProfileOption
from contactguard.cli.exits import ExitCode
from contactguard.cli.texts import plural, text
from contactguard.errors import Fault, InputError, RuleError
from contactguard.language import lexicon
from contactguard.language.detection import detect
from contactguard.organisation import profile as profiles
from contactguard.policies.examples import Outcome, contact_of, example_organisation, outcomes
from contactguard.policies.explaining import Reason, explain
from contactguard.policies.judging import Judge
from contactguard.policies.ruleset import RuleSet, load

RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="FOLDER", help="Your own rules, a folder a policy.", exists=True)
]

app = typer.Typer(help="Checks, tests and explains the rules.", no_args_is_help=True)

LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Language of the rules: da, sv, nb or en.")
]


@app.command("check")
def check(context: typer.Context, language: LanguageOption = None, rules: RulesOption = None) -> None:
    """Reads all rule and cue files and reports every fault with file and line."""
    loaded = _loaded(language, context.obj(rules=rules).rules)
    for one in loaded:
        said = plural(
            "{language}: {count} rule, no faults.",
            "{language}: {count} rules, no faults.",
            len(one.rules),
            language=one.lexicon.language,
        )
        typer.echo(said)


@app.command("test")
def try_examples(
    context: typer.Context,
    language: LanguageOption = None,
    rules: RulesOption = None,
    every: Annotated[bool, typer.Option("--all", help="Print every example, not only those that do not hold.")] = False,
) -> None:
    """Tries every example of every rule: what must be flagged, what must pass, what is known to be missed."""
    folder = context.obj(rules=rules).rules
    results = [outcome for loaded in _loaded(language, folder) for outcome in outcomes(loaded, folder)]
    wrong = [outcome for outcome in results if outcome.problem]
    _console().print(_results(results))
    for outcome in results if every else wrong:
        typer.echo(_tried(outcome))
    typer.echo(plural("{count} example was tried.", "{count} examples were tried.", len(results)))
    typer.echo(plural("{count} does not hold.", "{count} do not hold.", len(wrong)) if wrong else text("All hold."))
    raise typer.Exit(ExitCode.FINDINGS if wrong else ExitCode.CLEAN)


def _tried(outcome: Outcome) -> str:
    """An example's result in a line; where it does not hold, what happened instead in another."""
    told = f"{outcome.rule} {outcome.expectation.value}: {outcome.text}"
    return f"✗ {told}\n  → {outcome.problem}" if outcome.problem else f"✓ {told}"


@app.command("explain")
def explain_text(
    context: typer.Context,
    words: Annotated[str, typer.Argument(metavar="TEXT", help='A note, or a dialogue: "K: … | A: …".')],
    language: LanguageOption = None,
    line: Annotated[str, typer.Option("--line", help="The line that the customer used.")] = "general",
    profile: ProfileOption = None,
) -> None:
    """Explains why a text is flagged or not: which rules fired, which nearly did and what stopped them."""
    chosen = _known(language) or detect(words) or "en"
    settings = context.obj(profile=profile)
    organisation = profiles.load(settings.profile) if settings.profile else example_organisation(chosen)
    judge = Judge(organisation.on(organisation.grid_company.today()), settings.rules)
    reasons = explain(judge, judge.read(contact_of(words, chosen, line), chosen))
    if not reasons:
        typer.echo(text("No rule came near this text ({language}).", language=chosen))
    for reason in reasons:
        for said in _said(reason):
            typer.echo(said)
    raise typer.Exit(ExitCode.FINDINGS if any(reason.fired for reason in reasons) else ExitCode.CLEAN)


def _said(reason: Reason) -> list[str]:
    """A rule's reason in three or four lines."""
    if reason.fired:
        head = text("● {rule} fired", rule=reason.rule)
    elif reason.stopped_by:
        head = text("○ {rule} was stopped by {qualifier}", rule=reason.rule, qualifier=reason.stopped_by)
    else:
        head = text("○ {rule} lacked {lacking}", rule=reason.rule, lacking=reason.lacking)
    return [head, f"    “{reason.quote}”", *(f"    {one}" for one in reason.found)]


def _results(results: list[Outcome]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(text("Rule"))
    for heading in ("flag", "pass", "known-miss"):
        table.add_column(heading, justify="right")
    for rule, group in groupby(results, key=lambda one: one.rule):
        mine = list(group)
        table.add_row(rule, *(_share(mine, heading) for heading in ("flag", "pass", "known-miss")))
    return table


def _share(results: list[Outcome], expectation: str) -> str:
    """3/4: three of four hold."""
    mine = [one for one in results if one.expectation == expectation]
    return f"{sum(one.problem is None for one in mine)}/{len(mine)}" if mine else "–"


def _loaded(language: str | None, folder: Path | None) -> list[RuleSet]:
    """Raises RuleError with the faults of all languages together; one that every language meets is told once."""
    faults: list[Fault] = []
    loaded: list[RuleSet] = []
    for code in [_known(language)] if language else lexicon.languages():
        try:
            loaded.append(load(code, folder))
        except RuleError as error:
            faults += error.faults
    if faults:
        raise RuleError(list(dict.fromkeys(faults)))
    return loaded


def _known(language: str | None) -> str | None:
    if language is not None and language not in lexicon.languages():
        known = ", ".join(lexicon.languages())
        raise InputError(
            "there are no rules in {language!r}; there are some in {known}", language=language, known=known
        )
    return language


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False)
