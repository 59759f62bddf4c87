"""Names and addresses that people type: normalised once, on the way in.

Their forms for searching and sorting are made here as well and stored beside them: databases differ in the scripts whose case they know.
"""

import re
import unicodedata

# Zero-width joiner and non-joiner are part of ordinary spelling in several scripts and of many emoji.
_JOINERS = "\u200c\u200d"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")


def is_storable(text: str) -> bool:
    """Whether the text holds neither NUL nor half a surrogate pair: PostgreSQL refuses the first, UTF-8 the second."""
    return _UNSTORABLE.search(text) is None


def display_name(text: str, longest: int = 100) -> str | None:
    """The name in NFC, without control and direction marks, with runs of blanks as one space.

    None when nothing is left or it is longer than `longest`.
    """
    visible = text if text.isascii() and text.isprintable() else _visible(text)
    folded = " ".join(visible.split())
    return folded if 0 < len(folded) <= longest else None


def _visible(text: str) -> str:
    shown = "".join(c if c in _JOINERS or unicodedata.category(c) not in _HIDDEN else " " for c in text)
    return unicodedata.normalize("NFC", shown)


_NUMBER = re.compile(r"\d+")
_LOWEST_ACCENT = 200
"""From this canonical combining class on, a mark is an accent above or below its letter; lower ones are part of the spelling."""


def folded(*texts: str) -> str:
    """The form of the texts for searching: the same for both cases of a letter in every script, and with or without its accents."""
    text = "\n".join(texts)
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in letters if unicodedata.combining(sign) < _LOWEST_ACCENT)
    return bare.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i")  # both letters have the capital I, this one in Turkish


def sort_key(name: str) -> str:
    """The key that sorts names, character by character: folded, with its length before each number, so that 13 comes before 110."""
    return _NUMBER.sub(_number_key, folded(name))


def _number_key(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0") or "0"
    return f"{len(digits):03}{digits}"


def pattern(search: str) -> str:
    """The pattern that finds `search` literally in `column LIKE pattern ESCAPE '!'`; the column holds folded text."""
    return "%" + folded(search).replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def email(text: str) -> str | None:
    """The address in the form we store and look up, lower case; None when it is not an address."""
    # Its tables take 20 ms of a start, and no device needs them.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None
