import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.kernel.codes import ALPHABET, LENGTHS, grouped, normalise

codes = st.sampled_from(LENGTHS).flatmap(lambda length: st.text(ALPHABET, min_size=length, max_size=length))
blanks = st.text(" \t\u00a0-\u2010\u2011\u2013._", max_size=3)


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


@given(
    st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x80), min_size=1),
    st.integers(0, 6),
)
def test_no_letter_of_another_script_becomes_a_symbol(foreign: str, place: int) -> None:
    typed = "K7QX4M"[:place] + foreign + "K7QX4M"[place:]

    assert normalise(typed) in (None, "K7QX4M")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K7QX4",
        "K7QX4MM",
        "K7QX4MMMM",
        "K7QX4U",
        "K7QX4!",
        "K7QX4\x00",
        "\u0661\u0662\u0663\u0664\u0665\u0666",  # Arabic-Indic digits
        "\u0967\u0968\u0969\u096a\u096b\u096c",  # Devanagari digits
        "\uff11\uff12\uff13\uff14\uff15\uff16",  # full-width digits
        "K7QX4\u00df",  # sharp s, alone
        "K7QX\u00df",  # sharp s, which upper() makes two letters of
        "\u017f7QX4M",  # long s, which upper() makes S
        "\u212a7QX4M",  # the Kelvin sign, which lower() makes k
        "\u041a7QX4M",  # Cyrillic Ka
        "\u2160QX4MA",  # Roman numeral one
        "\ufb01QX4M",  # the ligature fi
        "\u01307QX4M",  # dotted capital I
        "\u01317QX4M",  # dotless i
    ],
)
def test_what_is_not_a_code_is_nothing(typed: str) -> None:
    assert normalise(typed) is None


@pytest.mark.parametrize(("code", "shown"), [("K7QX4M", "K7Q-X4M"), ("K7QX4M9T", "K7QX-4M9T")])
def test_a_code_is_shown_in_two_halves(code: str, shown: str) -> None:
    assert grouped(code) == shown
