import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.codes import ALPHABET, LENGTHS, grouped, normalise

codes = st.sampled_from(LENGTHS).flatmap(lambda length: st.text(ALPHABET, min_size=length, max_size=length))
blanks = st.text(" \t\u00a0-\u2010\u2011\u2013._", max_size=3)
# One table for both sides: the device's page reads it in `web/src/device/code.test.ts`.
CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("typed_codes.json").read_text())


def test_the_alphabet_is_crockfords() -> None:
    assert ALPHABET == "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(codes)
def test_a_code_reads_as_itself(code: str) -> None:
    assert normalise(code) == code


@given(codes)
def test_case_does_not_count(code: str) -> None:
    assert normalise(code.lower()) == code


@given(codes)
def test_a_code_reads_the_same_in_groups(code: str) -> None:
    assert normalise(grouped(code)) == code


@given(codes, st.data())
def test_separators_do_not_count_wherever_they_stand(code: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(blanks) + symbol for symbol in code) + data.draw(blanks)

    assert normalise(typed) == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("O", "0"), ("o", "0"), ("I", "1"), ("i", "1"), ("L", "1"), ("l", "1")],
)
@pytest.mark.parametrize("place", range(6))
def test_each_look_alike_reads_as_its_digit_in_every_place(typed: str, meant: str, place: int) -> None:
    before, after = "ABCDEF"[:place], "ABCDEF"[place + 1 :]

    assert normalise(before + typed + after) == before + meant + after


@given(st.text())
def test_what_is_normalised_stays_as_it_is(typed: str) -> None:
    code = normalise(typed)

    assert code is None or normalise(code) == code


@given(st.text())
def test_whatever_is_typed_the_answer_is_a_code_or_nothing(typed: str) -> None:
    code = normalise(typed)

    assert code is None or (len(code) in LENGTHS and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_what_people_type_is_read_as_the_page_reads_it(case: dict[str, Any]) -> None:
    assert normalise(case["typed"]) == case.get("code")


@given(st.text(st.characters(categories=["L"], min_codepoint=0x80, max_codepoint=0xFEFF), min_size=1, max_size=2), st.integers(0, 6))
def test_no_letter_of_another_script_becomes_a_symbol(foreign: str, place: int) -> None:
    assert normalise("K7QX4M"[:place] + foreign + "K7QX4M"[place:]) in (None, "K7QX4M")


@pytest.mark.parametrize(("code", "shown"), [("K7QX4M", "K7Q-X4M"), ("K7QX4M9T", "K7QX-4M9T")])
def test_a_code_is_shown_in_two_halves(code: str, shown: str) -> None:
    assert grouped(code) == shown
