"""The sessions on a device: who is connected now (`list.py`), how an admin ends that (`end.py`), and what it tells of them (`note.py`).

Told by the device itself and unsigned, so it is a story, not evidence: kept apart from the audit trail, taken only from the uuid that is
known, the newest hundred per device. That an admin ended a session does stand in the trail.

Owns the table `rustdesk_sessions` and the routes `/api/admin/devices/{id}/sessions…`. Neighbours: `registry/connections.py` knows the
connections that a heartbeat names.
"""
