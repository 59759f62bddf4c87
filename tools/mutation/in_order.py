"""A pytest plugin: tests in the order they are written in, whatever order they were named in. Each module then makes its server once."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (item.location[0], item.location[1] or 0))
