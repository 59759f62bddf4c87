"""RustDesk devices in the registry: the second half of their row, and what a client says of itself.

A RustDesk device is a row of `devices` (kind `rustdesk`) and one of `rustdesk`. It comes in when its client announces itself, by a
customer who types its id, by an admin, or by an import.

A client names an id and a uuid and proves neither. So: whoever says an id first is that device (`announce.py`), another uuid changes
nothing and is told to the admins (`uuid_conflict.py`, `uuid_conflicts/`), and a heartbeat is evidence of traffic, never of an owner.
Heartbeats are one look into memory (`heartbeats.py`) after one look into the database (`identify.py`); they are written down in batches
with everybody else's.

Owns the table `rustdesk`. Neighbours: `client_api/` reads the wire; `ceremonies/linking` says whose a device is (table `links`).
"""
