"""A long reply is written in parts, and nobody who reads it can tell."""

import asyncio

import pytest

from handfast.edge.long_reply import LongReply
from handfast.edge.schemas import Reply, Timestamp
from handfast.runner.in_parts import AT_ONCE


class Line(Reply):
    name: str
    seen_at: Timestamp | None


class Lines(LongReply):
    total: int
    at: Timestamp
    lines: list[Line]


class OnlyLines(LongReply):
    lines: list[Line]


def lines(count: int) -> list[Line]:
    return [Line(name=f'Käte "{number}" \\ \u2028', seen_at=None if number % 3 else number) for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
def test_it_is_the_same_text_as_that_of_any_other_reply(count: int) -> None:
    for reply in (Lines(total=count, at=0, lines=lines(count)), OnlyLines(lines=lines(count))):
        assert asyncio.run(reply.in_parts()) == reply.model_dump_json().encode()


async def test_whoever_waits_has_a_turn_between_the_parts() -> None:
    turns, reply = 0, OnlyLines(lines=lines(10 * AT_ONCE))
    written = asyncio.create_task(reply.in_parts())
    while not written.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= 10
