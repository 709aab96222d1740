"""Settings from command line, environment (CONTACTGUARD_…) and a TOML file, in this order of weight."""

import os
from collections.abc import Container
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, IPvAnyNetwork, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from contactguard.accounts.roles import Role
from contactguard.contacts.sources.options import Format, Options
from contactguard.errors import FileFaultsError, FormError, InputError
from contactguard.mailing import Security
from contactguard.organisation.toml_file import read_toml

PREFIX = "CONTACTGUARD_"


class SourceSettings(BaseModel):
    """One place where contacts come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path = Field(description="File or folder.")
    format: Format | None = Field(default=None, description="Form of the records; told from the name when missing.")
    options: Options = Field(default=Options(), description="What the records do not say themselves: queue, columns …")


_ISSUER = r"^(https://|http://(127\.0\.0\.1|localhost)(:\d+)?(/|$))"


def _with_port(address: str) -> str:
    """Raises ValueError where what stands for a port can be none."""
    _ = urlsplit(address).port
    return address


def _at_the_top(address: HttpUrl) -> HttpUrl:
    """Raises ValueError for more than a name and port: all links of the pages begin there."""
    if address.path not in (None, "/") or address.query or address.fragment:
        raise ValueError("leave out the path: the pages lie right under the name")
    return address


class OpenIdSettings(BaseModel):
    """The company's own login. `roles` says which value of the role claim makes somebody what here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: Annotated[str, AfterValidator(_with_port)] = Field(
        pattern=_ISSUER, description="As it calls itself; https, or on this machine."
    )
    client_id: str
    client_secret: SecretStr | None = None
    scope: str = "openid profile email"
    role_claim: str = Field(default="roles", description="Name of the claim, or a path such as realm_access.roles.")
    roles: dict[str, tuple[Role, ...]] = Field(min_length=1, description='Such as {"cg-officers" = ["officer"]}.')
    agent_claim: str | None = Field(default=None, description="Claim with the name that an agent has in the sources.")


class _Environment(EnvSettingsSource):
    """Variables; one that is empty is not set."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError as error:
            told = {"variable": _variable(field_name), "example": '["one", "two"]'}
            raise InputError("{variable}: write it as JSON, a list such as {example}", **told) from error


class Settings(BaseSettings):
    """Everything the program can be told from outside. Built once by the command line, handed down as plain values."""

    model_config = SettingsConfigDict(frozen=True, env_prefix=PREFIX, env_ignore_empty=True, extra="forbid")
    reads_environment: ClassVar[bool] = True
    in_file: ClassVar[dict[str, Any]] = {}

    profile: Path | None = Field(default=None, description="Organisation profile (TOML).")
    database: str = Field(
        default="sqlite:///contactguard.sqlite", description="Address of the database: sqlite:///… or postgresql://…"
    )
    busy_timeout_s: Annotated[float, Field(gt=0)] = Field(
        default=30.0, description="How long to wait for a locked SQLite database, in seconds."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Secret for agents' pseudonyms, 16 characters or more; SQLite makes a key file without it.",
    )
    sources: tuple[SourceSettings, ...] = Field(default=(), description="What `scan` reads when no source is named.")
    exempt_lines: frozenset[str] = Field(
        default=frozenset(), description="Lines that are not the grid company's: counted, never scanned."
    )
    rules: Path | None = Field(
        default=None, description="Folder of own rule files, each instead of the program's of its policy and language."
    )
    models: bool = Field(default=True, description="Whether trained models may add findings to those of the rules.")
    workers: Annotated[int, Field(ge=1)] = Field(default=1, description="Processes that scan.")
    cluster: str | None = Field(default=None, description="Address of a Dask scheduler that scans instead.")
    host: str = Field(
        default="127.0.0.1",
        description="Address that `serve` listens on; 0.0.0.0 for all of this machine's.",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8080, description="Port that `serve` listens on; 0 takes any free one."
    )
    public_url: Annotated[HttpUrl, AfterValidator(_at_the_top)] | None = Field(
        default=None, description="Address that people open, such as https://contactguard.example.dk."
    )
    proxies: frozenset[IPvAnyNetwork] = Field(
        default=frozenset(), description="Addresses of reverse proxies, whose X-Forwarded-For is believed."
    )
    embed_origins: tuple[Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]+)?$")], ...] = Field(
        default=(), description="Origins whose pages may show the agents' pages in a frame: https://tickets.example.dk"
    )
    openid: OpenIdSettings | None = Field(
        default=None, description="OpenID provider that signs people in, instead of passwords here."
    )
    session_idle_minutes: Annotated[int, Field(ge=1)] = Field(
        default=60, description="After how long without use a sign-in ends."
    )
    session_hours: Annotated[int, Field(ge=1)] = Field(default=12, description="After how long any sign-in ends.")
    claim_minutes: Annotated[int, Field(ge=1)] = Field(
        default=15, description="How long a finding that was opened is kept from other reviewers."
    )
    dispute_days: Annotated[int, Field(ge=0)] = Field(
        default=14, description="How long agents may dispute a verdict of breach; until then it does not count."
    )
    second_share: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.1, description="Share of the findings that get a blind second verdict; 0 where one person reviews."
    )
    second_days: Annotated[int, Field(ge=1)] = Field(
        default=7, description="How long a second verdict is waited for before the first stands."
    )
    batch: Annotated[int, Field(ge=1, le=5000)] = Field(default=200, description="Contacts stored in one transaction.")
    audit_heads: Path | None = Field(
        default=None,
        description="File to which each scan adds the head of the audit chain; with SQLite one beside the database.",
    )
    keep_texts_days: Annotated[int, Field(ge=1, le=36500)] = Field(
        default=180, description="After how many days the words of contacts and findings are deleted."
    )
    keep_findings_months: Annotated[int, Field(ge=1, le=1200)] = Field(
        default=36, description="After how many whole months contacts and findings are deleted; counts stay."
    )

    smtp_host: str | None = Field(
        default=None, description="Server that outgoing mail is handed to; without one none is sent."
    )
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(default=587, description="Port of that server.")
    smtp_security: Security = Field(
        default=Security.STARTTLS,
        description="starttls, tls from the first byte, or none for a server of this machine.",
    )
    smtp_user: str | None = Field(default=None, description="User of the mail server, if it asks for one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password of that user.")
    smtp_sender: str | None = Field(default=None, description="Address that mails are sent from.")
    remind_to: tuple[str, ...] = Field(
        default=(), description="Who is reminded of what is due; without any, officers whose accounts have an address."
    )
    report_recipients: tuple[str, ...] = Field(
        default=(),
        description="Who gets the last month's report by e-mail, without excerpts, on a new month's first night.",
    )
    calendar_file: Path | None = Field(
        default=None, description="File to which each scan writes the dates coming, for calendar programs (iCalendar)."
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *args: Any, **others: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        environment = (_Environment(settings_cls),) if cls.reads_environment else ()
        return init_settings, *environment, InitSettingsSource(settings_cls, cls.in_file)


def load_settings(file: Path | None = None, *, environment: bool = True, **given: Any) -> Settings:
    """Settings with those given on top; None counts as not given. Raises InputError, FileFaultsError.

    `environment` says whether a file is read with the environment on top.
    """
    chosen = {name: value for name, value in given.items() if value is not None}
    if file is None:
        return _checked(Settings, chosen)
    if not file.is_file():
        raise InputError("there is no settings file {path}", path=str(file))
    told = read_toml(file, FileFaultsError, composed=False).data

    class FileSettings(Settings):
        reads_environment = environment
        in_file = told

    return _checked(FileSettings, chosen, file)


def unknown_variables() -> list[str]:
    """Those of the environment that are called as settings are and are none, which nothing else tells."""
    known = {_variable(name) for name in (*Settings.model_fields, "settings")}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _checked(kind: type[Settings], given: dict[str, Any], file: Path | None = None) -> Settings:
    try:
        return kind(**given)
    except ValidationError as error:
        faults = zip(error.errors(), FormError.of(error).each, strict=True)
        raise FormError(
            [_placed(one, _place(str(fault["loc"][0]), kind, given, file)) for fault, one in faults]
        ) from None


def _placed(fault: InputError, place: str) -> InputError:
    return InputError("{place}: {reason}", place=place, reason=fault)


def _place(name: str, kind: type[Settings], given: Container[str], file: Path | None) -> str:
    """Where the setting was made, by weight."""
    if name not in given and kind.reads_environment and os.environ.get(_variable(name)):
        return _variable(name)
    return str(file) if name not in given and file is not None else "the settings"


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"
