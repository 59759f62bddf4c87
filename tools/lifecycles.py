"""The state tables of the project, one in each `lifecycle.py`: drawn into the docs, walked by tests, read by the lint of state words."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import handfast
from handfast.kernel.lifecycle import Lifecycle

_PACKAGE = Path(handfast.__file__).parent


def _found() -> Iterator[Lifecycle[Any]]:
    for path in sorted(_PACKAGE.rglob("lifecycle.py")):
        module = import_module(".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts))
        yield from (value for value in vars(module).values() if isinstance(value, Lifecycle))


LIFECYCLES: tuple[Lifecycle[Any], ...] = tuple(_found())
