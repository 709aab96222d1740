"""250,000 pieces down to 30,000: those that our texts, profiles and the Nordic and English dictionaries need."""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from contactguard.models.tokenizer import BEGIN, END, PAD, SPECIALS, UNKNOWN, Tokenizer
from training.data import CORPUS, Example
from training.weights import Floats, Packed

SIZE = 30_000
LANGUAGES = ("da", "sv", "nb", "nn", "en")
FORMS = 60_000  # word forms drawn from each dictionary
# What a new token means, in words the encoder already knows; its embedding starts as their mean.
MEANINGS = {
    "[AFFILIATE]": "søsterselskab vores elselskab", "[AFFILIATE_INSTALLER]": "søsterselskab elektriker",
    "[BRAND]": "koncern selskab",
    "[GROUP]": "vandværk fjernvarme", "[GRID]": "netselskab", "[SITE]": "prisportal sammenligne",
    "[SUPPLIER]": "elselskab leverandør", "[INSTALLER]": "elinstallatør elektriker",
    "[AGENT]": "medarbejder", "[CUSTOMER]": "kunde", "[SYSTEM]": "automatisk", "[QUOTED]": "citat",
    "[SUBJECT]": "emne", "[LINE_AFFILIATE]": "salg", "[LINE_BILLING]": "regning", "[LINE_TECHNICAL]": "teknik",
    "[LINE_GENERAL]": "generelt", "[CALL_NOTE]": "notat", "[TRANSCRIPT]": "samtale", "[EMAIL]": "e-mail",
    "[CHAT]": "chat", "[LETTER]": "brev",
}  # fmt: skip
_COPIED = {BEGIN: "<s>", PAD: "<pad>", END: "</s>", UNKNOWN: "<unk>"}


def choose(packed: Packed, examples: Iterable[Example]) -> tuple[list[str], list[float]]:
    """The kept pieces, specials first, with their scores."""
    plain = [index for index, piece in enumerate(packed.pieces) if piece not in _COPIED.values()]
    full = Tokenizer(
        [*SPECIALS, *(packed.pieces[i] for i in plain)],
        [0.0] * len(SPECIALS) + [float(packed.scores[i]) for i in plain],
    )
    names = [*SPECIALS, *(packed.pieces[i] for i in plain)]
    kept = _wanted(full, examples, names)[: SIZE - len(SPECIALS)]
    score = dict(zip(packed.pieces, packed.scores.tolist(), strict=True))
    return [*SPECIALS, *kept], [0.0] * len(SPECIALS) + [score[piece] for piece in kept]


def _wanted(full: Tokenizer, examples: Iterable[Example], names: list[str]) -> list[str]:
    """Pieces in order of need: our own texts, single Latin characters, then the dictionaries' commonest."""
    texts = [sentence.masked for example in examples for sentence in example.case.sentences]
    texts += [example.case.subject for example in examples]
    texts += [path.read_text("utf-8") for path in sorted((CORPUS / "profiles").glob("*.toml"))]
    own = Counter(piece for text in texts for form in (text, text.lower()) for piece in full.encode(form))
    common = Counter(piece for word in dictionary_words() for piece in full.encode(word))
    ranked = [names[i] for i, _ in sorted(own.items(), key=lambda item: (-item[1], item[0])) if i >= len(SPECIALS)]
    ranked += [piece for piece in names[len(SPECIALS) :] if len(piece.strip("\u2581")) <= 1 and _latin(piece)]
    ranked += [names[i] for i, _ in sorted(common.items(), key=lambda item: (-item[1], item[0])) if i >= len(SPECIALS)]
    return list(dict.fromkeys(ranked))


def _latin(piece: str) -> bool:
    letter = piece.strip("\u2581")
    return not letter or ord(letter) < 0x80 or "LATIN" in unicodedata.name(letter, "") or letter in "€£–—’‘”“»«…°§"


def dictionary_words() -> list[str]:
    draw, words = random.Random(1), []
    for language in LANGUAGES:
        forms = DefaultDictionaryFactory().get_dictionary(language)
        known = sorted({form.decode() if isinstance(form, bytes) else form for form in forms})
        clean = [form for form in known if re.fullmatch(r"[^\W\d_][\w'’-]*", form)]
        words += draw.sample(clean, min(FORMS, len(clean)))
    return words


def embeddings(packed: Packed, tokenizer: Tokenizer) -> Floats:
    """Rows of the full table for the kept pieces; new tokens start as the mean of plain words."""
    row = {piece: index for index, piece in enumerate(packed.pieces)}
    table = packed.tensors["emb.word"].reshape(-1, packed.tensors["emb.ln.w"].size)  # padded at its end
    result = np.zeros((len(tokenizer.ids), table.shape[1]), np.float32)
    for piece, index in tokenizer.ids.items():
        source = _COPIED.get(piece, piece)
        if source in row:
            result[index] = table[row[source]]
    for token, words in MEANINGS.items():
        result[tokenizer.ids[token]] = result[tokenizer.encode(words)].mean(axis=0)
    return result


def write(path: Path, pieces: list[str], scores: list[float]) -> None:
    lines = (f"{piece}\t{score:.5f}" for piece, score in zip(pieces, scores, strict=True))
    path.write_text("\n".join(lines) + "\n", "utf-8")
