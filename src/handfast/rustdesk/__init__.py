"""RustDesk devices, from the registry to the client's API, in three layers.

1. `registry/`: what a client says of itself, and what of it is believed. `connections/`: the sessions on a device.
2. `configuration.py`: the text that a user pastes into the client so that it talks to this server.
3. `client_api/`: the API that a stock client speaks. It is a layer above the ceremonies, whose use cases it calls.

`devices` knows nothing of RustDesk: it is one kind of device among others.
"""
