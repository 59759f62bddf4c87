"""What time does by itself: hashes of expired codes go, evidence stays its ninety days and then goes too."""

from handfast.db.database import Statement
from handfast.email.enqueue import PURPOSE
from handfast.email.store import insert
from handfast.email.templates import Message, to_json
from handfast.kernel.time import DAY, HOUR, MINUTE
from tests.support.inside import fill_bucket, row, rows, run_job
from tests.support.keys import Bearer
from tests.support.pairing import NEVER_GIVEN, many_codes, new_code, verify
from tests.support.server import Server

STATE = "SELECT state, code_hash, closed_at FROM pairing_codes WHERE id = $1"


def test_every_job_does_its_work_and_then_finds_nothing_left(server: Server) -> None:
    due = things_that_are_due(server)
    before = {name: row(server, sql)["rows"] for name, sql in due.items()}
    assert min(before.values()) > 0, before
    for job in server.application.jobs:
        server.call(job.work(server.application.run))
        assert job.does
        assert job.seconds <= 3600
    assert {name: row(server, sql)["rows"] for name, sql in due.items()} == dict.fromkeys(due, 0)
    written = row(server, "SELECT count(*) AS rows FROM audit")
    for job in server.application.jobs:
        server.call(job.work(server.application.run))
    assert row(server, "SELECT count(*) AS rows FROM audit") == written


def things_that_are_due(server: Server) -> dict[str, str]:
    """Something for each job that forgets, closes or seals, by the job's name: how many rows of it are left to do."""
    gone, online, waiting, renewed = (server.pair() for _ in range(4))
    for _ in range(2):
        token = renewed.client.post("/api/devices/me/token", json={}).json()["auth_token"]
        renewed.client.auth = Bearer(token)
    new_code(server)
    assert server.as_("manager").delete(f"/api/devices/{gone.id}").status_code == 204
    assert online.client.post("/api/devices/me/heartbeat", json={}).status_code == 200
    run_job(server, "write heartbeats")
    owner = server.as_("owner")
    assert owner.post("/api/tokens", json={"name": "old", "scopes": ["devices:read"], "expires_in_days": 1}).status_code == 201
    assert owner.post("/api/live/ticket").status_code == 200
    now = server.clock.now()
    held = Statement("UPDATE devices SET status = 'waiting' WHERE id = $1", (waiting.id,), guard=True)
    claim = "INSERT INTO pending_links (user_id, tenant_id, rustdesk_id, address, named_at, expires_at) VALUES ($1, $2, $3, '', $4, $4)"
    claimed = Statement(claim, (server.person("customer").id, server.tenants[0].id, "123456789", now))
    server.call(server.application.database.execute_batch([held, claimed]))
    server.clock.move(91 * DAY)
    return {
        "set silent devices offline": "SELECT count(*) AS rows FROM devices WHERE presence = 'online'",
        "expire pairing codes": "SELECT count(*) AS rows FROM pairing_codes WHERE state = 'live'",
        "expire pending links": "SELECT count(*) AS rows FROM pending_links",
        "seal the audit trail": f"SELECT count(*) AS rows FROM audit WHERE seal IS NULL AND at <= {now}",
        "reject devices nobody approved": "SELECT count(*) AS rows FROM devices WHERE status = 'waiting'",
        "purge deleted devices": f"SELECT count(*) AS rows FROM devices WHERE id = '{gone.id}'",
        "forget deleted devices: credentials": f"""SELECT count(*) AS rows FROM credentials
            WHERE device_id = '{renewed.id}' AND generation = 1""",
        "purge events": f"SELECT count(*) AS rows FROM outbox WHERE at <= {now}",
        "purge sessions and tokens": "SELECT count(*) AS rows FROM sessions",
        "forget sessions and links: access tokens": "SELECT count(*) AS rows FROM access_tokens",
        "forget sessions and links: tickets": "SELECT count(*) AS rows FROM one_time_tokens",
    }


def test_mail_that_waits_is_sent_when_its_time_comes(server: Server) -> None:
    application, now = server.application, server.clock.now()
    message = Message(about="a test", to="robin@example.com", subject="This waited", paragraphs=("Hello.",))
    waiting = insert(server.random.id(), application.keys.seal(PURPOSE, server.random.bytes(12), to_json(message)), now)
    server.call(application.database.execute_batch([waiting]))  # behind the back of what sends at once
    run_job(server, "send waiting mail")
    assert [mail["To"] for mail in server.mails if mail["Subject"] == "This waited"] == ["robin@example.com"]
    assert rows(server, "SELECT 1 AS waits FROM mails") == []


def test_an_expired_codes_hash_is_erased_within_five_minutes_and_the_row_stays(server: Server) -> None:
    code, job = new_code(server), next(job for job in server.application.jobs if job.name == "expire pairing codes")
    assert job.seconds <= 5 * 60
    server.clock.move(15 * MINUTE - 1)
    run_job(server, job.name)
    assert row(server, STATE, code.id)["state"] == "live"
    server.clock.move(1)
    run_job(server, job.name)
    assert row(server, STATE, code.id) == {"state": "expired", "code_hash": None, "closed_at": server.clock.now()}
    assert verify(server, **code.named).status_code == 410


def test_a_used_or_cancelled_codes_hash_is_erased_at_once(server: Server) -> None:
    used, cancelled = new_code(server), new_code(server)
    assert verify(server, **used.named).status_code == 200
    server.as_("manager").delete(f"/api/invites/{cancelled.id}")
    assert [row(server, STATE, code.id)["code_hash"] for code in (used, cancelled)] == [None, None]


def test_a_crowd_of_expired_codes_is_closed_in_one_run(server: Server) -> None:
    many_codes(server, 450)
    server.clock.move(15 * MINUTE)
    run_job(server, "expire pairing codes")
    assert rows(server, "SELECT id FROM pairing_codes WHERE state = 'live' OR code_hash IS NOT NULL") == []


def test_evidence_stays_ninety_days_and_a_code_as_long_as_its_device(server: Server) -> None:
    gone, kept = new_code(server), new_code(server)
    verify(server, codeId=gone.id, code=NEVER_GIVEN)
    tablet = verify(server, **kept.named).json()["device_id"]
    server.clock.move(15 * MINUTE)
    run_job(server, "expire pairing codes")
    there = "SELECT count(*) AS rows FROM pairing_codes WHERE id = $1"
    server.clock.move(90 * DAY)
    run_job(server, "purge pairing codes")
    assert row(server, there, gone.id)["rows"] == 1
    server.clock.move(1)
    run_job(server, "purge pairing codes")
    assert [row(server, there, code.id)["rows"] for code in (gone, kept)] == [0, 1]

    assert server.as_("manager").delete(f"/api/devices/{tablet}").status_code == 204
    device = "SELECT count(*) AS rows FROM devices WHERE id = $1"
    server.clock.move(90 * DAY)
    run_job(server, "purge deleted devices")
    assert row(server, device, tablet)["rows"] == 1
    server.clock.move(1)
    run_job(server, "purge deleted devices")
    run_job(server, "purge pairing codes")
    assert row(server, device, tablet)["rows"] == 0
    assert row(server, "SELECT count(*) AS rows FROM credentials WHERE device_id = $1", tablet)["rows"] == 0
    assert row(server, there, kept.id)["rows"] == 0
    assert row(server, "SELECT count(*) AS rows FROM audit WHERE subject_id = $1", tablet)["rows"] > 0


def test_limits_that_have_run_out_and_old_events_are_forgotten(server: Server) -> None:
    verify(server, code=NEVER_GIVEN)
    server.pair()
    server.clock.move(2 * DAY)
    run_job(server, "purge events")
    assert rows(server, "SELECT key FROM buckets") == []
    assert rows(server, "SELECT id FROM outbox") == []


# --- a clock that was an hour ahead and is put right: nothing waits for that hour to come again ---


def test_a_limit_that_was_filled_an_hour_ahead_is_forgotten_and_one_that_counts_now_is_not(server: Server) -> None:
    server.clock.move(HOUR)
    for _ in range(10):
        verify(server, "192.0.2.77", code=NEVER_GIVEN)
    server.clock.move(-HOUR)
    for _ in range(10):
        verify(server, "192.0.2.78", code=NEVER_GIVEN)
    run_job(server, "purge events")
    assert verify(server, "192.0.2.77", code=NEVER_GIVEN).status_code == 401
    assert verify(server, "192.0.2.78", code=NEVER_GIVEN).status_code == 429
    fill_bucket(server, "pairing.guess.server:all", 0, DAY)


def test_a_code_that_was_made_an_hour_ahead_does_not_live_an_hour_longer(server: Server) -> None:
    server.clock.move(HOUR)
    code = new_code(server)
    run_job(server, "expire pairing codes")
    assert row(server, STATE, code.id)["state"] == "live"
    server.clock.move(-HOUR)
    kept = new_code(server)
    run_job(server, "expire pairing codes")
    assert row(server, STATE, code.id)["state"] == "expired"
    assert row(server, STATE, kept.id)["state"] == "live"


def test_a_device_that_was_heard_of_an_hour_ahead_is_offline_when_it_falls_silent_and_seen_when_it_speaks(server: Server) -> None:
    silent, speaking = server.pair(), server.pair()
    server.clock.move(HOUR)
    for tablet in (silent, speaking):
        tablet.client.post("/api/devices/me/heartbeat", json={})
    run_job(server, "write heartbeats")
    server.clock.move(-HOUR)
    speaking.client.post("/api/devices/me/heartbeat", json={})
    run_job(server, "write heartbeats")
    run_job(server, "set silent devices offline")
    presence = "SELECT presence, last_seen_at FROM devices WHERE id = $1"
    assert row(server, presence, silent.id)["presence"] == "offline"
    assert row(server, presence, speaking.id) == {"presence": "online", "last_seen_at": server.clock.now()}


def test_no_limit_is_forgotten_by_a_restart(server: Server) -> None:
    (code,) = many_codes(server, 1)
    for _ in range(10):
        verify(server, "192.0.2.200", code=NEVER_GIVEN)
    fill_bucket(server, "pairing.guess.off:all", 2_000, DAY)
    server.call(server.application.stop())
    server.call(server.application.start())
    fresh = verify(server, "192.0.2.200", code=code.text)
    assert fresh.json()["code"] == "RATE_LIMITED"
    assert verify(server, code=code.text).json()["code"] == "TYPED_ENTRY_OFF"
    assert verify(server, token=code.token).status_code == 200
    fill_bucket(server, "pairing.guess.off:all", 0, DAY)
