"""Imports a library without others that it would load for features that nobody uses here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Inside, importing one of `names` fails as if it were not installed, unless it has been loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type] # None halts an import (Python reference, 5.3.1)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
