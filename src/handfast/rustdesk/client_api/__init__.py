"""The API that a stock RustDesk client speaks, so that unmodified phones and PCs announce themselves and can be linked.

The client compares some answers byte for byte, reads nothing but the body of others, and takes a 5xx as a reason to stall for half a
minute. So every endpoint is a file that reads what the client sends (`wire.py`), runs a use case, and answers exactly what the client
understands, whatever happens. `http.py` lists them; each is also served below `/t/{tenant id}`, since the client itself names no tenant.

Owns the routes named in `http.py`. Neighbours: `rustdesk/registry` decides what to believe of what clients say of themselves,
`ceremonies/linking` says whose a device is, `ceremonies/device_authorization` has the requests behind «Continue with Handfast», `users`
signs users in.
"""
