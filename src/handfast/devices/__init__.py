"""What is paired: the registry of devices and their credentials.

A device is its id and its credential; the fingerprint is a label. `enroll.py` registers one for a ceremony, `identify.py` recognises
its requests, `edge/proofs.py` checks that a key-bound device holds its key. Then one file per thing that can happen to a device.

Owns the tables `devices` and `credentials` and the routes `/api/devices*`. Neighbours: the ceremonies call `enroll`; `people` owns
the person a device belongs to.
"""
