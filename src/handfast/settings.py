"""The operator's settings, read from the environment into frozen values. A wrong one is refused at start, in a sentence that names it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from handfast.db.sqlite_trouble import file_trouble, is_missing
from handfast.edge.addresses import Network, networks
from handfast.edge.hosts import ANY
from handfast.kernel import key_ring
from handfast.kernel.bounds import SESSION_DAYS, TRAIL_DAYS, Bounds, parse_bounds
from handfast.kernel.key_ring import SHORTEST_KEY, KeyRing, UnusableKeys
from handfast.kernel.secrets import Secret
from handfast.kernel.texts import display_name, email
from handfast.runner.context import ServerProvider
from handfast.single_sign_on.rules import issuer_problem, scopes_of

_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
NEEDS_SETTINGS = (
    "run this command with the settings of the service (docs/operate/install.md shows how), or, if Handfast has never run "
    "here, start the server once, which creates what is missing"
)


MOST_DAYS = 3_650
_MOST_DIGITS = 5


class SettingError(Exception):
    """A setting that cannot be used; the message is the sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    database_url: str
    public_url: str
    secret_key: bytes = field(repr=False)
    trusted_proxies: tuple[Network, ...] = ()
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    code_hash: str = "hmac"
    profile: str = "default"
    metrics_token: str | None = field(default=None, repr=False)
    log_level: str = "INFO"
    trail_days: Bounds = TRAIL_DAYS
    session_days: Bounds = SESSION_DAYS
    closing_days: int = 30
    allowed_hosts: tuple[str, ...] = ()
    stripe_webhook_secret: str | None = field(default=None, repr=False)
    provider: ServerProvider | None = None
    private_providers: str = "refuse"
    key_ring: KeyRing | None = None
    """All keys, of which `secret_key` is the active one; None if there is only that one."""
    key_file: Path | None = None
    """Where the keys are, if they are in a file."""
    operators_need_second_factor: bool = False

    @property
    def code_minutes(self) -> int:
        """The longest life of a code. OWASP ASVS 5.0, 6.5.5 allows ten minutes."""
        return 10 if self.profile == "asvs" else 15


# Name, default, and what it is: `docs/generated/settings.md` is printed from here.
NAMES: dict[str, tuple[str, str]] = {
    "HANDFAST_DATA_DIR": ("./data", "Folder for the SQLite database and the secret key"),
    "HANDFAST_DATABASE_URL": (
        "sqlite:///<data folder>/handfast.db",
        (
            "`sqlite:////absolute/path/handfast.db` (four slashes; after three the path is relative) or "
            "`postgresql://user:password@host/name`"
        ),
    ),
    "HANDFAST_PUBLIC_URL": ("http://127.0.0.1:8000", "The address that people and devices use. All QR codes and links are made from it"),
    "HANDFAST_SECRET_KEY": (
        "",
        "The secret key, at least 32 characters; all keys of the server are derived from it. Keep it out of backups of the database",
    ),
    "HANDFAST_SECRET_KEY_FILE": (
        "<data folder>/secret.key",
        (
            "A file that contains the key, or the key ring that `handfast keys rotate` made of it; a file named here must exist. Without "
            "this setting the key is created in the data folder at the first start, readable only by its owner"
        ),
    ),
    "HANDFAST_TRUSTED_PROXIES": (
        "",
        (
            "Addresses or networks of your reverse proxies, separated by commas. X-Forwarded-For is trusted only from these; "
            "behind any other proxy, all clients count as one address"
        ),
    ),
    "HANDFAST_ALLOWED_HOSTS": (
        "",
        ("Further host names of this server, separated by commas; `*` for any. The public URL's, IP addresses and local names always work"),
    ),
    "HANDFAST_SMTP_URL": ("", "`smtp://user:password@host:587` or `smtps://…:465`. Without it no mail is sent, and the screens say so"),
    "HANDFAST_MAIL_FROM": ("handfast@<host of the public URL, or of the mail server>", "The sender address of mails"),
    "HANDFAST_CODE_HASH": ("hmac", "`hmac`, or `bcrypt`, with which each code takes a quarter of a second to check"),
    "HANDFAST_PROFILE": ("default", "`default`, or `asvs`, with which codes live at most 10 minutes instead of 15"),
    "HANDFAST_OPERATOR_SECOND_FACTOR": (
        "optional",
        "`optional`, or `required`, with which operators of the server can do nothing here until they have set up a second factor",
    ),
    "HANDFAST_METRICS_TOKEN": (
        "",
        "Bearer token for `/metrics`. Without it, only this machine may read them, and only while the public URL is a loopback address",
    ),
    "HANDFAST_STRIPE_WEBHOOK_SECRET": (
        "",
        (
            "The signing secret (`whsec_…`) of your Stripe webhook, for a server with one company; where there are several, "
            "each sets its own in the settings"
        ),
    ),
    "HANDFAST_OIDC_ISSUER": ("", "The OpenID provider by which the people of all companies may sign in, like `https://login.example.com`"),
    "HANDFAST_OIDC_CLIENT_ID": ("", "The ID of this server's client at that provider"),
    "HANDFAST_OIDC_CLIENT_SECRET": ("", "The secret of that client"),
    "HANDFAST_OIDC_CLIENT_SECRET_FILE": ("", "A file that contains that secret, instead of the setting itself"),
    "HANDFAST_OIDC_NAME": ("single sign-on", "What the sign-in page calls that provider: *Continue with …*"),
    "HANDFAST_OIDC_SCOPES": ("openid email profile", "The scopes that are asked of that provider, separated by blanks"),
    "HANDFAST_OIDC_PRIVATE_ADDRESSES": (
        "refuse",
        "`refuse`, or `allow`, with which the OpenID providers that companies set may be at private addresses, inside your network",
    ),
    "HANDFAST_TRAIL_DAYS": (
        "90-",
        (
            "How long companies may keep their audit trail, in days: `90-365` for the shortest and the longest time, `90-` for no "
            "longest; 30 at least"
        ),
    ),
    "HANDFAST_SESSION_DAYS": ("1-30", "How long companies may let browsers stay signed in, in days, 30 at most"),
    "HANDFAST_CLOSING_DAYS": ("30", "How many days a company that is closed can be reopened, before it is deleted: 1 to 3650"),
    "HANDFAST_LOG_LEVEL": ("INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`"),
}


IfNoKey = Literal["make", "refuse", "leave"]
"""What to do if no secret key is set and none is in the data folder; with `leave` the key is empty."""


def read(environment: Mapping[str, str] = os.environ, public_url: str | None = None, if_no_key: IfNoKey = "make") -> Settings:
    """Raises `SettingError`. `public_url` is the default where the operator set none: `serve` knows its own address."""
    unknown = sorted(name for name in environment if name.startswith("HANDFAST_") and name not in NAMES)
    if unknown:
        raise SettingError(
            f"{unknown[0]} is not a setting of Handfast: correct or remove it; docs/generated/settings.md lists all settings."
        )
    value = {name: environment.get(name, "").strip() for name in NAMES}
    data_dir = Path(value["HANDFAST_DATA_DIR"] or "data").absolute()
    key, key_file = value["HANDFAST_SECRET_KEY"], value["HANDFAST_SECRET_KEY_FILE"]
    ring = _key_ring(key, key_file, data_dir, if_no_key)
    url = _public_url(value["HANDFAST_PUBLIC_URL"] or public_url or "http://127.0.0.1:8000")
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(value["HANDFAST_DATABASE_URL"], data_dir),
        public_url=url,
        secret_key=ring.active.secret if ring else b"",
        key_ring=ring,
        key_file=None if key or ring is None else _key_path(key_file, data_dir),
        trusted_proxies=tuple(_proxies(value["HANDFAST_TRUSTED_PROXIES"])),
        allowed_hosts=tuple(_hosts(value["HANDFAST_ALLOWED_HOSTS"])),
        smtp_url=_smtp(value["HANDFAST_SMTP_URL"]),
        mail_from=_mail_from(value["HANDFAST_MAIL_FROM"], url, value["HANDFAST_SMTP_URL"]),
        operators_need_second_factor=_one_of(
            "HANDFAST_OPERATOR_SECOND_FACTOR", value["HANDFAST_OPERATOR_SECOND_FACTOR"] or "optional", "optional", "required"
        )
        == "required",
        code_hash=_one_of("HANDFAST_CODE_HASH", value["HANDFAST_CODE_HASH"] or "hmac", "hmac", "bcrypt"),
        profile=_one_of("HANDFAST_PROFILE", value["HANDFAST_PROFILE"] or "default", "default", "asvs"),
        metrics_token=value["HANDFAST_METRICS_TOKEN"] or None,
        stripe_webhook_secret=value["HANDFAST_STRIPE_WEBHOOK_SECRET"] or None,
        provider=_provider(value, url),
        private_providers=_one_of(
            "HANDFAST_OIDC_PRIVATE_ADDRESSES", value["HANDFAST_OIDC_PRIVATE_ADDRESSES"] or "refuse", "refuse", "allow"
        ),
        trail_days=_bounds("HANDFAST_TRAIL_DAYS", value["HANDFAST_TRAIL_DAYS"] or "90-", 30, None),
        session_days=_bounds("HANDFAST_SESSION_DAYS", value["HANDFAST_SESSION_DAYS"] or "1-30", 1, 30),
        closing_days=_days("HANDFAST_CLOSING_DAYS", value["HANDFAST_CLOSING_DAYS"] or "30"),
        log_level=_one_of("HANDFAST_LOG_LEVEL", (value["HANDFAST_LOG_LEVEL"] or "INFO").upper(), "DEBUG", "INFO", "WARNING", "ERROR"),
    )


def _provider(value: Mapping[str, str], public_url: str) -> ServerProvider | None:
    issuer, client_id = value["HANDFAST_OIDC_ISSUER"], value["HANDFAST_OIDC_CLIENT_ID"]
    secret = _provider_secret(value["HANDFAST_OIDC_CLIENT_SECRET"], value["HANDFAST_OIDC_CLIENT_SECRET_FILE"])
    if not (issuer or client_id or secret):
        return None
    for part, given in (("ISSUER", issuer), ("CLIENT_ID", client_id), ("CLIENT_SECRET", secret)):
        if not given:
            raise SettingError(
                f"HANDFAST_OIDC_{part} is missing: single sign-on for the whole server takes the issuer, the client's ID and its secret."
            )
    if problem := issuer_problem(issuer, public_url):
        raise SettingError(f"HANDFAST_OIDC_ISSUER is {issuer!r}. {problem}.")
    scopes = scopes_of(value["HANDFAST_OIDC_SCOPES"] or "openid email profile")
    if scopes is None:
        raise SettingError("HANDFAST_OIDC_SCOPES must be scopes separated by blanks, like: openid email profile")
    shown = display_name(value["HANDFAST_OIDC_NAME"] or "single sign-on", 60)
    if shown is None:
        raise SettingError("HANDFAST_OIDC_NAME must be a name of at most 60 characters.")
    return ServerProvider(shown, issuer, client_id, Secret(secret), scopes)


def _provider_secret(value: str, file: str) -> str:
    if value and file:
        raise SettingError("HANDFAST_OIDC_CLIENT_SECRET and HANDFAST_OIDC_CLIENT_SECRET_FILE are both set; set one of them.")
    if not file:
        return value
    path = Path(file).absolute()
    try:
        secret = path.read_text().strip()
    except (OSError, UnicodeError) as error:
        why = file_trouble(path, need_write=False) or "it is not a text"
        raise SettingError(f"the file {path} of HANDFAST_OIDC_CLIENT_SECRET_FILE cannot be read ({why}).") from error
    if not secret:
        raise SettingError(f"the file {path} of HANDFAST_OIDC_CLIENT_SECRET_FILE is empty.")
    return secret


def _one_of(name: str, value: str, *allowed: str) -> str:
    if value not in allowed:
        raise SettingError(f"{name} is {value!r}; it must be {' or '.join(allowed)}.")
    return value


def _bounds(name: str, value: str, least: int, most: int | None) -> Bounds:
    bounds = parse_bounds(value, least, most)
    if bounds is None:
        example, limits = (f"{least}-{most}", f"between {least} and {most}") if most else (f"{least}-365 or {least}-", f"{least} or more")
        raise SettingError(f"{name} is {value!r}; it must be the shortest and the longest time in days, such as {example}, each {limits}.")
    return bounds


def _days(name: str, value: str) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:_MOST_DIGITS]) <= MOST_DAYS and len(value) < _MOST_DIGITS):
        raise SettingError(f"{name} is {value!r}; it must be a number of days from 1 to {MOST_DAYS}.")
    return int(value)


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise SettingError(f"HANDFAST_PUBLIC_URL is {value!r}; it must be like https://pair.example.com, without a path.")
    return f"{parts.scheme}://{parts.netloc}"


def _database_url(value: str, data_dir: Path) -> str:
    if not value:
        return f"sqlite:///{data_dir / 'handfast.db'}"
    if value.startswith("postgres://"):
        value = "postgresql://" + value.removeprefix("postgres://")
    if not value.startswith(("sqlite:///", "postgresql://")) or value == "sqlite:///":
        raise SettingError(
            "HANDFAST_DATABASE_URL must be like sqlite:////absolute/path/handfast.db (four slashes) or "
            "postgresql://user:password@host/name."
        )
    return value


def _key_path(file: str, data_dir: Path) -> Path:
    return Path(file).absolute() if file else data_dir / "secret.key"


def _key_ring(value: str, file: str, data_dir: Path, if_none: IfNoKey) -> KeyRing | None:
    """None if there is no key and none is to be made."""
    if value and file:
        raise SettingError("HANDFAST_SECRET_KEY and HANDFAST_SECRET_KEY_FILE are both set; set one of them.")
    if value:
        return key_ring.one(_long_enough(value).encode())
    path = _key_path(file, data_dir)
    if if_none != "make" and not file and is_missing(path):
        if if_none == "leave":
            return None
        raise SettingError(f"there is no secret key at {path}: put back the key this server had, or {NEEDS_SETTINGS}")
    text = _key_file(path, may_make=not file)
    _long_enough(text)
    try:
        return key_ring.parse(text)
    except UnusableKeys as error:
        raise SettingError(f"the key file {path} cannot be used: {error}.") from error


def _long_enough(value: str) -> str:
    if len(value) < SHORTEST_KEY:
        raise SettingError(
            f"the secret key (HANDFAST_SECRET_KEY, or the file that holds it) has {len(value)} characters; it needs at "
            f"least {SHORTEST_KEY}."
        )
    return value


def _key_file(path: Path, *, may_make: bool) -> str:
    try:
        if may_make and is_missing(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(os.urandom(32).hex())  # noqa: TID251 - the key comes before any port is built
        return path.read_text().strip()
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        why = file_trouble(path, need_write=may_make and is_missing(path)) or error.strerror
        raise SettingError(
            f"the secret key {path} cannot be read or created ({why}): give this user access, or name another place with "
            "HANDFAST_DATA_DIR or HANDFAST_SECRET_KEY_FILE."
        ) from error


def _proxies(value: str) -> list[Network]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    try:
        return networks(names)
    except ValueError as error:
        sentence = f"HANDFAST_TRUSTED_PROXIES: {error}. Name each proxy's address or network; '*' would trust everyone."
        raise SettingError(sentence) from error


def _hosts(value: str) -> list[str]:
    names = [name.strip().lower() for name in value.split(",") if name.strip()]
    for name in names:
        if name != ANY and not _HOST_NAME.fullmatch(name):
            raise SettingError(f"HANDFAST_ALLOWED_HOSTS: {name!r} is not a host name; write it without scheme, port and path.")
    return names


def _mail_from(value: str, public_url: str, smtp_url: str) -> str | None:
    """The sender that the operator set, else one at the public host, else at the mail server; None when nothing is mailed."""
    if not smtp_url:
        return None
    wanted = [value] if value else [f"handfast@{urlsplit(url).hostname}" for url in (public_url, smtp_url)]
    sender = next(filter(None, map(email, wanted)), None)
    if sender is None:
        raise SettingError(f"HANDFAST_MAIL_FROM: {wanted[-1]} is not an e-mail address; set it to one such as handfast@example.com.")
    return sender


def _smtp(value: str) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingError("HANDFAST_SMTP_URL must be like smtp://user:password@mail.example.com:587 or smtps://….")
    return value
