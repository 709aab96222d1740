"""An approved neutral answer to one topic in one language: what is said on the phone and written in a mail, and why."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# Pages link to it, and drafts come from files of others: an address that runs a script is none.
WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s/]")]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Form(StrEnum):
    """How the answer reaches the customer."""

    PHONE = "phone"
    EMAIL = "email"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Part):
    """A fact with its source and the day it was checked, or one that the company itself must fill in."""

    text: Text
    source: Text | None = None
    url: WebAddress | None = None
    checked: date | None = None
    verify: Literal["company"] | None = None

    @model_validator(mode="after")
    def _has_a_source_or_is_to_be_verified(self) -> "Fact":
        if self.verify is None and (self.source is None or self.checked is None):
            raise ValueError("give its source and the day it was checked, or leave it to the company (verify: company)")
        return self


class Variant(_Part):
    """What a country says otherwise; what is None stays as in the general text."""

    phone: Text | None = None
    email: Text | None = None
    say: tuple[Text, ...] | None = None
    never: tuple[Text, ...] | None = None
    facts: tuple[Fact, ...] | None = None


class Answer(_Part):
    """One file of the base. `asked` are ways in which customers and agents put the question."""

    topic: TopicId
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    title: Text
    summary: Text
    keywords: tuple[Text, ...]
    asked: tuple[Text, ...]
    phone: Text
    email: Text
    say: tuple[Text, ...] = Field(min_length=1)
    never: tuple[Text, ...] = Field(min_length=1)
    facts: tuple[Fact, ...]
    related: tuple[TopicId, ...] = ()
    valid_until: date
    variants: dict[Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")], Variant] = {}

    @property
    def id(self) -> str:
        """`supplier-switch-da`: one answer for ever, whatever its version."""
        return f"{self.topic}-{self.language}"

    @property
    def key(self) -> str:
        """Under which its versions are kept."""
        return self.id

    def for_country(self, country: str) -> "Answer":
        """The answer with what the country says otherwise put in; its variants are gone."""
        variant = self.variants.get(country, Variant())
        changed = {name: value for name in Variant.model_fields if (value := getattr(variant, name)) is not None}
        return self.model_copy(update={**changed, "variants": {}})

    def text(self, form: Form) -> str:
        return self.phone if form is Form.PHONE else self.email

    def expired(self, today: date) -> bool:
        return self.valid_until < today
