"""How the systems of a country name what they export: files, columns, words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Export:
    """`columns` maps our names to the table's, in its order; pairs are (no, yes)."""

    files: dict[str, str]
    columns: dict[str, str]
    date_format: str
    directions: tuple[str, str]  # in, out
    customers: tuple[str, str]  # private, business
    speakers: tuple[str, str]  # customer, agent


EXPORTS = {
    "da": Export(
        files={
            "notes": "opkaldsnotater.csv",
            "mails": "kundemails.mbox",
            "calls": "samtaler",
            "chats": "chat.jsonl",
            "letters": "breve.jsonl",
        },
        columns={
            "id": "Sagsnr",
            "sent_at": "Oprettet",
            "queue": "Kø",
            "direction": "Retning",
            "customer": "Kundetype",
            "subject": "Emne",
            "agent": "Medarbejder",
            "team": "Team",
            "text": "Notat",
        },
        date_format="%d-%m-%Y %H:%M",
        directions=("Ind", "Ud"),
        customers=("Privat", "Erhverv"),
        speakers=("Kunde", "Medarbejder"),
    ),
    "sv": Export(
        files={
            "notes": "samtalsnoteringar.csv",
            "mails": "kundmejl.mbox",
            "calls": "samtal",
            "chats": "chatt.jsonl",
            "letters": "brev.jsonl",
        },
        columns={
            "id": "Ärendenr",
            "sent_at": "Skapad",
            "queue": "Kö",
            "direction": "Riktning",
            "customer": "Kundtyp",
            "subject": "Rubrik",
            "agent": "Handläggare",
            "team": "Grupp",
            "text": "Notering",
        },
        date_format="%Y-%m-%d %H:%M",
        directions=("In", "Ut"),
        customers=("Privat", "Företag"),
        speakers=("Kund", "Medarbetare"),
    ),
}
