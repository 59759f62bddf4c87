"""What PostgreSQL refuses an operator, in one sentence with the statement that helps."""

from typing import Final
from urllib.parse import unquote, urlsplit

_AS_ADMINISTRATOR = "as an administrator of PostgreSQL, in that database, run"
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
    "28000": "{words}: look at HANDFAST_DATABASE_URL and at pg_hba.conf of the server",
    "3D000": "there is no database {database}: sudo -u postgres createdb --owner {user} {database}",
}


def sentence(url: str, sqlstate: str | None, words: str) -> str:
    """`words` of PostgreSQL itself, and where it is known what helps, that too."""
    words = words.strip().splitlines()[0] if words.strip() else "PostgreSQL gave no reason"
    place = urlsplit(url)
    names = {
        "user": f'"{unquote(place.username or "")}"' if place.username else "<user>",
        "database": f'"{unquote(place.path.strip("/"))}"',
    }
    if sqlstate in _BY_CODE:
        return _BY_CODE[sqlstate].format(words=words, **names)
    for beginning, statement in _BY_STATE.items():
        if words.startswith(beginning):
            return f"{words}: {_AS_ADMINISTRATOR}: {statement.format(**names)}"
    return words
