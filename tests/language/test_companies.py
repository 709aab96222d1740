"""Companies are found as people write, misspell and mishear them, and only where they are meant."""

import pytest

from contactguard.language.companies import Recogniser
from contactguard.organisation.profile import load

RECOGNISERS = {
    name: Recogniser(load(f"tests/corpus/profiles/{name}.toml"))
    for name in ("struer", "kalmar", "limnet", "fjelnett", "en-kattevig")
}


def found(profile: str, text: str) -> list[tuple[str, str]]:
    return [(mention.name, text[mention.start : mention.end]) for mention in RECOGNISERS[profile].find(text)]


@pytest.mark.parametrize(
    ("profile", "text", "name"),
    [
        ("struer", "Henviste til Struer Energi.", "Struer Energi"),
        ("struer", "Struer Energis priser", "Struer Energi"),
        ("struer", "en Scanenergi-kunde", "Scanenergi"),
        ("struer", "ring til skan energi", "Scanenergi"),
        ("struer", "Scanenrgi har tilbud", "Scanenergi"),
        ("struer", "Kunden er hos SE nu", "Struer Energi"),
        ("struer", "Kunden er hos OK. Ringer igen", "OK"),
        ("struer", "Hendes leverandør er OK", "OK"),
        ("struer", "Kd spurgte hvem, svarede EWII", "EWII"),
        ("kalmar", "Kalmar Energi Elnät har bytt mätare", "Kalmar Energi Elnät AB"),
        ("kalmar", "ring kalmar energi försälning", "Kalmar Energi Försäljning"),
        ("kalmar", "kopplade till KEF", "Kalmar Energi Försäljning"),
        ("limnet", "Vi sagde Hverdag til hende", "Hverdag"),
        ("limnet", "han er hos hverdag", "Hverdag"),
        ("limnet", "kd uden strøm sa hverdag til hende", "Hverdag"),
        ("kalmar", "kef hade bra pris på det mesta", "Kalmar Energi Försäljning"),
        ("fjelnett", "du finner det på strømpris.no", "strompris.no"),
        ("fjelnett", "se strompris punktum no", "strompris.no"),
        ("en-kattevig", "he bougt a box frm plugvig", "Plugvig"),
        ("struer", "der er en side der hedder el priss punktum dk", "elpris.dk"),
        ("struer", "kd skal vælge lev., se elpris", "elpris.dk"),
        ("struer", "alle står på elpris, sagde jeg", "elpris.dk"),
        ("struer", "Det er over fyrre selskaber. Henvist: elpris-listen", "elpris.dk"),
        ("struer", "ham kan du finde på el priss", "elpris.dk"),
        ("struer", "Hvem er bedst. elpris, sagde jeg", "elpris.dk"),
        ("struer", "KD FÅR ELPRIS SENDT", "elpris.dk"),
        ("struer", "svaret er elpris hver gang", "elpris.dk"),
        ("struer", "det er frit, elprisportalen viser dem", "elpris.dk"),
        ("struer", "Wrote e-l-p-r-i-s on a slip", "elpris.dk"),
        ("kalmar", "det står på e l p r i s k o l l e n", "elpriskollen.se"),
        ("kalmar", "Tipsade om elpriskollen igen", "elpriskollen.se"),
        ("fjelnett", "gå inn på strømpris, der er alle", "strompris.no"),
        ("struer", "Norlys har sendt en faktura", "Norlys"),
        ("struer", "kontakt Jensens El om det", "Jensens El"),
    ],
)
def test_a_company_is_found_under_its_names(profile: str, text: str, name: str) -> None:
    assert name in [company for company, _ in found(profile, text)]


@pytest.mark.parametrize(
    ("profile", "text", "name"),
    [
        ("struer", "Måleren i Struer by er skiftet.", "Struer Energi"),
        ("struer", "se her, det er ok", "Struer Energi"),
        ("struer", "Velkommen til Hvidbjerg!", "Velkommen"),
        ("struer", "Elprisen er steget", "elpris.dk"),
        ("struer", "det er en god elpris", "elpris.dk"),
        ("struer", "ville tale om elpris", "elpris.dk"),
        ("struer", "hon ville ha lägre elpris", "elpris.dk"),
        ("struer", "elpriserne steg igen", "elpris.dk"),
        ("fjelnett", "strømprisen er høy nå", "strompris.no"),
        ("fjelnett", "hun har fast strømpris så lenge", "strompris.no"),
        ("struer", "ring derned, så har du en pris samme dag", "elpris.dk"),
        ("struer", "e l p", "elpris.dk"),
        ("struer", "SE-nr. 12345678", "Struer Energi"),
        ("struer", "HUSK HUND!! SE nøgleboks, kode i notefelt", "Struer Energi"),
        ("struer", "Spurgte til ny kode. OK. Ringer igen", "OK"),
        ("struer", "OK, du kan se alle på elpris.dk.", "OK"),
        ("struer", "Kunden ville skifte. Det er OK, henvist til elpris.dk", "OK"),
        ("kalmar", "Vill byta. Allt är OK med det", "OK"),
        ("struer", "That's OK. Compare them all", "OK"),
        ("limnet", "hverdage mellem otte og fire", "Hverdag"),
        ("limnet", "en helt almindelig hverdag for kunden", "Hverdag"),
        ("kalmar", "Kalmar kommun grävde av kabeln", "Kalmar Energi Försäljning"),
        ("struer", "Henviste kunden til vores kontor i Struer. Energi aflæses fredag.", "Struer Energi"),
        ("struer", "Adresse Struer, energi-mærke D", "Struer Energi"),
        ("struer", "Sommerhus ved Struer\nEnergi: 4000 kWh", "Struer Energi"),
        ("struer", "Nyt fra Scan. Energi er dyrt", "Scanenergi"),
        ("struer", "Meter type E. On Monday we change it", "E.ON"),
        ("kalmar", "Han bor i Kalmar. Energi kollas", "Kalmar Energi"),
    ],
)
def test_a_word_that_only_looks_like_a_name_is_none(profile: str, text: str, name: str) -> None:
    assert name not in [company for company, _ in found(profile, text)]


FULL = "Kunden spurgte om sin flytning, og hun ville gerne høre om"  # a line that a mail program wraps


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"{FULL} Struer\nEnergi har billig strøm.", "Struer Energi"),
        (f"{FULL} Struer\r\nEnergi har billig strøm.", "Struer Energi"),
        (f"{FULL} Struer\n\nEnergi har billig strøm.", None),
        (f"{FULL} Struer\nEnergi: 4000 kWh", None),
        ("Bor i Struer\nEnergi aflæst", None),
        ("E.ON ringede", "E.ON"),
        ("jeg så det på elpris punktum dk i går", "elpris.dk"),
        ("se elpris.dk", "elpris.dk"),
    ],
)
def test_only_a_wrapped_line_or_its_own_sign_stands_inside_a_name(text: str, name: str | None) -> None:
    assert [company for company, _ in found("struer", text)] == ([name] if name else [])


@pytest.mark.parametrize(
    ("text", "firm", "trade"),
    [
        ("Henviste kunden til Intrum A/S om gælden.", "Intrum A/S", None),
        ("Bad ham kontakte TDC Net A/S om det gravede kabel.", "TDC Net A/S", None),
        ("Anbefalede Fjordglimt Energi A/S.", "Fjordglimt Energi A/S", "supplier"),
        ("Anbefalede Fjordglimt Energi.", "Fjordglimt Energi", "supplier"),
        ("Anbefalede Jensens El ApS.", "Jensens El ApS", "installer"),
        ("Anbefalede Nords Solenergi.", "Nords Solenergi", "installer"),
        ("Ring til kunde Jensen\nEl afmeldt", "", None),
        (f"{FULL} Jensens\nEl ApS kan komme.", "Jensens El ApS", "installer"),
        (f"{FULL} Fjordglimt\nEnergi er billig.", "Fjordglimt Energi", "supplier"),
        (f"{FULL} Jensen\n\nEl afmeldt", "", None),
        (f"{FULL} Jensen\nEl: afmeldt", "", None),
        ("Lukket sag.\nMvh Anna Holm\nEnergi og miljø", "", None),
        ("Det er bestilt. Vh AB Lunden", "", None),
        ("ring til jensens el om det", "jensens el", "installer"),
        ("hej min el er afbrudt", "", None),
    ],
)
def test_a_firm_nobody_listed_is_found_once_and_in_the_trade_that_its_name_tells(
    text: str, firm: str, trade: str | None
) -> None:
    mentions = RECOGNISERS["struer"].find(text)
    assert [one.name for one in mentions] == ([firm] if firm else [])
    assert all(one.slots == {"external", "company", *filter(None, [trade])} for one in mentions)


@pytest.mark.parametrize(
    ("text", "found_as"),
    [
        ("Kunden har købt den hos Plugvig.", ["Plugvig"]),
        ("Plugvig Hansen ringede om sin måler.", []),
        ("plugvig hansen har sat den op", ["Plugvig"]),  # without capitals nothing tells the two apart
    ],
)
def test_a_coined_name_before_a_surname_is_a_person(text: str, found_as: list[str]) -> None:
    assert [name for name, _ in found("en-kattevig", text)] == found_as


@pytest.mark.parametrize(
    "text", ["jeg vil sige hverdag så", "kd säger hverdag är bra", "hon tittade på hverdag", "välj hverdag då"]
)
def test_a_name_that_is_a_word_follows_a_leading_word_where_nothing_is_in_capitals(text: str) -> None:
    assert [name for name, _ in found("limnet", text)] == ["Hverdag"]


def test_a_name_that_is_a_word_is_none_elsewhere() -> None:
    assert found("limnet", "det er en helt almindelig hverdag for os") == []


def test_the_longest_name_wins() -> None:
    assert found("kalmar", "Kalmar Energi Elnät och Kalmar Energi Värme") == [
        ("Kalmar Energi Elnät AB", "Kalmar Energi Elnät"),
        ("Kalmar Energi Värme", "Kalmar Energi Värme"),
    ]


def test_a_name_shared_by_grid_company_and_affiliate_is_a_brand() -> None:
    mention = RECOGNISERS["kalmar"].find("Kunden undrar om Kalmar Energi.")[0]
    assert mention.slots == {"brand"}


@pytest.mark.parametrize("text", ["", " ", "\0", "a" * 20_000, "El " * 5_000, "& " * 5_000, "Å" * 3_000])
def test_any_text_is_read_without_fault(text: str) -> None:
    for recogniser in RECOGNISERS.values():
        mentions = recogniser.find(text)
        assert all(0 <= one.start < one.end <= len(text) for one in mentions)


@pytest.mark.parametrize(
    ("profile", "text", "name"),
    [
        ("kalmar", "Du köper din el av vem du vill.", "Din El"),
        ("kalmar", "Din el är tillbaka nu.", "Din El"),
        ("kalmar", "har du rörlig el i dag", "Rörlig El"),
        ("fjelnett", "Strømlinjen er dårlig festet.", "Strømlinje"),
        ("fjelnett", "Byggestrøm er billigst å bestille i god tid.", "Byggestrøm"),
        ("kalmar", "Byggström beställs av din elektriker.", "Byggström"),
        ("struer", "Overskudsstrøm afregnes af dit elselskab.", "Overskudsstrøm"),
    ],
)
def test_words_are_no_company_though_one_is_called_so(profile: str, text: str, name: str) -> None:
    assert name not in [company for company, _ in found(profile, text)]


@pytest.mark.parametrize(
    ("profile", "text", "name"),
    [
        ("kalmar", "Kunden har bytt till Din El i maj.", "Din El"),
        ("kalmar", "Hon har Rörlig El nu.", "Rörlig El"),
        ("fjelnett", "Kunden har valgt Strømlinje.", "Strømlinje"),
    ],
)
def test_a_company_called_as_words_are_is_found_by_its_capitals(profile: str, text: str, name: str) -> None:
    assert name in [company for company, _ in found(profile, text)]
