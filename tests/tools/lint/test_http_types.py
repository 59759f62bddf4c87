"""The lint that keeps requests, answers and their models in http.py and schemas.py."""

import ast

import pytest

from tools.lint.http_types import PLACES, check
from tools.lint.source import ROOT, Source, sources

PLANTED = [
    "from starlette.requests import Request",
    "from starlette import status",
    "import starlette.responses",
    "import socketio",
    "from fastapi import Depends",
    "from pydantic import BaseModel, Field",
    "from pydantic_core import to_json",
    "from handfast.edge.calls import Call",
    "from handfast.edge import paging",
    "from handfast import edge",
    "import handfast.edge.problems",
    "from handfast.devices.schemas import Device",
    "from handfast.users.sessions import schemas as sessions",
    "from handfast.users.http import routes",
    "if TYPE_CHECKING:\n    from handfast.edge.calls import Call",
    "def late() -> None:\n    from handfast.edge.problems import Refusal",
]


def complaints(name: str, text: str) -> list[str]:
    return list(check(Source(ROOT / "src/handfast" / name, text, ast.parse(text))))


@pytest.mark.parametrize(
    "name",
    [
        "devices/rename.py",
        "users/sessions/store.py",
        "billing/stripe/reconcile.py",
        "rustdesk/registry/identify.py",
        "a_new_feature/verb.py",
    ],
)
@pytest.mark.parametrize("planted", PLANTED)
def test_http_in_a_use_case_is_complained_of(name: str, planted: str) -> None:
    assert len(complaints(name, planted)) == 1


@pytest.mark.parametrize(
    "name",
    ["devices/http.py", "devices/schemas.py", "edge/route.py", "app.py", "sockets.py", "rustdesk/client_api/login.py", "users/identify.py"],
)
@pytest.mark.parametrize("planted", PLANTED)
def test_at_the_edge_it_is_at_home(name: str, planted: str) -> None:
    assert complaints(name, planted) == []


@pytest.mark.parametrize(
    "text",
    [
        "from handfast.kernel.outcomes import Done, Refused",
        "from handfast.devices.store import Device",
        "from handfast import __version__",
        "from handfast.edges import node",
        "import starlette_like",
    ],
)
def test_other_imports_may_stand_anywhere(text: str) -> None:
    assert complaints("devices/rename.py", text) == []


def test_each_named_place_needs_its_exception() -> None:
    everything = sources("src/handfast")
    for place in PLACES:
        held = [source for source in everything if source.name.startswith(place)]
        assert any(complaints("elsewhere/verb.py", source.text) for source in held), place
