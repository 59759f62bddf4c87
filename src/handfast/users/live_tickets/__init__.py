"""The ticket that opens a live connection.

Owns the tickets of kind `live` and the route `/api/live/ticket`. A socket cannot send our header against cross-site requests, so it
presents a ticket, valid for thirty seconds, that only our own page could fetch. From then on the server regularly checks whether
the user behind the socket is still signed in (`still_valid.py`).
"""
