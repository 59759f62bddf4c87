"""RustDesk devices in the registry: the second half of their row, and what a client says of itself.

A RustDesk device is a row of `devices` (kind `rustdesk`) and one of `rustdesk`. It is added when its client announces itself, when a
customer types its ID, by an admin, or by an import.

A client names an ID and a uuid and proves neither. So the first client that sends an ID is that device (`announce.py`), another uuid
changes nothing and is reported to the admins (`uuid_conflict.py`, `uuid_conflicts/`), and a heartbeat proves traffic, never an owner.
A heartbeat costs a look-up in memory (`heartbeats.py`) and only now and then a database read (`identify.py`); heartbeats are written in
batches together with those of all other devices.

Owns the table `rustdesk`. Neighbours: `client_api/` parses the requests; `ceremonies/linking` says whose a device is (table `links`).
"""
