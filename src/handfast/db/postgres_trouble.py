"""Why PostgreSQL refuses something, in one sentence for the operator with the statement that helps."""

from typing import Final

from handfast.db.postgres_connector import Address

_AS_ADMINISTRATOR = "as an administrator of PostgreSQL, connected to the database {database}, run"
_TABLES = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}; "
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {user};"
)
_BY_STATE: Final = {
    # Since PostgreSQL 15 only the owner of a database may make tables in it.
    "permission denied for schema": "GRANT USAGE, CREATE ON SCHEMA public TO {user};",
    "no schema has been selected": "GRANT USAGE, CREATE ON SCHEMA public TO {user};",
    "permission denied for database": "GRANT CONNECT ON DATABASE {database} TO {user};",
    "must be owner of": "REASSIGN OWNED BY <the owner of the tables> TO {user};",
    "permission denied for": _TABLES,
}
_BY_CODE: Final = {
    "28P01": "the password in HANDFAST_DATABASE_URL is not that of the user {user}",
    "28000": "{words}: check HANDFAST_DATABASE_URL and pg_hba.conf on the server",
    "3D000": "there is no database {database}; create it: sudo -u postgres createdb --owner {user} {database}",
}


_BY_CLASS: Final = {
    "25": "{words}: this PostgreSQL is a standby or read-only; name the primary in HANDFAST_DATABASE_URL, or make this one accept writes",
    "53": "{words}: PostgreSQL is out of connections, memory or disk space; raise max_connections, or give it more memory or disk space",
}
_OTHER_VERSION: Final = ("42P01", "42703", "42883")


def sentence(address: Address, sqlstate: str | None, words: str) -> str:
    """`words`, PostgreSQL's own message, with what helps where that is known."""
    words = words.strip().splitlines()[0] if words.strip() else "PostgreSQL gave no reason"
    state = sqlstate or ""
    names = {
        "user": f'"{address.user}"' if address.user else "<user>",
        "database": f'"{address.database or address.user or ""}"',
    }
    if state in _BY_CODE:
        return _BY_CODE[state].format(words=words, **names)
    for beginning, statement in _BY_STATE.items():
        if words.startswith(beginning):
            return f"{words}: {_AS_ADMINISTRATOR.format(**names)}: {statement.format(**names)}"
    if state in _OTHER_VERSION:
        return (
            f"{words}: the tables are not those of this version of Handfast; unless an upgrade or a restore is just under "
            "way, run 'handfast doctor'"
        )
    return _BY_CLASS.get(state[:2], "{words}").format(words=words)
