"""`handfast demo`: starts a server, fills in the sample companies, and prints who may sign in."""

import json
import os
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import uvloop

from handfast import settings as settings_module
from handfast.app import Application
from handfast.demo.companies import DemoOperator, DemoTenant, fill_demo
from handfast.demo.heartbeats import HeartbeatSender
from handfast.demo.history import live_through
from handfast.kernel.callers import SYSTEM
from handfast.kernel.outcomes import Done
from handfast.logs import configure_logs
from handfast.serving import CannotServe, listen, run_one, shown

FIRST_PORT = 8000
PORTS_TRIED = 20


def demo(folder: Path, host: str, port: int | None, database_url: str | None, *, as_json: bool) -> None:
    """Serves until it is stopped; without `port`, on the first free one from 8000 on. Raises `CannotServe`."""
    listening = listen_somewhere(host, port)
    environment = {**os.environ, "HANDFAST_DATA_DIR": str(folder)}
    environment["HANDFAST_PUBLIC_URL"] = os.environ.get("HANDFAST_PUBLIC_URL") or f"http://{shown(host)}:{listening.getsockname()[1]}"
    environment.pop("HANDFAST_DATABASE_URL", None)
    if database_url:
        environment["HANDFAST_DATABASE_URL"] = database_url
    settings = settings_module.read(environment)
    # Log lines about migrations and the like do not interest those who explore the demo.
    configure_logs("WARNING" if "HANDFAST_LOG_LEVEL" not in os.environ or as_json else settings.log_level)

    async def say(application: Application) -> None:
        outcome = await application.run(fill_demo, None, SYSTEM)
        if not isinstance(outcome, Done):
            raise CannotServe("the demo needs an empty database, but this one has data.")
        online = await live_through(application.run, outcome.view.tenants[0])
        application.supervisor.begin("beat for the demo's devices", HeartbeatSender(application.heartbeat_buffer, online).turn)
        users, operator = _as_json(outcome.view.tenants), outcome.view.operator
        if as_json:
            signs_in = {"email": operator.email, "password": operator.password.reveal()}
            ready = {"url": settings.public_url, "tenants": users, "operator": signs_in, "oauth_client": outcome.view.oauth_client}
            print(json.dumps(ready), flush=True)
        else:
            _print(settings.public_url, users, operator, outcome.view.oauth_client)

    uvloop.run(run_one(settings, listening, say))


def listen_somewhere(host: str, port: int | None) -> socket.socket:
    if port is not None:
        return listen(host, port)
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        try:
            return listen(host, candidate)
        except CannotServe:
            continue
    raise CannotServe(f"no port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free on {host}. Choose another with --port.")


def _as_json(tenants: Sequence[DemoTenant]) -> list[dict[str, Any]]:
    return [
        {
            "id": tenant.id,
            "name": tenant.name,
            "people": [
                {
                    "name": user.name,
                    "email": user.email,
                    "password": user.password.reveal(),
                    "role": user.role,
                    "active": user.active,
                    "subscription": user.subscription,
                }
                for user in tenant.users
            ],
        }
        for tenant in tenants
    ]


def _print(url: str, tenants: list[dict[str, Any]], operator: DemoOperator, client: str) -> None:
    print(f"\n  Handfast with sample people and devices: {url}\n  Devices pair at:                          {url}/pair\n")
    for tenant in tenants:
        print(f"  {tenant['name']}")
        for user in tenant["people"]:
            note = "" if user["active"] else "   (disabled)"
            print(f"    {user['role']:<9} {user['email']:<32} {user['password']}{note}")
        print()
    print(f"  The server\n    {'operator':<9} {operator.email:<32} {operator.password.reveal()}")
    print(f"    OAuth client for devices that show a code: {client}\n")
    print("  Sign in as the manager, press 'Pair device', and open the second address in another browser.")
    print("  Everything is deleted when you stop it with Ctrl+C.\n", flush=True)
