"""Online and offline, when a heartbeat and the job that looks for silent devices come at the same moment."""

from handfast.devices import store
from handfast.devices.presence import notice_silence
from handfast.devices.rules import SILENT_AFTER
from handfast.kernel.callers import SYSTEM
from handfast.kernel.ids import DeviceId
from handfast.kernel.outcomes import Done, Refused
from handfast.runner.context import Context
from tests.support.inside import row, rows, use
from tests.support.server import Paired, Server

PRESENCE = "SELECT presence FROM devices WHERE id = $1"


def told_offline(server: Server, tablet: Paired) -> int:
    events = rows(server, "SELECT body FROM outbox WHERE event = 'device_change'")
    return sum(tablet.id in event["body"] and '"offline"' in event["body"] for event in events)


def test_a_heartbeat_between_the_look_and_the_commit_keeps_a_device_online_and_nobody_is_told_otherwise(server: Server) -> None:
    lively, silent = server.pair(), server.pair()
    for tablet in (lively, silent):
        tablet.client.post("/api/devices/me/heartbeat", json={})
    server.clock.move(SILENT_AFTER + 1)
    overtaken: list[str] = []

    async def overtake(context: Context, _: None) -> Done[int] | Refused:
        outcome = await notice_silence(context, None)
        if not overtaken:
            overtaken.append(lively.id)
            await server.application.database.execute_batch([store.seen([DeviceId(lively.id)], context.now)])
        return outcome

    use(server, overtake, None, SYSTEM)
    assert row(server, PRESENCE, lively.id)["presence"] == "online"
    assert row(server, PRESENCE, silent.id)["presence"] == "offline"
    assert (told_offline(server, lively), told_offline(server, silent)) == (0, 1)
