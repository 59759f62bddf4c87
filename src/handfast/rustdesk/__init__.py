"""RustDesk devices, from the wire to the registry, on three floors.

1. `registry/`: what a client says of itself, and what of it is believed; `connections/` are the sessions on a device.
2. `configuration.py` is the text that a person pastes into the client, so that it talks to this server.
3. `client_api/` is the API that a stock client speaks. It stands above the ceremonies, whose use cases it calls.

`devices` knows nothing of RustDesk: it is one kind of device among others.
"""
