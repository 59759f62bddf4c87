"""OAuth 2.0 for devices: clients, the tokens that a device gets, and the endpoints that clients of other makers speak.

`clients/` are the programs that may ask for devices to be let in. `tokens/` are what a device gets: a short-lived access token that any
resource server can check by itself (RFC 9068), and a refresh token, which is the credential of the device (`devices/`). `protocol/` has
the endpoints; it stands above the ceremonies, which decide who gets in.
"""
