"""Four hundred tries at once from one address, at every way in: no more than the budget is compared, and the right one is told nobody."""

import ast
import asyncio
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

import handfast
from handfast import app as main
from handfast.kernel.time import DAY
from tests.races.comparing import WAYS_IN, Sent, WayIn
from tests.support.flood import Answer, Connection, crowd
from tests.support.server import Server

CROWD = 400
PLACE = CROWD // 2  # of the right one
SOURCES = Path(handfast.__file__).parent
# What compares without being in the table: nobody can guess it, or the operator brings it.
NOT_TO_BE_GUESSED = {
    "ceremonies.pairing.redeem._earlier_answer": "a token of 256 bits, found by its nonce",
    "ceremonies.pairing.send.send": "a QR's token of 128 bits, shown by the one who made it",
    "ceremonies.device_authorization.deliver.deliver_again": "a device code of 256 bits, by which its request was found",
    "importers.import_customer._code": "an export that the operator brings",
    "devices.refresh.refresh": "a device's token of 256 bits",
    "edge.calls.is_csrf_token": "a keyed digest of the session",
    "oauth.protocol.client_authentication._known": "the secret of a client, of 256 bits; wrong ones are limited all the same",
    "oauth.tokens.refresh._again": "a refresh token of 256 bits",
    "metrics._allows": "a token that the operator sets",
    "reports.trail.chain._was_changed": "digests of the trail itself",
    "reports.trail.chain._follows": "digests of the trail itself",
    "reports.trail.chain._not_the_end": "digests of the trail itself",
    "reports.trail.head.faults": "digests of the trail itself",
    "reports.trail.anchors.is_own": "digests of the trail itself",
    "reports.trail.exports.anchor.compare": "digests of the trail itself",
    "reports.trail.exports.lines._is_own": "digests of the trail itself",
    "reports.trail.exports.lines._is_proven": "digests of the trail itself",
    # Those who call these count.
    "ceremonies.linking.codes.is_digest_of": "the comparison of a personal code itself",
    "kernel.code_hashes.matches": "the comparison of a pairing code itself",
}


COMPARE = {"kernel.secrets.same", "ceremonies.linking.codes.is_digest_of"}
COMPARE_AS = {("hashing", "check"), ("code_hashes", "matches"), ("code_hashes", "matches_slow"), ("codes", "is_digest_of")}


def compared(use_case: str) -> float:
    name = "handfast_guesses_compared_total"
    return sum(REGISTRY.get_sample_value(name, {"route": use_case, "answer": answer}) or 0 for answer in ("right", "wrong"))


def told(answer: Answer) -> str:
    status, body = answer
    return f"{status} {body.get('code') or body.get('error') or body.get('text') or ''}"


@pytest.mark.parametrize("way", WAYS_IN, ids=lambda way: f"{way.use_case}-{way.path}")
async def test_a_crowd_is_compared_as_often_as_the_budget_says_and_hears_nothing_more(
    server: Server, way: WayIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "HASHES_WAITING", CROWD)
    server.clock.move(2 * DAY)
    guesses = await asyncio.to_thread(way.prepare, server)
    before = compared(way.use_case)
    tries = [guesses.wrong] * CROWD
    tries[PLACE] = guesses.right
    async with crowd(server.url, CROWD) as guessers:
        answers = await asyncio.gather(*(_ask(way, one, sent) for one, sent in zip(guessers.connections, tries, strict=True)))
    for write in guesses.afterwards:
        await asyncio.to_thread(server.call, server.application.database.execute_batch([write]))

    heard = Counter(map(told, answers))
    wrong = sum(number for words, number in heard.items() if words.startswith(way.wrong))
    past = sum(number for words, number in heard.items() if words.startswith(way.past))
    assert wrong == way.budget or (not way.is_exact and wrong < way.budget), heard
    assert wrong + past == CROWD, heard
    assert told(answers[PLACE]).startswith(way.past)
    assert compared(way.use_case) - before == wrong


async def _ask(way: WayIn, one: Connection, sent: Sent) -> Answer:
    ask = one.put if way.method == "PUT" else one.post
    return await ask(way.path, sent.body, "192.0.2.9", **sent.headers)


class Function:
    """One of the server's, and what it does about secrets. Names are whole: `handfast.runner.run.Runner` is `run.Runner`."""

    def __init__(self, module: str, node: ast.FunctionDef | ast.AsyncFunctionDef, known_as: dict[str, str]) -> None:
        self.name = f"{module}.{node.name}"
        inside = list(ast.walk(node))
        calls = [one.func for one in inside if isinstance(one, ast.Call)]
        self.calls = {whole(name.id, module, known_as) for name in calls if isinstance(name, ast.Name)}
        self.calls |= {
            f"{known_as[one.value.id]}.{one.attr}"
            for one in calls
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in known_as
        }
        used = {(one.value.id, one.attr) for one in inside if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name)}
        self.tells = ("context", "compared") in {
            (target.value.id, target.attr)
            for one in inside
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
        }
        self.compares = bool(COMPARE & self.calls) or bool(COMPARE_AS & used)
        ways = [
            one for one in inside if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in ("do", "run")
        ]
        self.runs = {whole(one.args[0].id, module, known_as) for one in ways if one.args and isinstance(one.args[0], ast.Name)}


def whole(name: str, module: str, known_as: dict[str, str]) -> str:
    return known_as.get(name, f"{module}.{name}")


@cache
def functions() -> list[Function]:
    found = []
    for path in SOURCES.rglob("*.py"):
        module, tree = ".".join(path.relative_to(SOURCES).with_suffix("").parts), ast.parse(path.read_text())
        imports = [one for one in tree.body if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("handfast.")]
        known_as = {
            name.asname or name.name: f"{one.module.removeprefix('handfast.')}.{name.name}"
            for one in imports
            if one.module
            for name in one.names
        }
        nodes = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        found += [Function(module, one, known_as) for one in nodes]
    return found


@cache
def that_count() -> set[str]:
    """The functions that say that they compared something, and whoever calls them."""
    names = {one.name for one in functions() if one.tells}
    while more := {one.name for one in functions() if one.calls & names} - names:
        names |= more
    return names


def test_every_use_case_that_compares_a_secret_is_in_the_table() -> None:
    use_cases = set().union(*(one.runs for one in functions()))
    assert {name.rpartition(".")[2] for name in that_count() & use_cases} == {way.use_case for way in WAYS_IN}


def test_whatever_compares_counts_it_or_cannot_be_guessed() -> None:
    assert {one.name for one in functions() if one.compares} - that_count() == NOT_TO_BE_GUESSED.keys()
