"""What the web server waits for, in seconds: the tests of slow clients shorten it, and this is what it is."""

from handfast.edge.connections import ConnectionLimits
from handfast.edge.request_limits import RECEIPT_SECONDS
from handfast.edge.socket_limits import AUTHENTICATE_SECONDS, MOST_PER_SOURCE


def test_a_client_has_ten_seconds_for_a_head_and_for_a_body_and_five_to_sign_in_to_live_events() -> None:
    assert (ConnectionLimits().head_seconds, RECEIPT_SECONDS, AUTHENTICATE_SECONDS) == (10, 10, 5)


def test_silence_gives_way_after_fifteen_seconds_and_at_a_trusted_proxy_after_two_and_a_half_minutes() -> None:
    assert (ConnectionLimits().idle_seconds, ConnectionLimits().proxy_idle_seconds, ConnectionLimits().stall_seconds) == (15, 150, 30)


def test_a_source_has_fifty_live_sessions() -> None:
    assert MOST_PER_SOURCE == 50
