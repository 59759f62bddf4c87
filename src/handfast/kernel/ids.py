"""The shape of an id: a UUID as `Random.id` makes it, in its usual 36 characters, lower case."""

import re

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None
