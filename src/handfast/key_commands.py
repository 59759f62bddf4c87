"""`handfast keys`: lists, rotates and retires the keys of the server, beside running servers, which read the file again by themselves."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace as with_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from handfast import settings as settings_module
from handfast.adapters import key_file
from handfast.adapters.operator import at_machine
from handfast.adapters.real import SystemClock, SystemRandom
from handfast.db import opening
from handfast.db.database import Unavailable
from handfast.kernel import key_ring
from handfast.kernel.key_ring import KeyRing, KeyState, RingKey, UnusableKeys
from handfast.kernel.time import DAY, SECOND
from handfast.settings import NEEDS_SETTINGS, SettingError, Settings

if TYPE_CHECKING:
    from handfast.app import Application
    from handfast.kernel.resealing import Resealed
    from handfast.runner.context import UseCase

C = TypeVar("C")
V = TypeVar("V")

KEY_BYTES = 32
KNOWN_AFTER = 10 * SECOND
"""A running server looks at its file every second; after this time it knows a new key."""
NEEDED_FOR = DAY
"""The longest that something depends on a key that no longer signs: a device that waits for approval. Codes live for 15 minutes."""

keys_app = typer.Typer(help="List, rotate and retire the server's secret keys.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print one line of JSON.")]


def _settings() -> tuple[Settings, KeyRing]:
    settings = settings_module.read(if_no_key="refuse")
    if settings.key_ring is None:
        raise SettingError(f"there is no secret key: {NEEDS_SETTINGS}")
    return settings, settings.key_ring


def _changeable() -> Path:
    path = _settings()[0].key_file
    if path is None:
        raise UnusableKeys(
            "the key is in the setting HANDFAST_SECRET_KEY, which a command cannot change. Write the same key into a file that "
            "only the server's user can read, name it in HANDFAST_SECRET_KEY_FILE instead, and restart"
        )
    return path


def _change(step: Callable[[Path, KeyRing], KeyRing]) -> KeyRing:
    """The ring after the step, which gets what the file has at this moment, and the trail records. One command at a time."""
    path = _changeable()
    with key_file.alone(path):
        ring = _settings()[1]
        changed = step(path, ring)
        if changed != ring:
            _write(path, changed)
        _record(ring, changed)
    return changed


def _record(before: KeyRing, after: KeyRing) -> None:
    """The keys can be changed before there is a database, and while it is away; the next command then records what this one did."""
    try:
        asyncio.run(_in_trail(before, after))
    except (Unavailable, UnusableKeys) as error:
        typer.echo(f"handfast: the audit trail does not say so yet ({error}); the next change of the keys will make up for it", err=True)


async def _in_trail(before: KeyRing, after: KeyRing) -> None:
    from handfast.reports.trail.record_keys import KeyChange, record_keys  # noqa: PLC0415 - a command that fails early should fail fast

    async with _application(_settings()[0]) as application:
        await _done(application, record_keys, KeyChange(before, after, at_machine()))


def _write(path: Path, ring: KeyRing) -> None:
    try:
        key_file.replace(path, ring)
    except OSError as error:
        raise UnusableKeys(f"{path} cannot be replaced ({error.strerror}): this user must be able to write to its folder") from error


def _shown(key: RingKey) -> dict[str, str | None]:
    return {"id": key.id, "state": key.state.value, "since": key_ring.time_of(key)}


@keys_app.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys by their IDs, which reveal nothing of them."""
    shown = [_shown(key) for key in _settings()[1].keys]
    if as_json:
        typer.echo(json.dumps({"keys": shown}))
        return
    for key in shown:
        typer.echo(f"{key['id']}  {key['state']:<8} {'since ' + key['since'] if key['since'] else ''}".rstrip())


@keys_app.command()
def rotate(
    prepare: Annotated[bool, typer.Option("--prepare", help="Only add the next key, for servers on several machines.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a new key the active one. The one before stays valid until it is retired."""
    ring = _change(lambda _, ring: _prepared(ring))
    if not prepare:
        ring = _change(_activated)
    shown = [_shown(key) for key in ring.keys]
    if as_json:
        typer.echo(json.dumps({"keys": shown}))
    elif prepare:
        typer.echo(
            f"The key {_next(ring).id} is next; it signs nothing yet. Copy the key file to every node, wait until 'handfast keys list' "
            "shows the key on each, and run 'handfast keys rotate' here."
        )
    else:
        old = ", ".join(key.id for key in ring.of(KeyState.OLD))
        typer.echo(f"The key {ring.active.id} is active. Still valid until retired: {old}. Save the key file as you did the first time.")


def _next(ring: KeyRing) -> RingKey:
    if ring.upcoming is None:
        raise UnusableKeys("the next key was removed by another command")
    return ring.upcoming


def _prepared(ring: KeyRing) -> KeyRing:
    """An earlier rotation that was interrupted is continued."""
    if ring.upcoming is not None:
        return ring
    return key_ring.prepare(ring, SystemRandom().bytes(KEY_BYTES).hex().encode(), SystemClock().now())


def _activated(path: Path, ring: KeyRing) -> KeyRing:
    """Once every server that reads this file knows the next key: none must get what it cannot verify."""
    _next(ring)
    _until_known(path)
    return key_ring.activate(ring, SystemClock().now())


def _until_known(path: Path) -> None:
    """Waits until every server that reads this file knows what it says."""
    known_at = path.stat().st_mtime_ns // 1_000_000 + KNOWN_AFTER
    time.sleep(min(max(known_at - SystemClock().now(), 0), KNOWN_AFTER) / SECOND)


@keys_app.command()
def retire(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="ID of the key, from 'handfast keys list'.")],
    now: Annotated[bool, typer.Option("--now", help="Even if live codes or waiting devices may still need it: it was stolen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Retire an old key: what is stored under it is sealed again first. It then only proves the audit trail of its time."""
    rows = 0

    def step(path: Path, ring: KeyRing) -> KeyRing:
        nonlocal rows
        key = _retirable(ring, key_id, now=now)
        if key.state is KeyState.RETIRED:
            return ring
        until, seal = 0, b""
        if key.state is KeyState.OLD:
            _until_known(path)  # no server signs with it any more, so the trail has no later row of it
            rows, until, seal = asyncio.run(_seal_again(_settings()[0]))
        return key_ring.retire(ring, key_id, until, seal, SystemClock().now())

    ring = _change(step)
    shown = [_shown(key) for key in ring.keys]
    if as_json:
        typer.echo(json.dumps({"resealed": rows, "keys": shown}))
    else:
        typer.echo(
            f"The key {key_id} is retired; sealed again: {rows} {'row' if rows == 1 else 'rows'}. RustDesk apps that signed in under "
            "it have to sign in again. Copy the key file to every node, and save it as you did the first time."
        )


def _retirable(ring: KeyRing, id: str, *, now: bool) -> RingKey:
    key = ring.find(id)
    if key is None:
        raise UnusableKeys(f"there is no key {id}; 'handfast keys list' shows them")
    if key.state is KeyState.ACTIVE:
        raise UnusableKeys(f"the key {id} is the active one; run 'handfast keys rotate' first")
    if key.state is KeyState.OLD and not now and (since := key.since) is not None and SystemClock().now() < since + NEEDED_FOR:
        at = key_ring.time_of(with_(key, since=since + NEEDED_FOR))
        raise UnusableKeys(
            f"devices that wait for approval, live codes and open pages may need the key {id} until {at}. Retire it then; "
            "or, if it was stolen, now, with --now"
        )
    return key


async def _seal_again(settings: Settings) -> tuple[int, int, bytes]:
    """How many rows were sealed again, and the number and the seal at which the trail ends."""
    from handfast.billing.stripe.signing_secrets.reseal import reseal_signing_secrets  # noqa: PLC0415 - as above
    from handfast.ceremonies.linking.reseal import reseal_personal_codes  # noqa: PLC0415
    from handfast.email.reseal import reseal_mails  # noqa: PLC0415
    from handfast.reports.trail.chain import end, seal  # noqa: PLC0415
    from handfast.single_sign_on.reseal import reseal_client_secrets  # noqa: PLC0415
    from handfast.users.second_factors.reseal import reseal_totp_secrets  # noqa: PLC0415

    async with _application(settings) as application:
        rows = 0
        sealed = (reseal_personal_codes, reseal_signing_secrets, reseal_mails, reseal_totp_secrets, reseal_client_secrets)
        for use_case in sealed:
            rows += await _all(application, use_case)
        while await _done(application, seal, None):
            pass
        at = await _done(application, end, None)
    return rows, at.sealed_number, at.seal


@asynccontextmanager
async def _application(settings: Settings) -> AsyncIterator["Application"]:
    """One that serves nobody and sends no mail, on the database that a server has made."""
    from handfast.app import Application  # noqa: PLC0415 - as above

    try:
        await opening.must_exist(settings.database_url)
    except Unavailable as error:
        raise Unavailable(f"{error}; {NEEDS_SETTINGS}") from error
    application = Application(with_(settings, smtp_url=None), timers=False, wakes=False)
    await application.start()
    try:
        yield application
    finally:
        await application.stop()


async def _all(application: "Application", use_case: "UseCase[str, Resealed]") -> int:
    rows, after = 0, ""
    while True:
        resealed: Resealed = await _done(application, use_case, after)
        rows += resealed.rows
        if resealed.last is None:
            return rows
        after = resealed.last


async def _done(application: "Application", use_case: "UseCase[C, V]", command: C) -> Any:
    from handfast.kernel.callers import SYSTEM  # noqa: PLC0415
    from handfast.kernel.outcomes import Refused  # noqa: PLC0415

    outcome = await application.run(use_case, command, SYSTEM)
    if isinstance(outcome, Refused):
        raise UnusableKeys("the database is too busy; run the command again")
    return outcome.view
