"""How each command is called beside a server. A command without a case fails `test_every_command_of_the_program_has_a_case`."""

import asyncio
import signal
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from typer.main import get_command

from handfast.cli import app
from tests.second_process.site import Site
from tests.support.programs import Program

Call = Callable[[Site], Program]


def names(command: Any = None, before: str = "") -> Iterator[str]:
    """Every command of the program, groups and all, as it is typed."""
    group: Any = command or get_command(app)
    for name, inner in group.commands.items():
        if hasattr(inner, "commands"):
            yield from names(inner, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def _demo(site: Site) -> Program:
    """Serves until it is stopped; it is refused here, since it would use the file of a server."""
    return site.start("demo", "--port", "0", "--database-url", site.where.database_url)


def _backup(site: Site) -> Program:
    return site.start("backup", str(site.folder / f"backup-{site.ended}.db"))


def _restore(site: Site) -> Program:
    return site.start("restore", str(_other_database(site.folder / "other.db")))


def _import_spear(site: Site) -> Program:
    file = site.folder / "spear.csv"
    file.write_text("email,name,code,rustDeskId\nzoe@example.com,Zoe,,\n")
    return site.start("import", "spear", str(file))


def _import_lejianwen(site: Site) -> Program:
    return site.start("import", "lejianwen", str(_other_database(site.folder / "other.db")))


def _export(site: Site) -> Program:
    return site.start("tenant", "export", site.company.id, str(site.folder / f"export-{site.ended}.zip"))


def _other_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE IF NOT EXISTS anything (id INTEGER)")
    return path


def _user_add(site: Site) -> Program:
    return site.start("user", "add", "zoe@example.com", "--role", "staff", "--tenant", site.company.id, "--json")


def _token_create(site: Site) -> Program:
    contact = ("--contact", site.company.admin.email)
    return site.start("token", "create", "Kiosk", "--scope", "devices:read", *contact, "--tenant", site.company.id, "--json")


NOBODY = "00000000-0000-4000-8000-00000000dead"
# A second server that came up because the first one had just died ends with it.
KILLED = -signal.SIGKILL
CASES: dict[str, tuple[Call, set[int]]] = {
    # How it is called, and the exit codes that are right beside a server that works.
    "serve": (lambda site: site.start("serve", "--port", "0"), {1, KILLED}),
    "demo": (_demo, {1, KILLED}),
    "migrate": (lambda site: site.start("migrate"), {0}),
    "setup": (
        lambda site: site.start(
            "setup", "--tenant", "T", "--owner-email", "o@example.com", "--owner-password-stdin", stdin="ordinary-walnut-kettle\n"
        ),
        {1},
    ),
    "setup-link": (lambda site: site.start("setup-link"), {1}),
    "remove-second-factor": (lambda site: site.start("remove-second-factor", site.somebody), {1}),  # there is none
    "password-link": (lambda site: site.start("password-link", site.somebody), {0}),
    "doctor": (lambda site: site.start("doctor"), {0}),
    "backup": (_backup, {0}),
    "restore": (_restore, {1}),
    "import spear": (_import_spear, {1}),
    "import lejianwen": (_import_lejianwen, {1}),
    "tenant add": (lambda site: site.start("tenant", "add", "Another Company", "--json"), {0}),
    "tenant list": (lambda site: site.start("tenant", "list", "--json"), {0}),
    "user list": (lambda site: site.start("user", "list", "--tenant", site.company.id, "--json"), {0}),
    "user add": (_user_add, {0}),
    "user disable": (lambda site: site.start("user", "disable", site.company.idle.email, "--tenant", site.company.id), {0}),
    "user enable": (lambda site: site.start("user", "enable", site.company.idle.email, "--tenant", site.company.id), {0}),
    "user role": (lambda site: site.start("user", "role", site.company.idle.email, "manager", "--tenant", site.company.id), {0}),
    "user reset-password": (lambda site: site.start("user", "reset-password", site.somebody, "--json"), {0}),
    "token list": (lambda site: site.start("token", "list", "--tenant", site.company.id, "--json"), {0}),
    "token create": (_token_create, {0}),
    "client list": (lambda site: site.start("client", "list", "--json"), {0}),
    "client add": (lambda site: site.start("client", "add", "Menu board", "--tenant", site.company.id, "--json"), {0}),
    "client change": (lambda site: site.start("client", "change", "nothing", "--disable"), {1}),
    "client rotate-secret": (lambda site: site.start("client", "rotate-secret", "nothing"), {1}),
    "client delete": (lambda site: site.start("client", "delete", "nothing"), {1}),
    "token revoke": (lambda site: site.start("token", "revoke", "nothing", "--tenant", site.company.id), {1}),
    "tenant suspend": (lambda site: site.start("tenant", "suspend", NOBODY), {1}),
    "tenant resume": (lambda site: site.start("tenant", "resume", NOBODY), {1}),
    "tenant close": (lambda site: site.start("tenant", "close", NOBODY), {1}),
    "tenant reopen": (lambda site: site.start("tenant", "reopen", NOBODY), {1}),
    "tenant export": (_export, {0}),
    "operator add": (lambda site: site.start("operator", "add", site.somebody), {0}),
    "operator remove": (lambda site: site.start("operator", "remove", "nobody@example.com"), {1}),
    "operator list": (lambda site: site.start("operator", "list"), {0}),
    "keys list": (lambda site: site.start("keys", "list"), {0}),
    "keys rotate": (lambda site: site.start("keys", "rotate"), {1}),  # the key is in a setting here
    "keys retire": (lambda site: site.start("keys", "retire", "00000000"), {1}),
    "audit export": (lambda site: site.start("audit", "export", str(site.folder / f"trail-{site.ended}.jsonl")), {0}),
    "audit verify": (lambda site: site.start("audit", "verify"), {0}),
}


def beside(name: str) -> Callable[[Site], Awaitable[None]]:
    """Runs the command to its end and looks at its exit."""

    async def run(site: Site) -> None:
        call, right = CASES[name]
        program = call(site)
        code = await asyncio.to_thread(program.wait)
        assert code in right, f"{name} ended with {code}: {program.output}{program.errors}"
        assert "Traceback" not in program.errors, program.errors

    return run
