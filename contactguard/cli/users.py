"""`contactguard users`: who may sign in, and as what."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer

from contactguard.accounts.account import Account
from contactguard.accounts.passwords import hash_password, one_time_password
from contactguard.accounts.roles import Role
from contactguard.cli.db import BY, DatabaseOption
from contactguard.cli.texts import text
from contactguard.settings import Settings
from contactguard.store.accounts import AccountRepository
from contactguard.store.schema import ensure_schema
from contactguard.wiring import open_database

T = TypeVar("T")

app = typer.Typer(help="Looks after accounts.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Name to sign in with.")]
RolesOption = Annotated[list[Role], typer.Option("--role", help="Role; may be given several times.")]


@app.command("add")
def add(context: typer.Context, name: NameArgument, role: RolesOption, database: DatabaseOption = None) -> None:
    """Makes an account and prints a password for its first sign-in."""
    password = one_time_password()
    hashed = hash_password(password)

    async def work(accounts: AccountRepository) -> Account:
        return await accounts.add(name, role, by=BY, password_hash=hashed, must_change=True)

    _tell(_with_accounts(context.obj(database=database), work), password)


@app.command("list")
def list_(context: typer.Context, database: DatabaseOption = None) -> None:
    """Writes a line for each account: name, roles, last seen."""

    async def work(accounts: AccountRepository) -> list[Account]:
        return await accounts.all()

    for account in _with_accounts(context.obj(database=database), work):
        seen = account.seen_at.isoformat(timespec="minutes") if account.seen_at else "–"
        state = "" if account.disabled_at is None else f"  {text('disabled')}"
        typer.echo(f"{account.name}  {', '.join(sorted(account.roles))}  {seen}{state}")


def _tell(account: Account, password: str) -> None:
    typer.echo(text("{name} may sign in as {roles}.", name=account.name, roles=", ".join(sorted(account.roles))))
    typer.echo(text("Password for the first time: {password}", password=password))


def _with_accounts(settings: Settings, work: Callable[[AccountRepository], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_database(settings) as database:
            await ensure_schema(database)
            return await work(AccountRepository(database))

    return asyncio.run(run())
