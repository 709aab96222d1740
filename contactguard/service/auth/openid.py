"""Signing in through the company's own OpenID provider: code flow with PKCE, state and nonce; and signing out there."""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from aiohttp import web
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.async_app import AsyncOAuth2Mixin
from authlib.integrations.base_client.async_openid import AsyncOpenIDMixin
from authlib.integrations.base_client.sync_app import BaseApp
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from yarl import URL

from contactguard.accounts.claims import Mapped, Person, claim
from contactguard.settings import OpenIdSettings

log = logging.getLogger(__name__)

ATTEMPT_S = 600  # between going to the provider and coming back
TIMEOUT_S = 10.0
CALLBACK = "/login/openid/callback"
_ASYMMETRIC = ("RS", "PS", "ES", "Ed")  # signed by a key that only the provider has
_FAULTS = (AuthlibBaseError, JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError)


class _Client(AsyncOAuth2Mixin, AsyncOpenIDMixin, BaseApp):  # type: ignore[misc]  # authlib has no types
    client_cls = AsyncOAuth2Client
    issuer: str

    async def load_server_metadata(self) -> dict[str, Any]:
        """A provider may offer signatures by a shared secret or none at all; neither is taken."""
        metadata: dict[str, Any] = await super().load_server_metadata()
        if metadata["issuer"] != self.issuer:
            raise ValueError(f"the provider calls itself {metadata['issuer']!r}, the settings call it {self.issuer!r}")
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one.startswith(_ASYMMETRIC)]
        return metadata


@dataclass(frozen=True)
class Attempt:
    """What has to be remembered between going to the provider and coming back."""

    state: str
    nonce: str
    code_verifier: str
    wanted: str

    def text(self) -> str:
        return json.dumps(vars(self))

    @classmethod
    def read(cls, text: str) -> "Attempt":
        return cls(**json.loads(text))


class OpenId:
    """One provider. Its addresses and keys are fetched at the first sign-in and kept."""

    def __init__(self, settings: OpenIdSettings, public_url: str) -> None:
        self._settings = settings
        self._public = URL(public_url)
        self._mapped = Mapped(settings.role_claim, settings.roles, settings.agent_claim)
        self._client = _Client(
            None,
            "openid",
            client_id=settings.client_id,
            client_secret=settings.client_secret.get_secret_value() if settings.client_secret else None,
            server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": settings.scope, "code_challenge_method": "S256", "timeout": TIMEOUT_S},
        )
        self._client.issuer = settings.issuer

    @property
    def _callback(self) -> str:
        return str(self._public.with_path(CALLBACK))

    async def leave(self, wanted: str) -> tuple[str, Attempt]:
        """Where to send the browser, and what to remember meanwhile. Raises 503 if the provider is away."""
        try:
            made = await self._client.create_authorization_url(self._callback)
        except _FAULTS as error:
            log.exception("the OpenID provider cannot be asked")
            raise web.HTTPServiceUnavailable(text="the OpenID provider does not answer; try again later") from error
        return made["url"], Attempt(made["state"], made["nonce"], made["code_verifier"], wanted)

    async def come_back(self, query: Mapping[str, str], attempt: Attempt) -> tuple[Person, str]:
        """Who it is, and the token that says so. Raises 403 for whatever is not in order."""
        if not secrets.compare_digest(query.get("state", "").encode(), attempt.state.encode()):
            raise web.HTTPForbidden(text="this sign-in was not begun here; begin again")
        if query.get("iss", self._settings.issuer) != self._settings.issuer:
            raise web.HTTPForbidden(text="this answer is from another provider; begin the sign-in again")
        if "error" in query or "code" not in query:
            raise web.HTTPForbidden(text="the OpenID provider did not let you in")
        try:
            return await self._redeem(query["code"], attempt)
        except _FAULTS as error:
            log.exception("the OpenID provider's answer is refused")
            raise web.HTTPForbidden(
                text="the OpenID provider's answer is not in order; the log has the reason"
            ) from error

    async def goodbye(self, id_token: str) -> str | None:
        """Where to sign out at the provider as well; None where it has no such place or is away."""
        try:
            back = str(self._public.with_path("/login"))
            made = await self._client.create_logout_url(back, id_token, client_id=self._settings.client_id)
        except _FAULTS:
            return None
        return str(made["url"])

    async def _redeem(self, code: str, attempt: Attempt) -> tuple[Person, str]:
        redirect = self._callback
        token = await self._client.fetch_access_token(redirect, code=code, code_verifier=attempt.code_verifier)
        options = {
            "iss": {"essential": True, "value": self._settings.issuer},
            "aud": {"essential": True, "value": self._settings.client_id},
        }
        claims = dict(await self._client.parse_id_token(token, nonce=attempt.nonce, claims_options=options) or {})
        if claim(claims, self._settings.role_claim) is None:
            claims = await self._more(token, claims["sub"]) | claims
        return self._mapped.person(claims), token["id_token"]

    async def _more(self, token: Any, subject: str) -> dict[str, Any]:
        """What providers that keep the ID token short tell when asked. Raises ValueError if it is of somebody else."""
        if "userinfo_endpoint" not in await self._client.load_server_metadata():
            return {}
        told = dict(await self._client.userinfo(token=token))
        if told.get("sub") != subject:
            raise ValueError("the provider told of somebody else")
        return told
