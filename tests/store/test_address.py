import pytest

from contactguard.errors import InputError
from contactguard.store.address import parse_address
from contactguard.store.database import Database
from contactguard.store.schema import upgrading


def test_what_libpq_takes_as_a_parameter_stands_where_the_driver_and_backups_look() -> None:
    url = parse_address("postgresql://db.example.dk/contactguard?user=cg&password=hidden&port=5433&sslmode=verify-full")
    assert (url.username, url.password, url.port, dict(url.query)) == ("cg", "hidden", 5433, {"ssl": "verify-full"})


def test_a_password_among_the_parameters_is_in_no_command_that_is_told() -> None:
    assert "hidden" not in upgrading(Database("postgresql://db.example.dk/contactguard?user=cg&password=hidden"))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://db.example.dk:secret/x", "is not a URL"),
        ("postgresql://db.example.dk/x?port=secret", "is not a URL"),
        ("postgresql://db.example.dk/x?sslmod=require", "has no parameter 'sslmod'; there are host, "),
        ("mysql://db.example.dk/x", "no database of kind 'mysql'"),
        ("sqlite://", "needs a file"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(address: str, told: str) -> None:
    with pytest.raises(InputError, match="database") as caught:
        parse_address(address)
    assert told in caught.value.message
    assert "secret" not in caught.value.message
