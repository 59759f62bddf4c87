"""The tokens of a device.

Owns the tables `oauth_grants` (what a device was granted) and `revoked_tokens`. The refresh token is the credential of the device, whose
generations, grace and reuse are those of `devices/`; the access token is signed and stored nowhere.
"""
