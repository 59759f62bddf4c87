"""Names and addresses that people type: normalised once, on the way in."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

# Zero-width joiner and non-joiner are part of ordinary spelling in several scripts and of many emoji.
_JOINERS = "\u200c\u200d"
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def display_name(text: str, longest: int = 100) -> str | None:
    """NFC, without control and direction marks, blanks folded; None when nothing is left or it is longer than `longest`."""
    visible = text if text.isascii() and text.isprintable() else _visible(text)
    folded = " ".join(visible.split())
    return folded if 0 < len(folded) <= longest else None


def _visible(text: str) -> str:
    shown = "".join(c if c in _JOINERS or unicodedata.category(c) not in _HIDDEN else " " for c in text)
    return unicodedata.normalize("NFC", shown)


def pattern(search: str) -> str:
    """What takes `search` literally in `lower(column) LIKE lower(pattern) ESCAPE '!'`.

    The database lowers both sides: Python knows the capitals of more scripts than a database may.
    """
    return "%" + search.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


def email(text: str) -> str | None:
    """The address in the form we store and look up, lower case; None when it is not an address."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return None
