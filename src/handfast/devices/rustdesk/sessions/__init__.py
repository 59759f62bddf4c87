"""What a device tells of the sessions on it: who connected, which files went, what it was alarmed about.

Told by the device itself and unsigned, so it is a story, not evidence: kept apart from the audit trail, taken only from the uuid that is
known, the newest hundred per device.

Owns the table `rustdesk_sessions` and the route `/api/admin/devices/{id}/sessions`.
"""
