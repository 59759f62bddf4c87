"""How long a client would wait."""

import pytest

from handfast.oauth.protocol.rules import wait_of


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        ("", None),
        ("wait=20", 20),
        ("Wait = 5", 5),
        ('wait="7"', 7),
        ("respond-async, wait=10", 10),
        ("wait=10, respond-async", 10),
        ("wait=10; foo=bar", 10),
        ("wait=3, wait=9", 3),
        ("wait=0", 0),
        ("wait=999999999", 30),
        ("wait=9999999999", None),
        ("wait=-1", None),
        ("wait=x", None),
        ("nowait=3", None),
        ("wait", None),
    ],
)
def test_a_preference_is_read_and_limited(prefer: str, seconds: int | None) -> None:
    assert wait_of(prefer) == seconds
