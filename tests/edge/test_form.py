"""A form is read strictly: what two parsers could understand differently is refused."""

from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.edge.form import MOST_FIELDS, check_media_type, parse_form
from handfast.edge.problems import Refusal
from handfast.kernel.outcomes import Reason
from handfast.kernel.texts import is_storable

TEXTS = st.text(max_size=8).filter(is_storable)


@given(st.dictionaries(TEXTS.filter(bool), TEXTS.filter(bool), max_size=8))
def test_what_was_sent_is_read(sent: dict[str, str]) -> None:
    assert parse_form(urlencode(sent).encode()) == sent


@given(st.binary(max_size=60))
def test_any_other_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = parse_form(body, ("resource",))
    except Refusal as refusal:
        assert refusal.refused.reason is Reason.INVALID_INPUT
    else:
        assert all(is_storable(name) and value for name, value in found.items())


def test_a_parameter_without_a_value_counts_as_not_sent() -> None:
    assert parse_form(b"a=&b&c=1&resource=", ("resource",)) == {"c": "1"}


def test_blanks_are_plus_signs_or_escapes() -> None:
    assert parse_form(b"scope=a+b%20c") == {"scope": "a b c"}


def test_only_what_may_be_repeated_is_a_list() -> None:
    assert parse_form(b"resource=a&resource=&resource=b", ("resource", "audience")) == {"resource": ["a", "b"]}
    for twice in (b"a=1&a=1", b"a=1&a=", b"a=&a=1"):
        with pytest.raises(Refusal, match="INVALID_INPUT"):
            parse_form(twice)


@pytest.mark.parametrize(
    "body", [b"a=%", b"a=%2", b"a=%zz", b"%g0=1", b"a=%ff", b"a=%c3%28", "a=ü".encode(), b"a=%00", b"a%00=1", b"a=1&" * 41]
)
def test_what_is_not_encoded_as_it_should_be_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal, match="INVALID_INPUT"):
        parse_form(body)


def test_half_a_surrogate_pair_cannot_be_stored() -> None:
    with pytest.raises(Refusal):
        parse_form(b"a=" + quote_plus("\ud800", errors="surrogatepass").encode())


def test_there_are_enough_fields_for_anybody() -> None:
    assert len(parse_form(b"&".join(b"f%d=1" % number for number in range(MOST_FIELDS)))) == MOST_FIELDS


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("application/x-www-form-urlencoded", True),
        ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", True),
        ('application/x-www-form-urlencoded;charset="utf-8"', True),
        ("application/x-www-form-urlencoded; charset=iso-8859-1", False),
        ("application/x-www-form-urlencoded; boundary=x", False),
        ("application/json", False),
        ("multipart/form-data; boundary=x", False),
        ("", False),
    ],
)
def test_only_a_form_in_utf_8_is_one(header: str, good: bool) -> None:
    if good:
        check_media_type(header)
        return
    with pytest.raises(Refusal, match="UNSUPPORTED_MEDIA_TYPE"):
        check_media_type(header)
