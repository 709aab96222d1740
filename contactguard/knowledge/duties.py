"""What a call must have said, by key, in the words of each language; a script that uses another key is at fault."""

DUTIES: dict[str, dict[str, str]] = {
    "free-choice": {
        "da": "Kunden vælger frit",
        "sv": "Kunden väljer fritt",
        "nb": "Kunden velger fritt",
        "en": "The customer chooses freely",
    },
    "comparison-site": {
        "da": "Prisportalen oplyst",
        "sv": "Jämförelsetjänsten nämnd",
        "nb": "Prisportalen opplyst",
        "en": "Comparison site given",
    },
    "new-supplier-handles": {
        "da": "Det nye elselskab sørger for skiftet",
        "sv": "Den nya elhandlaren sköter bytet",
        "nb": "Den nye leverandøren ordner byttet",
        "en": "The new supplier arranges the switch",
    },
    "supplier-registers": {
        "da": "Elselskabet melder flytningen",
        "sv": "Elhandlaren anmäler avtalet",
        "nb": "Strømleverandøren melder flyttingen",
        "en": "The supplier registers the move",
    },
    "no-names": {
        "da": "Vi nævner ingen firmaer",
        "sv": "Vi nämner inga företag",
        "nb": "Vi nevner ingen firmaer",
        "en": "We name no companies",
    },
    "customer-chooses": {
        "da": "Kunden vælger selv installatør",
        "sv": "Kunden väljer själv installatör",
        "nb": "Kunden velger selv installatør",
        "en": "The customer chooses the installer",
    },
    "register": {
        "da": "Det offentlige register oplyst",
        "sv": "Det offentliga registret nämnt",
        "nb": "Det offentlige registeret opplyst",
        "en": "Official register given",
    },
    "who-we-are": {
        "da": "Hvem vi er",
        "sv": "Vilka vi är",
        "nb": "Hvem vi er",
        "en": "Who we are",
    },
    "ownership": {
        "da": "Ejerforholdet oplyst",
        "sv": "Ägandet redovisat",
        "nb": "Eierforholdet opplyst",
        "en": "Ownership stated",
    },
    "consent": {
        "da": "Kræver kundens samtykke",
        "sv": "Kräver kundens medgivande",
        "nb": "Krever kundens samtykke",
        "en": "The customer's consent is needed",
    },
    "same-for-all": {
        "da": "Det samme gælder for alle",
        "sv": "Samma gäller för alla",
        "nb": "Det samme gjelder for alle",
        "en": "The same applies to everyone",
    },
    "own-supplier": {
        "da": "Kundens eget elselskab",
        "sv": "Kundens egen elhandlare",
        "nb": "Kundens egen strømleverandør",
        "en": "The customer's own supplier",
    },
    "who-to-pay": {
        "da": "Hvem regningen skal betales til",
        "sv": "Vem räkningen ska betalas till",
        "nb": "Hvem regningen skal betales til",
        "en": "Whom to pay",
    },
    "designated-explained": {
        "da": "Det anviste elselskab forklaret",
        "sv": "Anvisat avtal förklarat",
        "nb": "Leveringsplikten forklart",
        "en": "The designated supplier explained",
    },
    "confidential": {
        "da": "Sagen er fortrolig",
        "sv": "Ärendet är konfidentiellt",
        "nb": "Saken er fortrolig",
        "en": "The matter is confidential",
    },
    "safety": {
        "da": "Sikkerheden først",
        "sv": "Säkerheten först",
        "nb": "Sikkerheten først",
        "en": "Safety first",
    },
    "same-order": {
        "da": "Samme rækkefølge for alle",
        "sv": "Samma turordning för alla",
        "nb": "Samme rekkefølge for alle",
        "en": "Same order for everyone",
    },
    "goes-to-officer": {
        "da": "Går til den overvågningsansvarlige",
        "sv": "Går till övervakningsansvarig",
        "nb": "Går til den nøytralitetsansvarlige",
        "en": "Goes to the compliance officer",
    },
    "complaint-board": {
        "da": "Klagemulighed oplyst",
        "sv": "Klagovägen nämnd",
        "nb": "Klageadgang opplyst",
        "en": "Complaint board given",
    },
}


def duty_label(key: str, language: str) -> str:
    """The duty in a language; English where the language is none of ours."""
    labels = DUTIES[key]
    return labels.get(language, labels["en"])
