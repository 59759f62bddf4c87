import pytest

from handfast.db import time_limit

SECONDS = 60.0


@pytest.fixture(autouse=True)
def a_patient_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd is about who comes first. On a busy machine it must not end in «unavailable» instead."""
    monkeypatch.setattr(time_limit, "SECONDS", SECONDS)
