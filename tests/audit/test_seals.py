"""A seal that was put on a row of the trail holds after an update as well."""

import json

from hypothesis import given
from hypothesis import strategies as st

from handfast.audit.store import mac
from handfast.kernel.secrets import Keys

values = st.none() | st.integers(-(2**63), 2**63 - 1) | st.text()


def test_the_seal_of_a_row_is_the_same_in_every_version() -> None:
    seal = mac(Keys(b"k" * 32), ["t", 1, "DEVICE_PAIR", None])
    assert seal.hex() == "f7dc2521040e3f65f9232b2bd4a2eeb0ca1e8e50f0eef92591f02687552d7773"


def test_it_covers_every_value_in_its_place() -> None:
    keys = Keys(b"k" * 32)
    rows = (["t", 1, None], [1, "t", None], ["t", "1", None], ["t", 1, ""], ["t", 1], ["t", 1, None, None])
    assert len({mac(keys, row) for row in rows}) == len(rows)


@given(st.lists(values))
def test_it_covers_the_letters_that_python_itself_writes_as_json(row: list[object]) -> None:
    keys = Keys(b"k" * 32)
    assert mac(keys, row) == keys.mac("audit", json.dumps(row, ensure_ascii=False, separators=(",", ":")))
