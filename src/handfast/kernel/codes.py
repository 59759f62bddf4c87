"""The short code a person reads aloud and types: Crockford base 32, forgiving on input.

Six symbols are 30 bits; how long such a code may live and how often it may be guessed at is in `limits/`.
"""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTHS = (6, 8)

# Unicode's blanks, format characters (direction marks, zero-width ones), dashes, connectors, quotes and brackets ...
_SEPARATING = {"Zs", "Zl", "Zp", "Cf", "Pd", "Pc", "Pi", "Pf", "Ps", "Pe"}
# ... and what people type in their place, U+30FC being the hyphen of a Japanese keyboard. `web/src/device/code.ts` has the same two lists.
_SEPARATORS = set("\t\n\v\f\r.,'\"`\u00b4\u00b7\u02bc\u2022\u2027\u2032\u2033\u2212\u3002\u30fc\uff02\uff07\uff0c\uff0e\uff40")
_SEPARATORS |= {chr(selector) for selector in range(0xFE00, 0xFE10)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
_FULL_WIDTH = re.compile("[\uff21-\uff3a\uff41-\uff5a]")
_FULL_WIDTH_OFFSET = 0xFEE0
_ASCII = re.compile(r"[0-9A-Za-z]+")
_SHAPE = re.compile(rf"[{ALPHABET}]{{6}}|[{ALPHABET}]{{8}}")


def normalise(typed: str) -> str | None:
    """The code a person meant, or None when it cannot be one: wrong length, or a symbol outside the alphabet.

    Case, blanks, marks, hyphens and quotes are ignored; O reads as 0, I and L as 1; the decimal digits of every script and full-width
    Latin letters read as their ASCII ones. No letter of another script is folded, so none can turn into a symbol of the alphabet.
    """
    written = bare(typed)
    code = written and written.translate(_LOOK_ALIKES)
    return code if code and _SHAPE.fullmatch(code) else None


def bare(typed: str) -> str | None:
    """The ASCII letters, in capitals, and digits of what was typed; None if it has other symbols, or none of these."""
    plain = typed if _ASCII.fullmatch(typed) else "".join(map(_plain, typed))
    return plain.upper() if _ASCII.fullmatch(plain) else None


def _plain(symbol: str) -> str:
    if symbol in _SEPARATORS or unicodedata.category(symbol) in _SEPARATING:
        return ""
    if _FULL_WIDTH.fullmatch(symbol):
        return chr(ord(symbol) - _FULL_WIDTH_OFFSET)
    digit = unicodedata.decimal(symbol, None)
    return symbol if digit is None else str(digit)


def grouped(code: str) -> str:
    """The code in two halves, as it is shown: `K7Q-X4M`."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"
