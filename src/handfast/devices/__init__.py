"""The registry of paired devices and their credentials.

A device is known by its id and its credential; the fingerprint is only a label. `enroll.py` registers a device for a ceremony,
`identify.py` recognises its requests, `edge/proofs.py` checks that a key-bound device holds its key. The other use cases are one file
per thing that can happen to a device.

Owns the tables `devices` and `credentials` (`store.py`; `lists.py` reads several devices at once) and the routes `/api/devices*`.
Neighbours: the ceremonies call `enroll`; `users` owns the user a device belongs to.
"""
