"""Everybody who may knock, and what they may by the table written by hand."""

from collections.abc import Iterator

import httpx

from tests.support.permissions import PERMISSIONS, SCOPES
from tests.support.server import Server

PEOPLE = ("customer", "viewer", "staff", "installer", "support", "manager", "admin", "owner")
SERVICES = ("service", "service_without_scope")
CALLERS = ("anonymous", "device", *PEOPLE, "other_manager", "token_without_scope", *SERVICES, "operator")


def missing(action: str) -> frozenset[str]:
    """Every scope but the one that the action takes."""
    return SCOPES - {PERMISSIONS[action].scope or ""}


def tenant_of(name: str) -> int:
    return 1 if name == "other_manager" else 0


def role_of(name: str) -> str:
    return {"other_manager": "manager", "token_without_scope": "owner"}.get(name, name)


def scopes_of(name: str, action: str) -> frozenset[str]:
    """Of a caller with a token."""
    return SCOPES if name == "service" else missing(action)


def allowed(name: str, action: str) -> bool:
    if name in ("anonymous", "device", "operator"):
        return PERMISSIONS[action].allows(name)
    if name in SERVICES:
        return PERMISSIONS[action].allows("service", scopes=scopes_of(name, action))
    scopes = missing(action) if name == "token_without_scope" else None
    return PERMISSIONS[action].allows("person", role_of(name), scopes)


class Clients:
    """One client a caller, kept for the module: signing in costs a password hash."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._kept: dict[tuple[str, frozenset[str]], httpx.Client] = {}

    def of(self, name: str, action: str, *, fresh: bool = False) -> httpx.Client:
        key = (name, scopes_of(name, action) if name in ("token_without_scope", *SERVICES) else frozenset())
        if fresh:
            return self._make(*key)
        if key not in self._kept:
            self._kept[key] = self._make(*key)
        return self._kept[key]

    def forget(self, name: str) -> None:
        """Who has just signed out everywhere signs in anew, and makes new access tokens."""
        who = role_of(name), tenant_of(name)
        for key in [key for key in self._kept if (role_of(key[0]), tenant_of(key[0])) == who]:
            del self._kept[key]

    def _make(self, name: str, scopes: frozenset[str]) -> httpx.Client:
        if name == "anonymous":
            return self._server.anonymous()
        if name == "device":
            return self._server.pair().client
        if name == "token_without_scope":
            return self._server.with_token("owner", *sorted(scopes))
        if name in SERVICES:
            return self._server.as_service(*sorted(scopes))
        return self._server.as_(role_of(name), tenant_of(name))


def who_may(action: str) -> Iterator[str]:
    """The callers who are signed in and to whom the action is open."""
    return (name for name in CALLERS if name not in ("anonymous", "device") and allowed(name, action))
