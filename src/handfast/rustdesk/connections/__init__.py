"""The sessions on a device: who is connected now (`list.py`), how an admin ends one (`end.py`), and what the device reports (`note.py`).

The device's reports are unsigned and therefore no evidence: they are kept apart from the audit trail, accepted only from the known uuid,
and the newest hundred per device are kept. That an admin ended a session is in the audit trail.

Owns the table `rustdesk_sessions` and the routes `/api/admin/devices/{id}/sessions…`. Neighbours: `registry/connections.py` knows the
connections that a heartbeat names.
"""
