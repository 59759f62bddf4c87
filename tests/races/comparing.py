"""Every way in at which a secret is compared that somebody might guess: what is sent, what the budget is, what is answered past it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import httpx
from argon2.low_level import Type, hash_secret

from handfast.ceremonies.device_authorization.authorize import Authorize, authorize
from handfast.db.database import Statement
from handfast.demo.companies import DemoUser
from handfast.kernel.callers import Caller, Role
from handfast.kernel.ids import UserId
from handfast.kernel.secrets import digest
from handfast.kernel.time import DAY
from handfast.users.accounts import store as accounts
from handfast.users.one_time_tokens import store as one_time_tokens
from handfast.users.recipients import store as recipients
from handfast.users.recipients.store import Recipient
from handfast.users.second_factors import store as totp
from handfast.users.second_factors.rules import SECRET_BYTES, secret_text
from handfast.users.second_factors.secrets import NONCE_BYTES, seal
from handfast.users.tenants import store as tenants
from tests.ceremonies.device_authorization.household import add_client
from tests.rustdesk.client import PHONE_UUID
from tests.rustdesk.client import Client as RustDeskClient
from tests.rustdesk.linking import code_of
from tests.support.inside import settings, use
from tests.support.members import new_user
from tests.support.pairing import NEVER_GIVEN, VERIFY, device, many_codes
from tests.support.second_factors import App
from tests.support.server import Server

NEW_PASSWORD = "quite-another-walnut"
WRONG_CODE = "ZZ999-Z9ZZ"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Sent:
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guesses:
    wrong: Sent
    right: Sent
    afterwards: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class WayIn:
    use_case: str
    """The name by which the server counts what it compared."""
    path: str
    budget: int
    wrong: str
    """The status of a wrong guess and how its code or its words begin."""
    past: tuple[str, ...]
    """The same of any guess past the budget."""
    prepare: Callable[[Server], Guesses]
    method: str = "POST"
    is_exact: bool = True
    """False where those who were refused may use up the source's tries before the last that were paid for are told."""


def _either(sent: Callable[[str], Sent], wrong: str, right: str) -> Guesses:
    return Guesses(sent(wrong), sent(right))


def _typed(wrap: Callable[..., Mapping[str, Any]]) -> Callable[[Server], Guesses]:
    def prepare(server: Server) -> Guesses:
        return Guesses(Sent(wrap(code=NEVER_GIVEN)), Sent(wrap(code=many_codes(server, 1)[0].text)))

    return prepare


def _named(server: Server) -> Guesses:
    named = many_codes(server, 1)[0].named
    return Guesses(Sent(device(**named | {"code": NEVER_GIVEN})), Sent(device(**named)))


def _cheapen(server: Server, person: DemoUser) -> str:
    """Keeps the person's password in a form that 400 tries are checked against in no time. The parameters are part of the hash."""
    password = person.password.reveal()
    kept = hash_secret(password.encode(), b"sixteen bytes ..", 1, 8, 1, 32, Type.ID).decode()
    server.call(
        server.application.database.execute_batch(
            [Statement("UPDATE accounts SET password_hash = $2 WHERE email = $1", (person.email, kept), guard=True)]
        )
    )
    return password


def _password(server: Server, email: str, **more: str) -> Guesses:
    person = server.person("staff")
    body = {email: person.email, **more}
    return Guesses(Sent(body | {"password": NEW_PASSWORD}), Sent(body | {"password": _cheapen(server, person)}))


def _own_password(server: Server, **more: str) -> Guesses:
    person = server.person("staff")
    headers = _signed_in(server.as_person(person))
    right = _cheapen(server, person)
    return _either(lambda one: Sent({"current_password": one, **more}, headers), f"not {right}", right)


def _signed_in(page: httpx.Client) -> dict[str, str]:
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    return {"Cookie": cookies, "X-CSRF-Token": page.headers["X-CSRF-Token"]}


def _link(kind: str, **more: str) -> Callable[[Server], Guesses]:
    def prepare(server: Server) -> Guesses:
        secret, now = f"right-{next(_numbers)}", server.clock.now()
        person_id, writes, afterwards = _holder(server, kind)
        ticket = one_time_tokens.insert(digest(secret), kind, now, now + DAY, user_id=person_id)
        for write in (*writes, ticket):
            server.call(server.application.database.execute_batch([write]))
        return replace(_either(lambda one: Sent({"token": one, **more}), "no-such-link", secret), afterwards=afterwards)

    return prepare


def _address(server: Server) -> Guesses:
    secret, now, id = f"right-{next(_numbers)}", server.clock.now(), server.random.id()
    clear = Statement("DELETE FROM notice_recipients WHERE tenant_id = $1", (server.tenants[0].id,))
    added = Recipient(id, 0, f"{id}@example.org", 1, 1, now, None)
    for write in (clear, recipients.insert(added, digest(secret), now + DAY, tenant_id=server.tenants[0].id)):
        server.call(server.application.database.execute_batch([write]))
    return _either(lambda one: Sent({"token": one}), "no-such-link", secret)


def _holder(server: Server, kind: str) -> tuple[UserId | None, list[Statement], tuple[Statement, ...]]:
    if kind == "setup":
        return None, [Statement("DELETE FROM server_state WHERE name = 'set_up'")], (tenants.mark_set_up(server.clock.now()),)
    if kind == "invitation":
        id, name = UserId(server.random.id()), f"new-{next(_numbers)}@example.com"
        return id, new_user(id, name, "New", Role.STAFF, server.clock.now(), tenant_id=server.tenants[0].id), ()
    return server.person("staff").id, [], ()


def _personal_code(server: Server) -> Guesses:
    page = server.as_person(_customer(server))
    code, headers = code_of(page), _signed_in(page)
    return _either(lambda one: Sent({"code": one, "deviceId": "123456789"}, headers), WRONG_CODE, code)


def _in_the_app(**more: str) -> Callable[[Server], Guesses]:
    def prepare(server: Server) -> Guesses:
        code = code_of(server.as_person(_customer(server)))
        body = {"id": "1700000001", "uuid": PHONE_UUID, **more}
        return _either(lambda one: Sent(body, {"Authorization": f"Bearer {one}"}), WRONG_CODE, code)

    return prepare


def _digits(server: Server) -> Guesses:
    headers = _signed_in(server.as_person(_customer(server)))
    code = RustDeskClient(server, "1700000123").start_grant()["code"]
    return _either(lambda one: Sent({"code": code, "digits": one}, headers), "321", "123")


def _user_code(server: Server) -> Guesses:
    settings(server, device_authorization="on")
    client = server.call(add_client(server, server.tenants[0].id))
    caller = Caller("anonymous", server.fresh_address())
    asked = use(server, authorize, Authorize(client, (), (), None, "Screen", ""), caller)
    headers = _signed_in(server.as_("manager"))
    return _either(lambda one: Sent({"user_code": one}, headers), "BBBB-BBBB", asked.user_code.reveal())


def _customer(server: Server) -> DemoUser:
    return next(person for person in server.tenants[0].users if person.subscription == "active")


def _with_app(server: Server) -> tuple[DemoUser, App]:
    """Somebody whom no other case needs, since the password alone no longer signs them in."""
    person = _without_app(server)
    account = server.call(server.application.database.fetch_one(accounts.by_email(person.email)))
    assert account is not None
    secret, now = secret_text(server.random.bytes(SECRET_BYTES)), server.clock.now()
    sealed = seal(server.application.keys, server.random.bytes(NONCE_BYTES), account.id, secret)
    for write in (totp.start(account.id, sealed, now), totp.confirm(account.id, sealed, 1, now), totp.begin(account.id, now)):
        server.call(server.application.database.execute_batch([write]))
    return person, App(secret, server.clock)


def _without_app(server: Server) -> DemoUser:
    person = server.person("manager", 1)
    for table in ("totp", "second_factors"):
        server.call(server.application.database.execute_batch([Statement(f"DELETE FROM {table}")]))
    return person


def _code_at_sign_in(server: Server) -> Guesses:
    person, app = _with_app(server)
    page = server.anonymous()
    first = page.post("/api/session", json={"email": person.email, "password": person.password.reveal()})
    cookies = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    return _either(lambda one: Sent({"token": first.json()["token"], "code": one}, {"Cookie": cookies}), app.wrong(), app.code())


def _code_in_the_app(server: Server) -> Guesses:
    person, app = _with_app(server)
    client = RustDeskClient(server, "1700000124")
    secret = client.log_in(person.email, person.password.reveal()).json()["secret"]
    body = {"type": "email_code", "secret": secret, "id": client.id, "uuid": client.uuid}
    return _either(lambda one: Sent(body | {"tfaCode": one}), app.wrong(), app.code())


def _code_to_confirm(server: Server) -> Guesses:
    headers = _signed_in(server.as_person(_without_app(server)))
    _, app = _with_app(server)
    return _either(lambda one: Sent({"code": one}, headers), app.wrong(), app.code())


def _first_code(server: Server) -> Guesses:
    page = server.as_person(_without_app(server))
    app = App(page.post("/api/session/totp").json()["secret"], server.clock)
    return _either(lambda one: Sent({"code": one}, _signed_in(page)), app.wrong(), app.code())


_OVER, _NO_LINK = ("429 RATE_LIMITED",), "410 LINK_EXPIRED"
_TOO_OFTEN = "Too many tries. Please wait"
WAYS_IN = [
    WayIn("preview", "/api/pairing/preview", 10, "401 INVALID_CODE", _OVER, _typed(dict)),
    WayIn("redeem", VERIFY, 10, "401 INVALID_CODE", _OVER, _typed(device)),
    WayIn("redeem", VERIFY, 5, "401 INVALID_CODE", (*_OVER, "429 TOO_MANY_ATTEMPTS"), _named, is_exact=False),
    WayIn("sign_in", "/api/session", 5, "401 INVALID_CREDENTIALS", _OVER, lambda server: _password(server, "email")),
    WayIn(
        "sign_in",
        "/api/login",
        5,
        "401 Wrong username",
        (f"429 {_TOO_OFTEN}",),
        lambda server: _password(server, "username", type="account"),
    ),
    WayIn("confirm", "/api/session/confirm", 5, "403 WRONG_PASSWORD", _OVER, _own_password),
    WayIn("confirm", "/api/session/confirm", 5, "403 WRONG_SECOND_FACTOR", _OVER, _code_to_confirm),
    WayIn("finish_sign_in", "/api/session/second-factor", 5, "403 WRONG_SECOND_FACTOR", _OVER, _code_at_sign_in),
    WayIn("finish_sign_in", "/api/login", 5, "403 This code is not right", (f"429 {_TOO_OFTEN}",), _code_in_the_app),
    WayIn("confirm_totp", "/api/session/totp/confirm", 5, "403 WRONG_SECOND_FACTOR", _OVER, _first_code),
    WayIn(
        "change_password",
        "/api/session/password",
        5,
        "403 WRONG_PASSWORD",
        _OVER,
        lambda server: _own_password(server, new_password=NEW_PASSWORD),
        "PUT",
    ),
    WayIn("redeem_reset", "/api/password-resets/redeem", 20, _NO_LINK, _OVER, _link("reset", new_password=NEW_PASSWORD)),
    WayIn("get_invitation", "/api/invitations/look", 20, _NO_LINK, _OVER, _link("invitation")),
    WayIn("join", "/api/invitations/redeem", 20, _NO_LINK, _OVER, _link("invitation", name="New", password=NEW_PASSWORD)),
    WayIn("confirm_recipient", "/api/notice-recipients/confirm", 20, _NO_LINK, _OVER, _address),
    WayIn(
        "set_up",
        "/api/setup",
        20,
        "403 SETUP_TOKEN_WRONG",
        _OVER,
        _link("setup", tenant_name="Third", owner_name="Third", owner_email="third@example.com", password=NEW_PASSWORD),
    ),
    WayIn("link_device", "/api/device/pair", 10, "403 FOREIGN_CODE", _OVER, _personal_code),
    WayIn("owner_of_code", "/api/devices/deploy", 10, "200 Unknown or expired", (f"200 {_TOO_OFTEN}",), _in_the_app(pk=PHONE_UUID)),
    WayIn("owner_of_code", "/api/devices/cli", 10, "200 Unknown or expired", (f"200 {_TOO_OFTEN}",), _in_the_app(user_name="carla")),
    WayIn("look", "/api/device-grants/look", 10, "401 INVALID_CODE", _OVER, _user_code),
    WayIn("approve", "/api/device-grants/approve", 10, "401 INVALID_CODE", _OVER, _user_code),
    WayIn("deny", "/api/device-grants/deny", 10, "401 INVALID_CODE", _OVER, _user_code),
    WayIn("approve", "/api/link-requests/approve", 3, "403 WRONG_DIGITS", (_NO_LINK,), _digits),
]
