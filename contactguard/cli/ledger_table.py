"""A ledger in, the table and the sentences that a person reads in the morning out."""

from collections.abc import Mapping

from rich.table import Table

from contactguard.cli.texts import number, plural, text
from contactguard.policies.finding import Policy
from contactguard.scanning.ledger import Ledger, LedgerLine

FIGURES = ("Received", "Scanned", "Unchanged", "Exempt", "Failed", "Findings")


def ledger_table(ledger: Ledger) -> Table:
    """A line a source; received = scanned + unchanged + exempt + failed."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(text("Source"), overflow="fold")
    for heading in FIGURES:
        table.add_column(text(heading), justify="right", no_wrap=True)
    for line in ledger.lines:
        table.add_row(line.source, *_figures(line))
    if len(ledger.lines) > 1:
        table.add_row(text("Total"), *_figures(ledger.total), style="bold")
    return table


def summary(ledger: Ledger, findings: Mapping[Policy, int], by_rescan: int, deleted: int) -> list[str]:
    """What the night brought. `findings` wait for a person, in contacts scanned in it; `by_rescan` of them are new."""
    total = ledger.total
    sentences = [plural("{count} contact was scanned.", "{count} contacts were scanned.", total.scanned)]
    if total.failed:
        failed = plural(
            "{count} contact failed and is kept with its reason.",
            "{count} contacts failed and are kept with their reasons.",
            total.failed,
        )
        sentences.append(failed)
    if findings or not total.findings:
        sentences.append(_found(findings))
    if by_rescan:
        sentences.append(
            plural(
                "{count} of them is new, in a contact that was scanned before.",
                "{count} of them are new, in contacts that were scanned before.",
                by_rescan,
            )
        )
    if deleted:
        sentences.append(
            plural(
                "{count} finding past the time that it may be kept was deleted.",
                "{count} findings past the time that they may be kept were deleted.",
                deleted,
            )
        )
    return sentences


def _found(findings: Mapping[Policy, int]) -> str:
    if not findings:
        return text("Nothing was found.")
    counts = ", ".join(f"{policy.value} {number(count)}" for policy, count in findings.items())
    claims = plural("{count} finding waits for a person", "{count} findings wait for a person", sum(findings.values()))
    return f"{claims}: {counts}."


def _figures(line: LedgerLine) -> list[str]:
    return [
        number(count)
        for count in (line.received, line.scanned, line.unchanged, line.exempt, line.failed, line.findings)
    ]
