"""`contactguard users`: who may sign in, as what, and which programs hold a token."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

import typer

from contactguard.accounts.account import Account
from contactguard.accounts.passwords import hash_password, one_time_password
from contactguard.accounts.roles import Right, Role
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.texts import plural, text
from contactguard.errors import ConflictError, NotFoundError
from contactguard.opening import open_keyed
from contactguard.settings import Settings
from contactguard.wiring import LoginParts, login_parts

T = TypeVar("T")
Work = Callable[[LoginParts], Awaitable[T]]


app = typer.Typer(help="Manages accounts and tokens.", no_args_is_help=True)
tokens = typer.Typer(help="Manages tokens for programs.", no_args_is_help=True)
app.add_typer(tokens, name="tokens")

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
RolesOption = Annotated[list[Role], typer.Option("--role", help="Role; may be given several times.")]
AgentOption = Annotated[str | None, typer.Option("--agent", help="Name of the person in the sources; not kept.")]


@app.command("add")
def add(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    name: NameArgument,
    role: RolesOption,
    agent: AgentOption = None,
    emergency: Annotated[
        bool, typer.Option("--emergency", help="For the day the OpenID provider is unavailable; one account only.")
    ] = False,
    database: DatabaseOption = None,
) -> None:
    """Creates an account and prints a password for its first sign-in."""
    password = one_time_password()
    hashed = hash_password(password)

    async def work(login: LoginParts) -> Account:
        if emergency and any(one.emergency for one in await login.accounts.all()):
            raise ConflictError("there is an emergency account already; `contactguard users list` shows it")
        pseudonym = login.pseudonyms.of(agent)
        more = {"password_hash": hashed, "must_change": True, "emergency": emergency, "pseudonym": pseudonym}
        return await login.accounts.add(name, role, by=BY, **more)

    account = _with_login(context.obj(database=database), work, make=True)
    typer.echo(text("{name} may sign in as {roles}.", name=account.name, roles=", ".join(sorted(account.roles))))
    typer.echo(text("Password for the first sign-in: {password}", password=password))


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """Writes a line for each account: name, roles, last seen."""

    async def work(login: LoginParts) -> list[Account]:
        return await login.accounts.all()

    for account in _with_login(context.obj(database=database), work):
        seen = account.seen_at.isoformat(timespec="minutes") if account.seen_at else "–"
        signs = [text("disabled")] * (account.disabled_at is not None) + [text("emergency")] * account.emergency
        typer.echo("  ".join([account.name, ", ".join(sorted(account.roles)) or "–", seen, *signs]))


@app.command("roles")
def roles(context: typer.Context, name: NameArgument, role: RolesOption, database: DatabaseOption = None) -> None:
    """Gives an account these roles instead of those it had."""

    async def work(login: LoginParts) -> Account:
        return await login.accounts.set_roles(name, role, by=BY)

    account = _with_login(context.obj(database=database), work)
    typer.echo(text("{name} may sign in as {roles}.", name=account.name, roles=", ".join(sorted(account.roles))))


@app.command("reset")
def reset(context: typer.Context, name: NameArgument, database: DatabaseOption = None) -> None:
    """Signs out everywhere, revokes tokens, turns the second factor off and prints a password for the first sign-in."""
    password = one_time_password()
    hashed = hash_password(password)

    async def work(login: LoginParts) -> None:
        account = await login.accounts.named(name)
        await login.accounts.set_password(name, hashed, must_change=True, by=BY)
        if account.totp is not None:
            await login.second_factors.set(name, None, by=BY)

    _with_login(context.obj(database=database), work)
    typer.echo(text("Password for the first sign-in: {password}", password=password))


@app.command("disable")
def disable(context: typer.Context, name: NameArgument, database: DatabaseOption = None) -> None:
    """Lets nobody in under this account; its sessions and tokens end."""

    async def work(login: LoginParts) -> Account:
        return await login.accounts.set_enabled(name, False, by=BY)

    account = _with_login(context.obj(database=database), work)
    typer.echo(text("{name} is disabled.", name=account.name))


@app.command("enable")
def enable(context: typer.Context, name: NameArgument, database: DatabaseOption = None) -> None:
    """Lets a disabled account in again."""

    async def work(login: LoginParts) -> Account:
        return await login.accounts.set_enabled(name, True, by=BY)

    account = _with_login(context.obj(database=database), work)
    typer.echo(text("{name} is enabled.", name=account.name))


@app.command("agent")
def agent(
    context: typer.Context,
    name: NameArgument,
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="Name of the person in the sources; not kept.")],
    database: DatabaseOption = None,
) -> None:
    """Says which agent in the sources the person is, so that nobody reviews their own contacts."""

    async def work(login: LoginParts) -> Account:
        return await login.accounts.set_pseudonym(name, login.pseudonyms.of(agent), by=BY)

    account = _with_login(context.obj(database=database), work)
    typer.echo(text("{name} is {pseudonym} in contacts.", name=account.name, pseudonym=account.pseudonym))


@app.command("sign-out")
def sign_out(context: typer.Context, name: NameArgument, database: DatabaseOption = None) -> None:
    """Ends all sessions of an account."""

    async def work(login: LoginParts) -> int:
        return await login.sessions.end_all(await login.accounts.named(name), by=BY)

    count = _with_login(context.obj(database=database), work)
    typer.echo(plural("{count} session ended.", "{count} sessions ended.", count))


@tokens.command("add")
def add_token(  # noqa: PLR0913 - each option of the command is an argument
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the token is for.")],
    right: Annotated[list[Right], typer.Option("--right", help="Right; may be given several times.")],
    days: Annotated[int, typer.Option("--days", min=1, max=731, help="How long it lasts.")] = 365,
    user: Annotated[str | None, typer.Option("--user", help="Account in whose name it works.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Creates a token for a program and prints it, this once."""

    async def work(login: LoginParts) -> str:
        account = await login.accounts.named(user) if user else None
        return await login.tokens.add(name, right, timedelta(days=days), account=account, by=BY)

    typer.echo(_with_login(context.obj(database=database), work))


@tokens.command("list")
def list_tokens(context: typer.Context, database: DatabaseOption = None) -> None:
    """Writes a line for each token: number, name, rights, end, last use."""

    async def work(login: LoginParts) -> list[str]:
        lines = []
        for one in await login.tokens.all():
            used = one.used_at.isoformat(timespec="minutes") if one.used_at else "–"
            ends = one.revoked_at or one.expires_at
            lines.append(f"{one.id}  {one.name}  {', '.join(sorted(one.rights))}  {ends.date()}  {used}")
        return lines

    for line in _with_login(context.obj(database=database), work):
        typer.echo(line)


@tokens.command("revoke")
def revoke_token(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of the token in the list.")],
    database: DatabaseOption = None,
) -> None:
    """Ends a token at once."""

    async def work(login: LoginParts) -> str:
        for one in await login.tokens.all():
            if one.id == number:
                await login.tokens.revoke(one, by=BY)
                return one.name
        raise NotFoundError(
            "there is no token {number}; `contactguard users tokens list` shows those there are", number=number
        )

    typer.echo(text("{name} is revoked.", name=_with_login(context.obj(database=database), work)))


def _with_login(settings: Settings, work: Work[T], *, make: bool = False) -> T:
    async def run() -> T:
        async with open_keyed(settings, make=make) as (database, secret):
            return await work(login_parts(settings, database, secret))

    return asyncio.run(run())
