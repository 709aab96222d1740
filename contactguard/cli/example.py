"""`contactguard rules example`: a finding that was none becomes a `pass` example of its rule."""

import asyncio
import json
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from contactguard.cli.check import ProfileOption
from contactguard.cli.db import DatabaseOption
from contactguard.cli.output import replacing
from contactguard.cli.texts import text
from contactguard.contacts.model import Contact
from contactguard.errors import InputError, writing
from contactguard.language import lexicon
from contactguard.policies import ruleset
from contactguard.policies.amending import with_pass
from contactguard.policies.examples import PROFILES, contact_of, example_organisation
from contactguard.policies.finding import Finding, Origin
from contactguard.policies.judging import Judge
from contactguard.scanning.excerpts import Excerpt, excerpt
from contactguard.settings import Settings
from contactguard.wiring import open_services

CONTACTS = "train-passed.jsonl"  # what the models should learn to pass

FolderOption = Annotated[
    Path | None, typer.Option("--rules", metavar="FOLDER", help="Your own rules, a folder a policy.")
]


def add_example(
    context: typer.Context,
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help="The finding, as lists and exports show it.")
    ],
    rules: FolderOption = None,
    profile: ProfileOption = None,
    database: DatabaseOption = None,
) -> None:
    """Makes a dismissed or disputed finding a `pass` example of its rule, in your own folder of rules."""
    settings = context.obj(rules=rules, profile=profile, database=database)
    if settings.rules is None:
        raise InputError("name the folder of your own rules with --rules or CONTACTGUARD_RULES; it is made if missing")
    with writing(settings.rules):
        settings.rules.mkdir(parents=True, exist_ok=True)
    asyncio.run(_add(settings, settings.rules, fingerprint))


async def _add(settings: Settings, folder: Path, fingerprint: str) -> None:
    async with open_services(settings) as services:
        stored = await services.findings.get(fingerprint)
        contact = await services.contacts.text(stored.contact_id)
        if contact is None:
            raise InputError("the words of this contact are deleted; write the example yourself", key=fingerprint)
        reading = services.scanner.read(contact)
    rule = stored.finding.origin is Origin.RULE
    language = _language(stored.finding.rule, folder) if rule else reading.language
    judge = Judge(example_organisation(language), folder)
    made = excerpt(stored.finding, reading, language, judge)
    path = _amend(folder, language, stored.finding, made) if rule else _teach(folder, language, contact, made)
    typer.echo(text("Added to {path}:", path=path))
    typer.echo(f"  {made.text}")
    typer.echo(_next(rule, made))


def _next(rule: bool, made: Excerpt) -> str:
    if not rule:
        return text(
            "A model raised it: give this file to the next training, scripts/train --onwards models --also FILE."
        )
    if made.raised:
        return text("The rule still raises it: change the rule until `contactguard rules test` holds.")
    return text("The rule does not raise it any more: the example keeps it so.")


def _language(rule: str, folder: Path) -> str:
    for language in lexicon.languages():
        if any(one.rule.id == rule for one in ruleset.load(language, folder).rules):
            return language
    raise InputError("there is no rule {rule!r} any more, so it needs no example", rule=rule)


def _amend(folder: Path, language: str, finding: Finding, made: Excerpt) -> Path:
    """Raises RuleError, the file unchanged, where it would not load with the example."""
    name = Path(finding.policy.value) / f"{language}.yaml"
    path = folder / name
    before = path.read_text("utf-8") if path.is_file() else _programs(name)
    after = with_pass(before, finding.rule, made.text)
    ruleset.check(after, path, language)
    with replacing(path) as beside:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(after, "utf-8")
    ruleset.load.cache_clear()
    return path


def _programs(name: Path) -> str:
    return (files("contactguard.policies") / "rules" / name.parent.name / name.name).read_text("utf-8")


def _teach(folder: Path, language: str, contact: Contact, made: Excerpt) -> Path:
    """Adds the excerpt as a silent contact, in the form of the labelled corpora."""
    plain = contact_of(made.text, language, contact.line)
    form = plain.model_dump(mode="json", include={"language", "line", "messages"})
    silent = {
        "id": contact.id,
        "profile": PROFILES.get(language, "struer"),
        **form,
        "channel": contact.channel.value,
        "subject": "",
        "findings": [],
        "kind": "hard-negative",
    }
    path = folder / CONTACTS
    with writing(path), path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(silent, ensure_ascii=False) + "\n")
    return path
