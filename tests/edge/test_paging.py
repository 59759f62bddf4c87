import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.edge.paging import decode, encode
from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
numbers = st.integers(-(2**61), 2**61)


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@given(storable, numbers)
def test_a_cursor_we_gave_out_reads_back(name: str, number: int) -> None:
    assert decode(encode(name, number), str, int) == (name, number)


@given(st.text())
def test_any_other_text_is_refused_politely(text: str) -> None:
    try:
        values = decode(text, str, int)
    except Refusal as refusal:
        assert refusal.refused.reason == Reason.INVALID_INPUT
        assert [error["field"] for error in refusal.refused.extra["errors"]] == ["cursor"]
    else:
        assert [type(value) for value in values] == [str, int]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "=",
        "%%%",
        "\u00e9",
        encoded("a"),
        encoded({"a": 1}),
        encoded([]),
        encoded(["a"]),
        encoded(["a", 1, 2]),
        encoded([1, "a"]),
        encoded(["a", True]),
        encoded(["a", 1.5]),
        encoded(["a", None]),
        encoded(["a", 2**62]),
        encoded(["a", -(2**80)]),
        encoded(["\x00", 1]),
        encoded(["\ud800", 1]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b'["a", NaN]').decode(),
        base64.urlsafe_b64encode(b'["a", Infinity]').decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b'["a", ' + b"9" * 5_000 + b"]").decode(),
    ],
)
def test_what_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Refusal):
        decode(cursor, str, int)


def test_a_moment_may_be_missing_where_a_list_has_such_rows() -> None:
    assert decode(encode(None, "a"), type(None), str) == (None, "a")
