"""The OpenID provider of the tests: the certified oidc-provider, in a process of its own."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from contactguard.accounts.roles import Role
from contactguard.settings import OpenIdSettings

FOLDER = Path(__file__).parent
ROLES = {"cg-officers": (Role.OFFICER,), "cg-agents": (Role.AGENT,), "cg-leads": (Role.LEAD,)}


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def providing(own: str, tokens: str = "long") -> Iterator[str]:
    """The address of a provider that signs people in at `own`; with "short" its ID tokens say only who it is."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node.js; install it with: apt-get install nodejs npm")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("no OpenID provider; install it with: npm ci --prefix tests/openid")
    port = free_port()
    command = [node, "provider.mjs", str(port), f"{own}/login/openid/callback", f"{own}/login", tokens]
    with subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            assert "listening\n" in iter(process.stdout.readline, ""), "the OpenID provider did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def settings_for(issuer: str) -> OpenIdSettings:
    return OpenIdSettings(
        issuer=issuer,
        client_id="contactguard",
        client_secret="a secret of this test",
        role_claim="groups",
        roles=ROLES,
        agent_claim="preferred_username",
    )
