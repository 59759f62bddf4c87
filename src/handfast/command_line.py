"""What the commands share: their settings, the running of a use case without serving anybody, and sentences for what goes wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from typer.core import TyperGroup

from handfast import settings as settings_module
from handfast.db import opening
from handfast.db.database import Unavailable
from handfast.db.sqlite_copy import NoCopy
from handfast.kernel.key_ring import UnusableKeys
from handfast.kernel.outcomes import Done, Refused
from handfast.reports.trail.exports.files import NoExport
from handfast.settings import NEEDS_SETTINGS, IfNoKey, SettingError, Settings

if TYPE_CHECKING:
    from handfast.app import Application
    from handfast.kernel.callers import Caller
    from handfast.runner.context import UseCase

C = TypeVar("C")
V = TypeVar("V")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OfTenant = Annotated[str | None, typer.Option("--tenant", help="Name or ID of the company; needed if the server has several.")]


def fail(sentence: str) -> NoReturn:
    typer.echo(f"handfast: {sentence}", err=True)
    raise typer.Exit(1)


class Commands(TyperGroup):
    """Says in one sentence why a command cannot do its work."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SettingError as error:
            fail(str(error))
        except UnusableKeys as error:
            fail(f"the keys stay as they are: {error}")
        except Unavailable as error:
            fail(f"the database cannot be used: {error}")
        except (NoCopy, NoExport) as error:
            fail(str(error))


def settings(if_no_key: IfNoKey = "refuse") -> Settings:
    """The settings for commands that work on what a server has made; a missing key is only made with "make"."""
    return settings_module.read(if_no_key=if_no_key)


async def must_exist(settings: Settings) -> None:
    try:
        await opening.must_exist(settings.database_url)
    except Unavailable as error:
        raise Unavailable(f"{error}; {NEEDS_SETTINGS}") from error


async def in_application(settings: Settings, use_case: "UseCase[C, V]", command: C, *, may_make: bool = False) -> V:
    """Runs one use case without serving anybody; its view, or an exit with the reason. Makes a database only with `may_make`."""
    async with started(settings, may_make=may_make) as application:
        from handfast.kernel.callers import SYSTEM  # noqa: PLC0415

        return view_of(await application.run(use_case, command, SYSTEM))


@asynccontextmanager
async def started(settings: Settings, *, may_make: bool = False) -> "AsyncIterator[Application]":
    from handfast.app import Application  # noqa: PLC0415 - a command that fails early should fail fast

    if not may_make:
        await must_exist(settings)
    application = Application(settings, wakes=False)
    await application.start()
    try:
        yield application
    finally:
        await application.stop()


def view_of(outcome: "Done[V] | Refused") -> V:
    if isinstance(outcome, Done):
        return outcome.view
    from handfast.edge.problems import PROBLEMS  # noqa: PLC0415

    errors = "; ".join(f"{item['field']}: {item['message']}" for item in outcome.extra.get("errors", ()))
    fail(errors or outcome.extra.get("detail") or PROBLEMS[outcome.reason].detail)


class Company:
    """A company for which somebody at the machine acts, by the use cases of the API: its rules hold, and the trail says who did it."""

    def __init__(self, application: "Application", name: str, caller: "Caller") -> None:
        self.name = name
        self.application = application
        self._caller = caller

    async def outcome(self, use_case: "UseCase[C, V]", command: C) -> "Done[V] | Refused":
        return await self.application.run(use_case, command, self._caller)

    async def do(self, use_case: "UseCase[C, V]", command: C) -> V:
        """The view, or an exit with the reason."""
        return view_of(await self.outcome(use_case, command))


@asynccontextmanager
async def company(named: str | None) -> "AsyncIterator[Company]":
    """The one of this name or id; without one the only one there is, or an exit with the reason."""
    async with started(settings()) as application:
        from handfast.companies.find import find_company  # noqa: PLC0415
        from handfast.kernel.callers import SYSTEM, at_the_machine  # noqa: PLC0415

        found = view_of(await application.run(find_company, named, SYSTEM))
        yield Company(application, found.name, at_the_machine(found.id))
