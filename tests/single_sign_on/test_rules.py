"""What a provider may say, and what follows from it."""

from typing import Any

import pytest

from handfast.kernel.callers import Role
from handfast.kernel.time import MINUTE, SECOND
from handfast.single_sign_on import rules
from handfast.single_sign_on.rules import Admission, Identity, NotValid

NOW = 1_800_000_000 * SECOND
ISSUER, CLIENT = "https://login.example.com", "handfast"


def claims(**changes: Any) -> dict[str, Any]:
    now = NOW // SECOND
    whole = {"iss": ISSUER, "aud": CLIENT, "sub": "kim", "exp": now + 60, "iat": now, "nonce": "n"} | changes
    return {name: value for name, value in whole.items() if value is not None}


def check(**changes: Any) -> str | None:
    """What is wrong with an ID token."""
    try:
        rules.check_id_token(claims(**changes), ISSUER, CLIENT, "n", NOW)
    except NotValid as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "other"], "azp": CLIENT},
        {"exp": NOW // SECOND - 120},
        {"iat": NOW // SECOND + 120},
        {"iat": NOW // SECOND - 720},
        {"sub": "k" * 255},
        {"nbf": NOW // SECOND + 120},
    ],
)
def test_an_id_token_that_fits_is_valid(changes: dict[str, Any]) -> None:
    assert check(**changes) is None


NO_TIMES = "it says not from when to when it is valid"
SEVERAL = "it is for several clients, and was not given to this one"
EXPIRED = "it has expired; are both clocks right?"
FUTURE = "it is of the future; are both clocks right?"
OLD = "it is too old; are both clocks right?"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": ISSUER + "/"}, "it is of another issuer"),
        ({"aud": "other"}, "it is for another client"),
        ({"aud": None}, "it is for another client"),
        ({"aud": [CLIENT, "other"]}, SEVERAL),
        ({"azp": "other"}, SEVERAL),
        ({"exp": NOW // SECOND - 121}, EXPIRED),
        ({"exp": 0}, EXPIRED),
        ({"exp": None}, NO_TIMES),
        ({"exp": True}, NO_TIMES),
        ({"exp": "never"}, NO_TIMES),
        ({"exp": 1e11}, NO_TIMES),
        ({"iat": None}, NO_TIMES),
        ({"iat": NOW // SECOND + 121}, FUTURE),
        ({"iat": NOW // SECOND - 721}, OLD),
        ({"nbf": NOW // SECOND + 121}, FUTURE),
        ({"nonce": "m"}, "its nonce is not the one of this sign-in"),
        ({"nonce": None}, "its nonce is not the one of this sign-in"),
        ({"sub": None}, "it has no subject"),
        ({"sub": ""}, "it has no subject"),
        ({"sub": "k" * 256}, "it has no subject"),
        ({"sub": 7}, "it has no subject"),
    ],
)
def test_an_id_token_that_does_not_fit_is_refused_and_it_is_said_why(changes: dict[str, Any], why: str) -> None:
    assert check(**changes) == why


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"sub": None, "sid": "s"}, None),
        ({"jti": "j" * 1_000}, None),
        ({"sub": None}, "it names neither a person nor a session"),
        ({"nonce": "n"}, "it has a nonce, as an ID token has"),
        ({"jti": None}, "it has no jti"),
        ({"jti": "j" * 1_001}, "it has no jti"),
        ({"events": {}}, "it reports no logout"),
        ({"events": {rules.LOGOUT_EVENT: True}}, "it reports no logout"),
        ({"aud": "other"}, "it is for another client"),
    ],
)
def test_a_logout_token_is_no_id_token(changes: dict[str, Any], why: str | None) -> None:
    token = claims(**{"nonce": None, "jti": "j", "events": {rules.LOGOUT_EVENT: {}}} | changes)
    said = None
    try:
        rules.check_logout_token(token, ISSUER, CLIENT, NOW)
    except NotValid as error:
        said = str(error)
    assert said == why


def identity(*values: str, auth_time: int | None = None) -> Identity:
    return Identity(ISSUER, "kim", values=values, auth_time=auth_time)


BY_CLAIM = Admission("groups", (("it", Role.ADMIN), ("leads", Role.MANAGER), ("boss", Role.OWNER)), Role.STAFF)


@pytest.mark.parametrize(
    ("admission", "values", "current", "expected"),
    [
        (Admission(), (), None, None),
        (Admission(), (), Role.MANAGER, Role.MANAGER),
        (Admission(default_role=Role.STAFF), (), None, Role.STAFF),
        (Admission(default_role=Role.STAFF), (), Role.MANAGER, Role.MANAGER),
        (BY_CLAIM, ("leads", "it"), None, Role.ADMIN),
        (BY_CLAIM, ("leads",), Role.ADMIN, Role.MANAGER),
        (BY_CLAIM, (), Role.ADMIN, Role.STAFF),
        (BY_CLAIM, ("boss",), None, Role.STAFF),
        (BY_CLAIM, ("boss",), Role.MANAGER, Role.STAFF),
        (BY_CLAIM, ("leads",), Role.OWNER, Role.OWNER),
        (Admission("groups", (("it", Role.ADMIN),)), (), Role.ADMIN, None),
    ],
)
def test_a_claim_gives_a_role_and_never_that_of_an_owner(
    admission: Admission, values: tuple[str, ...], current: Role | None, expected: Role | None
) -> None:
    assert rules.role_for(admission, identity(*values), current) is expected


def test_a_claim_may_be_inside_another_or_have_a_point_in_its_name() -> None:
    assert rules.claimed({"realm": {"roles": ["a", 7, "", "b"]}}, "realm.roles") == ("a", "b")
    assert rules.claimed({"https://example.com/roles": "a"}, "https://example.com/roles") == ("a",)
    assert rules.claimed({"realm": "x"}, "realm.roles") == ()


@pytest.mark.parametrize(
    ("said", "email"),
    [
        ({"email": "Kim@Example.com", "email_verified": True}, "kim@example.com"),
        ({"email": "kim@example.com", "email_verified": "true"}, "kim@example.com"),
        ({"email": "kim@example.com", "email_verified": "false"}, None),
        ({"email": "kim@example.com", "email_verified": 1}, "kim@example.com"),
        ({"email": "kim@example.com"}, None),
        ({"email": ["kim@example.com"], "email_verified": True}, None),
        ({"email": "kim\x00@example.com", "email_verified": True}, None),
    ],
)
def test_only_an_address_that_is_verified_counts(said: dict[str, Any], email: str | None) -> None:
    assert rules.identity_of(claims(**said), "").email == email


def test_an_identity_is_what_the_claims_say_and_nothing_that_cannot_be_kept() -> None:
    said = claims(name=" Kim ", sid="s" * 255, auth_time=0, groups=["it"])
    assert rules.identity_of(said, "groups") == Identity(ISSUER, "kim", None, "Kim", ("it",), "s" * 255, 0)
    said = claims(name="K\x00", sid="s" * 256, auth_time="now", groups=7)
    assert rules.identity_of(said, "groups") == Identity(ISSUER, "kim")
    assert rules.identity_of(claims(name=["Kim"]), "") == Identity(ISSUER, "kim")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/devices?status=active", "/devices?status=active"),
        (None, "/"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("/api/session", "/"),
        ("/a\nb", "/"),
        ("/" + "a" * 499, "/" + "a" * 499),
        ("/" + "a" * 500, "/"),
        ("/devices?search=é€ \U0001f511", "/devices?search=%C3%A9%E2%82%AC%20%F0%9F%94%91"),
        ("/devices?search=a%20b&x=[~]#end", "/devices?search=a%20b&x=[~]#end"),
        ("/" + "€" * 200, "/"),
        ("/\ud800", "/"),
    ],
)
def test_one_goes_on_at_a_page_of_this_server(path: str | None, kept: str) -> None:
    assert rules.local_path(path) == kept


NO_HTTPS = "The address of the provider must begin with https://"
NO_PROVIDER = "This is not the address of a provider: it has no user name, no ? and no #"


@pytest.mark.parametrize(
    ("issuer", "here", "problem"),
    [
        ("https://login.example.com/realms/a", "https://pair.example.com", None),
        ("https://login.example.com/" + "a" * 474, "https://pair.example.com", None),
        ("https://login.example.com/" + "a" * 475, "https://pair.example.com", "This address is too long"),
        ("https://login.example.com/a b", "https://pair.example.com", "This address is too long"),
        ("http://login.example.com", "https://pair.example.com", NO_HTTPS),
        ("http://127.0.0.1:9", "https://pair.example.com", NO_HTTPS),
        ("http://127.0.0.1:9", "http://127.0.0.1:8000", None),
        ("https://user@login.example.com", "https://pair.example.com", NO_PROVIDER),
        ("https://login.example.com?a=b", "https://pair.example.com", NO_PROVIDER),
        ("https://login.example.com#a", "https://pair.example.com", NO_PROVIDER),
        ("https://login.example.com/\x7f", "https://pair.example.com", NO_PROVIDER),
        ("https://login.example.com/é", "https://pair.example.com", NO_PROVIDER),
        ("https://[::1", "https://pair.example.com", "This is not an address"),
        ("https://login.example.com:port", "https://pair.example.com", "This is not an address"),
        ("ftp://login.example.com", "https://pair.example.com", NO_HTTPS),
        ("https://", "https://pair.example.com", NO_PROVIDER),
    ],
)
def test_a_provider_has_an_https_address(issuer: str, here: str, problem: str | None) -> None:
    assert rules.issuer_problem(issuer, here) == problem


def test_a_confirmation_is_newer_than_its_beginning() -> None:
    assert rules.confirms(identity(auth_time=NOW), NOW, NOW)
    assert rules.confirms(identity(auth_time=NOW - 2 * MINUTE), NOW, NOW)
    assert not rules.confirms(identity(auth_time=NOW - 2 * MINUTE - 1), NOW, NOW)
    assert rules.confirms(identity(auth_time=NOW + 2 * MINUTE), NOW, NOW)
    assert not rules.confirms(identity(auth_time=NOW + 2 * MINUTE + 1), NOW, NOW)
    assert not rules.confirms(identity(), NOW, NOW)
    assert rules.confirmed_at(identity(auth_time=NOW + MINUTE), NOW) == NOW
    assert rules.confirmed_at(identity(), NOW) == 0


def test_scopes_and_domains_are_brought_into_their_form() -> None:
    assert rules.scopes_of("email  openid email") == "openid email"
    assert rules.scopes_of('a"b') is None
    assert rules.domain_of(" @Example.COM ") == "example.com"
    assert rules.domain_of("bücher.example") == "xn--bcher-kva.example"
    assert rules.domain_of("example") is None
    assert rules.is_of_domains("kim@bücher.example", ["xn--bcher-kva.example"])
    assert not rules.is_of_domains("kim@example.com.evil.example", ["example.com"])
    assert not rules.is_of_domains("kim@sub.example.com", ["example.com"])
    assert rules.is_of_domains('"kim@home"@example.com', ["example.com"])
    assert not rules.is_of_domains(f"kim@{'ü' * 64}.example", ["example.com"])
    labels = ".".join(["a" * 63] * 3)
    assert rules.domain_of(f"{labels}.{'b' * 61}") == f"{labels}.{'b' * 61}"
    assert rules.domain_of(f"{labels}.{'b' * 62}") is None
