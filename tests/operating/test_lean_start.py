"""What a server has loaded when it stands ready is its memory and half of its start."""

import subprocess
import sys

# Neither used for answering requests nor, like the driver of PostgreSQL, by every server.
_NOT_NEEDED = (
    "rich",
    "requests",
    "aiohttp",
    "email_validator",
    "asyncpg",
    "alembic",
    "sqlalchemy",
    "fastapi",
    "webauthn",
    "cbor2",
    "pytest",
)


def test_a_server_on_sqlite_is_loaded_without_what_it_does_not_need() -> None:
    asked = f"import sys, handfast.cli, handfast.serving; print([name for name in {_NOT_NEEDED} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_what_was_hidden_can_be_imported_afterwards() -> None:
    asked = "import handfast, rich, rich.console"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
