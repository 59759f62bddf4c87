"""The only way to connect to PostgreSQL, for serving, migrating, examining and listening, so that all of them read a URL alike.

The URL is libpq's (PostgreSQL documentation, 34.1.1.2 "Connection URIs"). Hosts are tried here, one by one and each for its share of
the time; the driver could try them too, but it waits for a host that is switched off until no time is left for the next one.
"""

import asyncio
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

import asyncpg

SECONDS = 5.0
"""The time to connect, for all hosts together."""

_URL = re.compile(r"postgres(?:ql)?://(?:(?P<login>[^@/?]*)@)?(?P<hosts>[^/?]*)(?P<database>/[^?]*)?(?:\?(?P<query>.*))?", re.DOTALL)
_HOST = re.compile(r"(?P<name>\[[^\]]+\]|[^:@]*)(?::(?P<port>[^:@]*))?")
# Options of libpq without a meaning here: the deadlines are set by Handfast, and the driver keeps connections alive by itself.
_IGNORED: Final = {
    *("connect_timeout", "tcp_user_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"),
    *("load_balance_hosts", "fallback_application_name", "client_encoding", "sslcompression", "sslsni", "gssdelegation"),
}
# Options of libpq whose promise the driver cannot keep: whoever sets one must be told that it does not hold.
_CANNOT: Final = {"channel_binding": ("require",), "gssencmode": ("require",), "replication": ("true", "on", "yes", "1", "database")}
# Errors of a host that did not accept the connection where another one may.
_NEXT_HOST = (
    OSError,
    TimeoutError,
    asyncpg.CannotConnectNowError,
    asyncpg.TargetServerAttributeNotMatched,
    asyncpg.TooManyConnectionsError,
)


@dataclass(frozen=True, slots=True)
class Host:
    name: str | None
    """A name, an address, or the folder of a socket; None for the driver's defaults."""
    port: int | None

    def __str__(self) -> str:
        if self.name is None:
            return "its socket"
        name = f"[{self.name}]" if ":" in self.name else self.name
        return f"{name}:{self.port}" if self.port else name


@dataclass(frozen=True, slots=True)
class Address:
    hosts: tuple[Host, ...]
    database: str | None
    user: str | None
    rest: str = field(repr=False)
    """The URL that the driver is given: user, password, database and options, without hosts."""
    options: Mapping[str, str] = field(repr=False)

    def __str__(self) -> str:
        return ", ".join(map(str, self.hosts))


def read(url: str) -> Address:
    """Parses a URL. Raises ValueError with a sentence that never contains the password."""
    found = _URL.fullmatch(url)
    if found is None:
        raise ValueError("it must be like postgresql://user:password@host:5432/name")
    options = dict(parse_qsl((found["query"] or "").replace("+", "%2B"), keep_blank_values=True))  # libpq takes + literally
    for name, values in _CANNOT.items():
        if options.pop(name, "") in values:
            raise ValueError(f"{name} is not supported: leave it out of HANDFAST_DATABASE_URL")
    for name in _IGNORED:
        options.pop(name, None)
    hosts = _hosts(options.pop("host", "") or unquote(found["hosts"]), options.pop("port", ""))
    # Of several servers only the one that accepts writes is useful.
    if len(hosts) > 1 and "PGTARGETSESSIONATTRS" not in os.environ:
        options.setdefault("target_session_attrs", "read-write")
    user, _, password = (found["login"] or "").partition(":")
    database = unquote((found["database"] or "").removeprefix("/"))
    rest = _for_driver(unquote(user), unquote(password), database, options)
    return Address(hosts, database or options.get("dbname") or options.get("database"), unquote(user) or options.get("user"), rest, options)


def _for_driver(user: str, password: str, database: str, options: Mapping[str, str]) -> str:
    """The URL written anew: the driver misreads a raw [ or #, and its error message shows the text beside it."""
    login = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    path = f"/{quote(database, safe='')}" if database else ""
    return f"postgresql://{login}{'@' if login else ''}{path}{'?' if options else ''}{urlencode(options)}"


def _hosts(names: str, ports: str) -> tuple[Host, ...]:
    found = [_host(name) for name in names.split(",")]
    given = [_port(port) for port in ports.split(",")] if ports else []
    if len(given) == 1:
        given *= len(found)
    if given and len(given) != len(found):
        raise ValueError(f"it names {len(found)} hosts and {len(given)} ports")
    return tuple(Host(host.name, port or host.port) for host, port in zip(found, given or [None] * len(found), strict=True))


def _host(text: str) -> Host:
    if text.startswith("/"):
        folder, _, port = text.partition(":")
        return Host(folder, _port(port))
    found = _HOST.fullmatch(text)
    if found is None:
        raise ValueError(
            "its host cannot be recognised: put an IPv6 address in brackets, and write @ : / in a user or password as %40 %3A %2F"
        )
    return Host(found["name"].strip("[]") or None, _port(found["port"] or ""))


def _port(text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 65_536):
        raise ValueError("its port is not a number between 1 and 65535; if there is none, write @ : / in a user or password as %40 %3A %2F")
    return int(text) if text else None


class Connector:
    """Makes connections. The host that accepted the last one is tried first for the next."""

    def __init__(self, url: str) -> None:
        """Raises ValueError as `read` does."""
        self.address = read(url)
        self._hosts = list(self.address.hosts)
        name = os.environ.get("PGAPPNAME") or "handfast"  # the driver does not read that variable
        self._settings = {} if "application_name" in self.address.options else {"application_name": name}

    async def __call__(self) -> Any:
        """A new asyncpg connection. Raises what the driver raises; OSError or TimeoutError when no host accepted it within `SECONDS`."""
        until = asyncio.get_running_loop().time() + SECONDS
        failures: list[BaseException] = []
        for number, host in enumerate(list(self._hosts)):
            left = until - asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(left / (len(self._hosts) - number)):
                    connection = await self._connect(host)
            except _NEXT_HOST as error:
                failures.append(error)
                continue
            self._hosts.remove(host)
            self._hosts.insert(0, host)
            return connection
        raise _likeliest(failures)

    async def _connect(self, host: Host) -> Any:
        connection = await asyncpg.connect(
            self.address.rest,
            host=host.name,
            port=host.port,
            timeout=None,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            server_settings=self._settings,
        )
        try:
            # Not among the settings above, since PgBouncer refuses a connection that starts with a setting it does not know.
            # A count over a whole company takes one processor, not all: the others go on with what devices ask for.
            await connection.execute("SET jit = off; SET max_parallel_workers_per_gather = 0")
        except BaseException:
            connection.terminate()
            raise
        return connection


def _likeliest(failures: Sequence[BaseException]) -> BaseException:
    """The most telling error of several hosts: that of a host that answered, before that of one that did not."""
    return next((error for error in failures if not isinstance(error, (OSError, TimeoutError))), failures[-1])
