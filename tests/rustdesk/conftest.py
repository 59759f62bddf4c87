"""Two customers, and a phone that has been beating."""

from collections.abc import Callable
from itertools import count

import pytest

from handfast.db.database import Statement
from handfast.demo.companies import DemoUser
from tests.rustdesk.client import Client, let_pass
from tests.support.inside import settings
from tests.support.server import Server

_ids = count(1_700_000_000)


@pytest.fixture
def new_id() -> Callable[[], str]:
    """Ten digits that no other test has."""
    return lambda: str(next(_ids))


@pytest.fixture
def customers(server: Server) -> tuple[DemoUser, DemoUser]:
    """Two with a subscription, unlinked; phones may have ten digits."""
    settings(server, rustdesk_id_format="any")
    nobodys = Statement("UPDATE devices SET has_owner = 0 WHERE kind = 'rustdesk'")
    emptied = [nobodys, *(Statement(f"DELETE FROM {table}") for table in ("links", "pending_links", "buckets"))]
    server.call(server.application.database.execute_batch(emptied))
    carla, chen = (person for person in server.tenants[0].users if person.subscription == "active")
    return carla, chen


@pytest.fixture
def phone(server: Server) -> Client:
    """Heard for a minute, and never typed in anywhere."""
    phone = Client(server, str(next(_ids)))
    let_pass(server, 45, phone)
    return phone
