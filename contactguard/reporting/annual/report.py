"""The annual report before it becomes a document: chapters of questions, each with what records say and what the
officer wrote. A version that was handed in is kept in this form."""

from pydantic import BaseModel, ConfigDict

from contactguard.contacts.masking import mask


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Sentence(_Part):
    """Generated from records, to which `link` leads. `missing` says what records do not; `internal` is not for the
    public."""

    text: str
    link: str = ""
    missing: bool = False
    internal: bool = False


class Numbers(_Part):
    """A table; its first column is of words, the others of figures."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Answer(_Part):
    """`own` is the officer's text, `note` the company's own remark on it, `unwritten` what is left to write."""

    id: str
    question: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Numbers, ...] = ()
    own: str = ""
    note: str = ""
    unwritten: str = ""
    personal: bool = False


class ChapterText(_Part):
    number: str
    title: str
    law: str
    answers: tuple[Answer, ...]

    @property
    def unwritten(self) -> int:
        return sum(bool(one.unwritten) for one in self.answers)


class AnnualReport(_Part):
    year: int
    country: str
    language: str
    organisation: str
    title: str
    basis: str
    chapters: tuple[ChapterText, ...]
    audit_head: str | None

    @property
    def unwritten(self) -> int:
        """Questions that neither records nor the officer answer yet."""
        return sum(chapter.unwritten for chapter in self.chapters)

    def public(self, left_out: str) -> "AnnualReport":
        """Without personal data and internal remarks; `left_out` stands where an answer is not for the public."""
        chapters = tuple(
            chapter.model_copy(update={"answers": tuple(_public(one, left_out) for one in chapter.answers)})
            for chapter in self.chapters
        )
        return self.model_copy(update={"chapters": chapters})


def _public(answer: Answer, left_out: str) -> Answer:
    own = left_out if answer.personal and answer.own else mask(answer.own)
    sentences = tuple(one for one in answer.sentences if not one.internal)
    return answer.model_copy(update={"own": own, "note": "", "sentences": sentences})
