"""The list of devices: what is searched, counted, sorted, and how pages hold together while devices come and go."""

from typing import Any

import httpx
import pytest

from handfast.kernel.time import SECOND
from tests.support.inside import run_job
from tests.support.pairing import many_codes, verify
from tests.support.rows import commit_row
from tests.support.server import Server

LIST = "/api/devices"


@pytest.fixture
def boss(server: Server) -> httpx.Client:
    """A manager of a place whose devices of earlier tests are gone."""
    boss = server.as_("manager")
    while held := boss.get(LIST, params={"limit": 100}).json()["items"]:
        for one in held:
            assert boss.delete(f"{LIST}/{one['id']}").status_code == 204
    return boss


def paired(server: Server, *names: str, **body: Any) -> dict[str, str]:
    """Devices by name, a second apart, and their ids."""
    made = {}
    for name, code in zip(names, many_codes(server, len(names)), strict=True):
        server.clock.move(SECOND)
        answer = verify(server, token=code.token, deviceName=name, **body)
        assert answer.status_code == 200, answer.text
        made[name] = answer.json()["device_id"]
    return made


def names(client: httpx.Client, **query: object) -> list[str]:
    answer = client.get(LIST, params={name: str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def test_search_finds_a_part_of_the_name_in_any_case(server: Server, boss: httpx.Client) -> None:
    paired(server, "Waiter iPad", "Kitchen screen")
    assert names(boss, search="IPAD") == ["Waiter iPad"]
    assert names(boss, search="screen") == ["Kitchen screen"]
    assert names(boss, search="nothing like it") == []


@pytest.mark.parametrize("name", ["Äpfel-Theke", "Касса 1", "ΤΑΜΕΊΟ", "İstanbul", "Kasse ß", "收银台"])
def test_a_name_in_any_script_is_found_as_it_is_written(server: Server, boss: httpx.Client, name: str) -> None:
    paired(server, name, "Other")
    assert names(boss, search=name) == [name]
    assert names(boss, search=name[:3]) == [name]


def test_wildcards_are_letters_like_any_other(server: Server, boss: httpx.Client) -> None:
    paired(server, "100% till", "till_1", "till!1", "till-1", "back\\slash")
    assert names(boss, search="%") == ["100% till"]
    assert names(boss, search="_") == ["till_1"]
    assert names(boss, search="!") == ["till!1"]
    assert names(boss, search="\\") == ["back\\slash"]
    assert names(boss, search="' OR 1=1 --") == []


def test_search_finds_by_id_platform_fingerprint_and_person(server: Server, boss: httpx.Client) -> None:
    made = paired(server, "Till", platform="PlaystationOS", deviceFingerprint="FEEDC0DE" * 2)
    for search in (made["Till"], "playstation", "feedc0de", "FEEDC0DE", "Maya Man"):
        assert names(boss, search=search) == ["Till"], search


def test_filters_and_counts_agree(server: Server, boss: httpx.Client) -> None:
    made = paired(server, "on", "off", "blocked")
    server.clock.move(76 * SECOND)
    run_job(server, "set silent devices offline")
    server.pair(deviceName="on too")
    boss.post(f"{LIST}/{made['blocked']}/disable")
    page = boss.get(LIST, params={"status": "offline", "limit": 1}).json()
    assert (page["total"], [item["name"] for item in page["items"]]) == (2, ["off"])
    assert page["counts"] == {"all": 4, "online": 1, "offline": 2, "blocked": 1, "waiting": 0}
    assert names(boss, status="online") == ["on too"]
    assert names(boss, status="blocked") == ["blocked"]
    assert names(boss, status="waiting") == []


def test_orders(server: Server, boss: httpx.Client) -> None:
    made = paired(server, "b", "C", "a")
    assert names(boss) == ["a", "b", "C"]
    assert names(boss, sort="-paired_at") == ["a", "C", "b"]
    later = "UPDATE devices SET last_seen_at = last_seen_at + 5000, seen_sort = last_seen_at + 5000 WHERE id = $1 RETURNING id"
    server.call(commit_row(server.application.database, later, made["C"]))
    assert names(boss, sort="-last_seen_at")[0] == "C"


@pytest.mark.parametrize("sort", ["name", "-paired_at", "-last_seen_at"])
@pytest.mark.parametrize("odd", ["same name", "س" * 100, "\U0001f469" * 100, 'quote " and \\ back'])
def test_pages_show_every_device_once_whatever_its_name(server: Server, boss: httpx.Client, sort: str, odd: str) -> None:
    codes = many_codes(server, 5)
    made = {verify(server, token=code.token, deviceName=odd).json()["device_id"] for code in codes}
    assert collect(boss, sort) == sorted(made)


def collect(boss: httpx.Client, sort: str) -> list[str]:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = boss.get(LIST, params={"limit": 2, "sort": sort, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
    return sorted(seen)


def test_a_page_neither_skips_nor_repeats_while_devices_come_and_go(server: Server, boss: httpx.Client) -> None:
    made = paired(server, "a", "b", "c", "d", "e")
    first = boss.get(LIST, params={"limit": 2}).json()
    assert [item["name"] for item in first["items"]] == ["a", "b"]
    boss.delete(f"{LIST}/{made['b']}")
    boss.delete(f"{LIST}/{made['d']}")
    paired(server, "aa", "cc")
    assert names(boss, limit=10, cursor=first["next_cursor"]) == ["c", "cc", "e"]


@pytest.mark.parametrize("query", [{"sort": "name;--"}, {"sort": "paired_at"}, {"status": "gone"}, {"limit": 0}, {"limit": 101},
                                   {"limit": "1e1"}, {"cursor": "nonsense"}, {"cursor": "WzEsMl0="}, {"search": "x" * 101}])  # fmt: skip
def test_what_is_no_question_is_refused(server: Server, boss: httpx.Client, query: dict[str, str]) -> None:
    refused = boss.get(LIST, params=query)
    assert (refused.status_code, refused.json()["code"]) == (400, "INVALID_INPUT")
    assert refused.json()["errors"][0]["field"] == next(iter(query))
