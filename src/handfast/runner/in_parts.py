"""Long answers are made in small parts, so that whoever waits for the event loop has a turn in between."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
V = TypeVar("V")

AT_ONCE = 50
"""Of lines or models: two milliseconds or less."""


async def made(items: Sequence[T], make: Callable[[T], V]) -> list[V]:
    return [one async for part in parts(items, make) for one in part]


async def parts(items: Sequence[T], make: Callable[[T], V]) -> AsyncIterator[Iterable[V]]:
    for start in range(0, len(items), AT_ONCE):
        yield [make(item) for item in items[start : start + AT_ONCE]]
        await asyncio.sleep(0)
